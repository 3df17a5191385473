package media.sluice.operator.pool;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import media.sluice.operator.api.v1alpha1.DrainReason;
import media.sluice.operator.api.v1alpha1.MediaNode;
import media.sluice.operator.api.v1alpha1.MediaNodeStatus;
import media.sluice.operator.api.v1alpha1.NodePhase;
import media.sluice.operator.desired.node.NodeTemplate;

/**
 * A MediaNode as its pool sees it.
 *
 * @param ordinal its place in the pool
 * @param wish what is to become of it
 * @param isGoing it is being deleted
 * @param drainedMillis since when it drains; 0 when it does not
 */
public record PoolNode(
        String name,
        int ordinal,
        String revision,
        NodePhase phase,
        Wish wish,
        boolean isGoing,
        String zone,
        String host,
        long createdMillis,
        long drainedMillis) {

    /** Annotation of a MediaNode: the pool wants it emptied. Its spec is its user's. */
    public static final String DRAIN = "sluice.media/drain";

    /** What is to become of a node. */
    public enum Wish {
        /** It serves. */
        SERVE,
        /** Its user wants no newcomers on it. */
        CLOSE,
        /** Its user wants it emptied and gone. */
        LEAVE,
        /** Its pool wants it emptied and gone, and may take it back. */
        SHRINK
    }

    /** Of a node as it was read. */
    public static PoolNode of(MediaNode node) {
        var metadata = node.getMetadata();
        var status = node.getStatus();
        return new PoolNode(
                metadata.getName(),
                ordinal(metadata.getLabels()),
                Objects.requireNonNullElse(node.getSpec().revision(), ""),
                status == null || status.phase() == null ? NodePhase.PENDING : status.phase(),
                wish(node),
                metadata.getDeletionTimestamp() != null,
                status == null || status.zone() == null ? "" : status.zone(),
                status == null || status.nodeName() == null ? "" : status.nodeName(),
                metadata.getCreationTimestamp() == null
                        ? 0
                        : Instant.parse(metadata.getCreationTimestamp()).toEpochMilli(),
                drained(status));
    }

    /** What its user and its pool want of a node. */
    public static Wish wish(MediaNode node) {
        if (node.getSpec().drain() != null) {
            return Wish.LEAVE;
        }
        var annotations = node.getMetadata().getAnnotations();
        if (annotations != null && DrainReason.SCALE_DOWN.name().equals(annotations.get(DRAIN))) {
            return Wish.SHRINK;
        }
        return Boolean.TRUE.equals(node.getSpec().cordoned()) ? Wish.CLOSE : Wish.SERVE;
    }

    /** Whether it is there to stay. */
    public boolean isKept() {
        return !isGoing
                && phase != NodePhase.LOST
                && phase != NodePhase.DELETING
                && (wish == Wish.SERVE || wish == Wish.CLOSE);
    }

    /** Whether it takes newcomers. */
    public boolean isReady() {
        return isKept() && wish == Wish.SERVE && phase == NodePhase.READY;
    }

    /** Whether its pool may take it back. */
    public boolean canComeBack() {
        return !isGoing
                && wish == Wish.SHRINK
                && phase != NodePhase.LOST
                && phase != NodePhase.DELETING;
    }

    private static int ordinal(Map<String, String> labels) {
        try {
            return labels == null
                    ? 0
                    : Integer.parseInt(labels.getOrDefault(NodeTemplate.ORDINAL, "0"));
        } catch (NumberFormatException edited) {
            // Somebody wrote something else there. Names keep two nodes of one place apart.
            return 0;
        }
    }

    private static long drained(MediaNodeStatus status) {
        return status == null || status.drain() == null || status.drain().startedAt() == null
                ? 0
                : Instant.parse(status.drain().startedAt()).toEpochMilli();
    }
}
