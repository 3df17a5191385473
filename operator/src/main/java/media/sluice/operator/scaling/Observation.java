package media.sluice.operator.scaling;

import java.util.List;

/**
 * Everything a decision depends on.
 *
 * @param nowMillis the leader's clock; the season needs its time of the week, the rest differences
 *     only
 * @param loadAgeMillis how old the newest word about load is
 * @param isUpgrading nodes are being replaced by a new revision: the pool does not shrink meanwhile
 * @param memory of the decision before
 */
public record Observation(
        long nowMillis,
        Policy policy,
        List<Node> nodes,
        List<Leg> legs,
        Demand demand,
        Supply supply,
        long loadAgeMillis,
        boolean isUpgrading,
        Memory memory) {

    public Observation {
        nodes = List.copyOf(nodes);
        legs = List.copyOf(legs);
    }
}
