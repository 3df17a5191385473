package media.sluice.operator.status;

import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import media.sluice.operator.api.v1alpha1.DrainProgress;
import media.sluice.operator.api.v1alpha1.MediaNodeStatus;
import media.sluice.operator.api.v1alpha1.NodePhase;
import media.sluice.operator.desired.Labels;
import media.sluice.operator.load.NodeLoad;
import org.jspecify.annotations.Nullable;

/** What is said about a MediaNode. */
public final class NodeStatus {
    private static final String ZONE = "topology.kubernetes.io/zone";
    private static final String TYPE = "node.kubernetes.io/instance-type";
    private static final long SILENT_MILLIS = 10_000;
    private static final int STEP = 10;

    private NodeStatus() {}

    /** How far a node is that nobody wants to go. */
    public static NodePhase phase(NodeView view, boolean isClosed) {
        if (view.hasPodEnded()) {
            return NodePhase.LOST;
        }
        if (view.pod() == null) {
            return NodePhase.PENDING;
        }
        if (view.machineName() == null) {
            return NodePhase.PROVISIONING;
        }
        if (!view.isPodReady() || !answers(view)) {
            return NodePhase.STARTING;
        }
        return isClosed ? NodePhase.CORDONED : NodePhase.READY;
    }

    /** While the coordinator tells nothing, a node that was ready is taken to be so. */
    private static boolean answers(NodeView view) {
        if (!view.load().isFresh()) {
            var before = view.node().getStatus();
            return before != null
                    && (before.phase() == NodePhase.READY || before.phase() == NodePhase.CORDONED);
        }
        return view.load()
                .node(view.name())
                .filter(seen -> seen.silentMillis() <= SILENT_MILLIS)
                .isPresent();
    }

    /**
     * Its status.
     *
     * @param cordonNumber of the last cordon that the coordinator confirmed; null keeps the one
     *     before
     * @param drain how far it is with leaving; null when it does not
     */
    public static MediaNodeStatus of(
            NodeView view,
            NodePhase phase,
            @Nullable Long cordonNumber,
            @Nullable DrainProgress drain,
            Instant now) {
        var before = view.node().getStatus();
        var load = view.load();
        boolean isKnown = load.isFresh();
        Optional<NodeLoad> seen = load.node(view.name());
        return new MediaNodeStatus(
                view.node().getMetadata().getGeneration(),
                view.pod() == null || view.hasPodEnded() ? 0 : 1,
                Labels.NODE + "=" + view.name(),
                phase,
                view.pod() == null ? null : view.name(),
                view.machineName(),
                or(view.machineLabel(ZONE), before == null ? null : before.zone()),
                or(view.machineLabel(TYPE), before == null ? null : before.instanceType()),
                view.addresses().isEmpty() ? null : view.addresses(),
                view.node().getSpec().ports(),
                isKnown ? Integer.valueOf(load.roomsOn(view.name())) : rooms(before),
                isKnown ? Integer.valueOf(load.participantsOn(view.name())) : participants(before),
                seen.map(NodeStatus::percent).orElse(null),
                or(cordonNumber, before == null ? null : before.cordonEpoch()),
                drain,
                conditions(view, phase, before, now));
    }

    /** Whether two say the same but for counts, that change all the time. */
    public static boolean differOnlyInCounts(MediaNodeStatus one, @Nullable MediaNodeStatus other) {
        return other != null && withoutCounts(one).equals(withoutCounts(other));
    }

    private static MediaNodeStatus withoutCounts(MediaNodeStatus status) {
        return new MediaNodeStatus(
                status.observedGeneration(),
                status.replicas(),
                status.selector(),
                status.phase(),
                status.podName(),
                status.nodeName(),
                status.zone(),
                status.instanceType(),
                status.addresses(),
                status.ports(),
                null,
                null,
                status.loadPercent(),
                status.cordonEpoch(),
                status.drain() == null
                        ? null
                        : new DrainProgress(
                                status.drain().reason(),
                                status.drain().startedAt(),
                                status.drain().deadline(),
                                null,
                                null,
                                null),
                status.conditions());
    }

    private static List<Condition> conditions(
            NodeView view, NodePhase phase, @Nullable MediaNodeStatus before, Instant now) {
        var conditions =
                new Conditions(
                        before == null ? null : before.conditions(),
                        view.node().getMetadata().getGeneration(),
                        now);
        switch (phase) {
            case READY -> conditions.ready("Serves", "it takes sessions");
            case CORDONED -> conditions.ready("Cordoned", "it takes no new sessions, as asked");
            case PENDING -> conditions.reconciling("NoPod", "its pod is being made");
            case PROVISIONING ->
                    conditions.reconciling("Unscheduled", "its pod waits for a Kubernetes node");
            case STARTING -> starting(conditions, view);
            case DRAINING, MIGRATING ->
                    conditions.reconciling("Draining", "it goes when nobody is on it any more");
            case EMPTY, DELETING -> conditions.reconciling("Leaving", "nobody is on it; it goes");
            case LOST -> conditions.stalled("Lost", "its pod has ended; its pool makes another");
        }
        return conditions.all();
    }

    private static void starting(Conditions conditions, NodeView view) {
        if (view.addresses().isEmpty()) {
            conditions.stalled(
                    "NoAddress",
                    "no source of spec.exposure.addressSources has an address: annotate the pod or its"
                            + " Kubernetes node with sluice.media/address, or let the operator read nodes");
        } else if (view.isPodReady()) {
            conditions.reconciling(
                    "Unregistered", "its pod is ready, but the coordinator does not hear it");
        } else {
            conditions.reconciling("Starting", "its pod is starting");
        }
    }

    private static int percent(NodeLoad seen) {
        double busy =
                seen.capacityBps() == 0
                        ? seen.busy()
                        : Math.max(seen.busy(), (double) seen.egressBps() / seen.capacityBps());
        return (int) Math.round(busy * 100 / STEP) * STEP;
    }

    private static @Nullable Integer rooms(@Nullable MediaNodeStatus before) {
        return before == null ? null : before.rooms();
    }

    private static @Nullable Integer participants(@Nullable MediaNodeStatus before) {
        return before == null ? null : before.participants();
    }

    private static <T> @Nullable T or(@Nullable T one, @Nullable T other) {
        return one == null ? other : Objects.requireNonNull(one);
    }
}
