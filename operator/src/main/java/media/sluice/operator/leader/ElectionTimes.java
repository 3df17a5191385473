package media.sluice.operator.leader;

import java.time.Duration;

/**
 * How an election keeps time.
 *
 * @param lease how long others wait for a holder that is silent
 * @param stop how long after its last renewal began a holder still acts; what it sent then must
 *     arrive before others may act
 * @param retry how often the lease is renewed, or looked at
 */
public record ElectionTimes(Duration lease, Duration stop, Duration retry) {
    /** A standby takes over 15 to 17 s after the death of the holder. */
    public static final ElectionTimes USUAL =
            new ElectionTimes(
                    Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));

    /** Refuses times with which two could act at once. */
    public ElectionTimes {
        if (stop.compareTo(lease) >= 0 || retry.compareTo(stop) >= 0) {
            throw new IllegalArgumentException(
                    "retry "
                            + retry
                            + ", stop "
                            + stop
                            + " and lease "
                            + lease
                            + ": each must be shorter than the next, or two operators act at once");
        }
    }
}
