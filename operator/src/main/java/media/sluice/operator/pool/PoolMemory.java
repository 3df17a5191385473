package media.sluice.operator.pool;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import media.sluice.operator.api.v1alpha1.MediaNodePoolStatus;
import media.sluice.operator.api.v1alpha1.NodePhase;
import media.sluice.operator.scaling.CapacityEstimate;
import media.sluice.operator.scaling.Memory;
import media.sluice.operator.scaling.NeedWindow;
import media.sluice.operator.scaling.Policy;
import media.sluice.operator.scaling.ProvisionTimes;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a pool beside its resources. An operator that begins reads back from the status
 * what must not be forgotten: how many nodes were needed, since when it is watched, how long nodes
 * took to start.
 *
 * @param capacity what one node carries, in {@link Units}
 */
public record PoolMemory(Memory scaling, ProvisionTimes provision, CapacityEstimate capacity) {

    /** Of a pool that this operator has not seen yet. */
    public static PoolMemory of(
            @Nullable MediaNodePoolStatus status,
            Policy policy,
            List<PoolNode> nodes,
            double declaredUnits,
            long nowMillis) {
        return new PoolMemory(
                scaling(status, policy, nodes, nowMillis),
                provision(status),
                CapacityEstimate.declared(declaredUnits));
    }

    /** With how long a node took to start, that was not ready at the last look. */
    public PoolMemory withStarted(PoolNode node, NodePhase before, long nowMillis) {
        boolean hasStarted =
                node.phase() == NodePhase.READY
                        && (before == NodePhase.PENDING
                                || before == NodePhase.PROVISIONING
                                || before == NodePhase.STARTING);
        return hasStarted
                ? new PoolMemory(
                        scaling,
                        provision.with((int) ((nowMillis - node.createdMillis()) / 1000)),
                        capacity)
                : this;
    }

    /** After a decision. */
    public PoolMemory with(Memory next) {
        return new PoolMemory(next, provision, capacity);
    }

    /** With what nodes were seen to carry. */
    public PoolMemory with(CapacityEstimate next) {
        return new PoolMemory(scaling, provision, next);
    }

    private static Memory scaling(
            @Nullable MediaNodePoolStatus status,
            Policy policy,
            List<PoolNode> nodes,
            long nowMillis) {
        var fresh = Memory.none(nowMillis);
        var kept = status == null ? null : status.scaling();
        if (status == null || kept == null) {
            return fresh;
        }
        var needs = NeedWindow.empty();
        if (kept.recommendations() != null) {
            needs =
                    new NeedWindow(
                            kept.recommendations().stream()
                                    .filter(one -> one.time() != null && one.replicas() != null)
                                    .map(one ->
                                            new NeedWindow.Entry(
                                                    Instant.parse(one.time()).toEpochMilli(),
                                                    one.replicas()))
                                    .toList());
        }
        long since =
                kept.holdUntil() == null
                        ? nowMillis
                        : Instant.parse(kept.holdUntil()).toEpochMilli()
                                - policy.down().stabilizationMillis();
        return new Memory(
                Math.min(since, nowMillis),
                fresh.slope(),
                needs,
                nodes.stream().map(PoolNode::createdMillis).sorted().toList(),
                nodes.stream().map(PoolNode::drainedMillis).filter(at -> at > 0).sorted().toList(),
                Objects.requireNonNullElse(status.desiredReplicas(), 0),
                fresh.season());
    }

    private static ProvisionTimes provision(@Nullable MediaNodePoolStatus status) {
        var load = status == null ? null : status.load();
        Integer seconds = load == null ? null : load.provisionSecondsP95();
        return seconds == null ? ProvisionTimes.unknown() : new ProvisionTimes(List.of(seconds));
    }
}
