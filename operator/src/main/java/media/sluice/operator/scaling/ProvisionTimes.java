package media.sluice.operator.scaling;

import java.util.ArrayList;
import java.util.List;

/**
 * How long the pool's last nodes took from their creation until they could take sessions: what the
 * autoscaler must look ahead.
 *
 * @param seconds the latest ones, oldest first, at most {@value #KEPT}
 */
public record ProvisionTimes(List<Integer> seconds) {

    /** Enough for a percentile; few enough to follow a change of cloud or image within a day. */
    public static final int KEPT = 20;

    /** Before any node was seen to start: a machine that the cloud has yet to boot. */
    public static final int ASSUMED_SECONDS = 120;

    private static final double PERCENTILE = 0.95;

    public ProvisionTimes {
        seconds = List.copyOf(seconds);
        if (seconds.size() > KEPT) {
            seconds = seconds.subList(seconds.size() - KEPT, seconds.size());
        }
    }

    /** Of a pool that has not started a node yet. */
    public static ProvisionTimes unknown() {
        return new ProvisionTimes(List.of());
    }

    /** With one more node that became ready. */
    public ProvisionTimes with(int measuredSeconds) {
        int from = Math.max(0, seconds.size() + 1 - KEPT);
        var next = new ArrayList<>(seconds.subList(from, seconds.size()));
        next.add(Math.max(0, measuredSeconds));
        return new ProvisionTimes(next);
    }

    /** The time that 19 of 20 nodes were ready in. */
    public int p95Seconds() {
        if (seconds.isEmpty()) {
            return ASSUMED_SECONDS;
        }
        int rank = (int) Math.ceil(PERCENTILE * seconds.size());
        return seconds.stream().sorted().skip(rank - 1L).findFirst().orElseThrow();
    }
}
