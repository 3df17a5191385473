package media.sluice.operator.desired.keys;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The keys of one ApiKey. A key that is to come is made known to coordinators before programs get
 * it, and one that was is accepted for a while after:
 *
 * <pre>
 *   active A ──announce──► A, next B ──give out──► active B, previous A ──overlap──► active B
 * </pre>
 *
 * @param active what programs are given
 * @param since when they were given it first
 * @param next accepted already, and given out at its time
 * @param previous still accepted, until its time
 */
public record KeyRing(
        KeyPair active, Instant since, Optional<Timed> next, Optional<Timed> previous) {

    /**
     * How long coordinators know a key before programs do: files of Secrets reach a pod within a
     * minute and a half.
     */
    static final Duration ANNOUNCED = Duration.ofMinutes(2);

    /** A key and the time at which something happens to it. */
    public record Timed(KeyPair pair, Instant at) {}

    /** How often keys are replaced. */
    public record Rotation(Duration interval, Duration overlap) {}

    /** The first key. */
    public static KeyRing first(KeyPair pair, Instant now) {
        return new KeyRing(pair, now, Optional.empty(), Optional.empty());
    }

    /** What the time asks for; this one when nothing does. */
    public KeyRing at(Instant now, Optional<Rotation> rotation, Supplier<KeyPair> fresh) {
        var ring = forgotten(now);
        if (rotation.isEmpty()) {
            return ring.withNext(Optional.empty());
        }
        if (ring.next.isEmpty()) {
            return now.isBefore(ring.announceAt(rotation.get()))
                    ? ring
                    : ring.withNext(
                            Optional.of(
                                    new Timed(fresh.get(), ring.giveOutAt(now, rotation.get()))));
        }
        var next = ring.next.get();
        if (now.isBefore(next.at)) {
            return ring;
        }
        var until = now.plus(rotation.get().overlap());
        return new KeyRing(
                next.pair, now, Optional.empty(), Optional.of(new Timed(ring.active, until)));
    }

    /** When the next thing happens; empty when nothing will. */
    public Optional<Instant> changesAt(Optional<Rotation> rotation) {
        var announcing =
                next.isEmpty() ? rotation.map(this::announceAt) : Optional.<Instant>empty();
        return Stream.of(next.map(Timed::at), previous.map(Timed::at), announcing)
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    /** When programs get another key. */
    public Optional<Instant> rotatesAt(Optional<Rotation> rotation) {
        return next.map(Timed::at).or(() -> rotation.map(how -> since.plus(how.interval())));
    }

    private Instant announceAt(Rotation rotation) {
        return since.plus(rotation.interval()).minus(ANNOUNCED);
    }

    /** Also after an operator that was away: coordinators have to learn of it first. */
    private Instant giveOutAt(Instant now, Rotation rotation) {
        var due = since.plus(rotation.interval());
        var earliest = now.plus(ANNOUNCED);
        return due.isAfter(earliest) ? due : earliest;
    }

    private KeyRing forgotten(Instant now) {
        return new KeyRing(active, since, next, previous.filter(timed -> now.isBefore(timed.at)));
    }

    private KeyRing withNext(Optional<Timed> announced) {
        return new KeyRing(active, since, announced, previous);
    }
}
