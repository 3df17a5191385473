package media.sluice.operator.scaling;

import java.util.List;
import java.util.Locale;

/**
 * What to do now.
 *
 * @param desiredNodes how many the pool shall have; what {@code status.desiredReplicas} shows
 * @param uncordon nodes that drain and are taken back, first to last
 * @param create how many to create
 * @param cordon nodes to empty and then delete
 * @param ceilingPercent how full the coordinator makes a node with new rooms while another one is
 *     below it: more nodes than the load needs are worth more when each has some of their room
 * @param spillUnits what this pool cannot hold and the next one must
 * @param isLoadFresh condition LoadFresh
 * @param isCapacityAvailable condition CapacityAvailable: what was wanted can be had
 * @param isLimited condition ScalingLimited: the pool's own bounds keep it from what is needed
 * @param memory for the next decision
 */
public record Decision(
        int desiredNodes,
        List<String> uncordon,
        int create,
        List<String> cordon,
        int ceilingPercent,
        double spillUnits,
        boolean isLoadFresh,
        boolean isCapacityAvailable,
        boolean isLimited,
        Reason reason,
        Need need,
        int presentNodes,
        Memory memory) {

    public Decision {
        uncordon = List.copyOf(uncordon);
        cordon = List.copyOf(cordon);
    }

    public boolean changesNothing() {
        return create == 0 && uncordon.isEmpty() && cordon.isEmpty();
    }

    /** One line with the inputs: an event's message. */
    public String explanation() {
        return String.format(
                Locale.ROOT,
                "%d -> %d nodes, %s (committed %.0f, rising %.0f, season %.0f, reserved %.0f, %.0f a node:"
                        + " %d for load, %d in reserve, %d for a crash, %d by schedule or relief, from %d to %d)",
                presentNodes,
                desiredNodes,
                reason.sentence(),
                need.committedUnits(),
                need.slopeUnits(),
                need.seasonUnits(),
                need.floorUnits(),
                need.unitsOfNode(),
                need.nodesForLoad(),
                need.reserveNodes(),
                need.crashNodes(),
                need.floorNodes(),
                need.minNodes(),
                need.maxNodes());
    }
}
