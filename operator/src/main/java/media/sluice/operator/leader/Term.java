package media.sluice.operator.leader;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a Lease says.
 *
 * @param holder who holds it, or null when it was given back
 * @param epoch number of the term: {@code spec.leaseTransitions}
 * @param renewed when the holder wrote it last, by its own clock: only ever compared with itself
 */
record Term(@Nullable String holder, int epoch, @Nullable Instant renewed) {
    /**
     * Terms of a Lease that nobody has seen before begin with the seconds since then. A Lease that
     * somebody deleted therefore goes on above every number it had: a term lasts longer than a
     * second.
     */
    private static final Instant YEAR_ONE = Instant.parse("2026-01-01T00:00:00Z");

    /** The first term of a Lease that was not there. */
    static Term first(String holder, Instant now) {
        var seconds = now.getEpochSecond() - YEAR_ONE.getEpochSecond();
        return new Term(holder, Math.clamp(seconds, 1, Integer.MAX_VALUE / 2), now);
    }

    /** The same holder goes on. */
    Term renewed(Instant now) {
        return new Term(holder, epoch, now);
    }

    /** Another one begins. */
    Term taken(String by, Instant now) {
        return new Term(by, epoch + 1, now);
    }

    /** Nobody holds it, and the next one need not wait. */
    Term givenBack(Instant now) {
        return new Term(null, epoch, now);
    }

    boolean isFree() {
        return holder == null || holder.isEmpty();
    }

    boolean isHeldBy(String who) {
        return Objects.equals(holder, who);
    }
}
