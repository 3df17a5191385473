package media.sluice.core.forwarding;

import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * Sequence numbers and timestamps of one outgoing stream, made of one source at a time.
 *
 * <p>A source is a small number that the caller gives to an incoming stream (the layer's index).
 * The caller {@link #anchor}s the first packet of a source, then {@link #map}s each packet, also
 * that first one:
 *
 * <ul>
 *   <li>a packet lost upstream leaves a gap that a late arrival fills; a removed packet leaves none
 *   <li>after a change of source, late packets of the source before still fill the gaps kept for
 *       them
 *   <li>no outgoing number is given twice, so no SRTP index is sealed twice for one stream
 *   <li>timestamps go on by the clocks' known relation, else by the time that passed
 * </ul>
 */
public final class RtpRewriter {

    /** What becomes of a packet. */
    public enum Action {
        /** Send it with {@link #outSequence} and {@link #outTimestamp}. */
        FORWARD,
        /**
         * Its number was kept but its content is not wanted: send padding only, or the receiver
         * asks for ever.
         */
        FILLER,
        /** Taken out of the sequence. */
        REMOVED,
        /** Came a second time, for example original and retransmission. */
        DUPLICATE,
        /** Older than the switch to its source or than the window. */
        TOO_OLD,
        /** Neither of the current nor of the previous source. */
        OTHER_SOURCE
    }

    /** No source is anchored. */
    public static final int NO_SOURCE = -1;

    /** {@code relation} of {@link #anchor} when the clocks of both sources are not related yet. */
    public static final long RELATION_UNKNOWN = Long.MIN_VALUE;

    private static final int WINDOW = 512;
    private static final long UNSET = -1;
    private static final long NANOS = 1_000_000_000L;

    /**
     * A relation that contradicts the time of arrival by more than this comes from a broken sender
     * report.
     */
    private static final int MAX_DISAGREEMENT_SECONDS = 3;

    private final int clockRateHz;
    private CompactingMap numbers = new CompactingMap(WINDOW);
    private CompactingMap previousNumbers = new CompactingMap(WINDOW);
    private int source = NO_SOURCE;
    private int previousSource = NO_SOURCE;
    private int timestampOffset;
    private int previousTimestampOffset;
    private boolean everSent;
    private long startSequence = UNSET;
    private int highestTimestamp;
    private long highestArrivalNanos;
    private long outSequence;
    private int outTimestamp;

    /** {@code clockRateHz}: the RTP clock of the outgoing stream, 8,000..192,000. */
    public RtpRewriter(int clockRateHz) {
        this.clockRateHz = clockRateHz;
    }

    /** The current source, or {@link #NO_SOURCE}. */
    public int source() {
        return source;
    }

    /**
     * Makes a source the current one, starting with the given packet; also to go on with the same
     * source after a pause, with no gap for what was not sent.
     *
     * @param relation timestamp of the new source minus timestamp of the current source at the same
     *     instant (32-bit, sign is free), or {@link #RELATION_UNKNOWN}. Ignored at the very start
     *     and for the same source.
     */
    public void anchor(
            int newSource, long inSequence, int inTimestamp, long arrivalNanos, long relation) {
        if (!everSent) {
            // A new subscription starts with the publisher's own numbers.
            numbers.start(inSequence, startSequence == UNSET ? inSequence & 0xFFFF : startSequence);
            source = newSource;
            timestampOffset = 0;
            highestArrivalNanos = arrivalNanos;
            return;
        }
        int offset = newOffset(newSource, inTimestamp, arrivalNanos, relation);
        long next = numbers.highestOut() + 1;
        if (newSource != source) {
            CompactingMap old = numbers;
            numbers = previousNumbers;
            previousNumbers = old;
            previousSource = source;
            previousTimestampOffset = timestampOffset;
        }
        numbers.start(inSequence, next);
        source = newSource;
        timestampOffset = offset;
    }

    private int newOffset(int newSource, int inTimestamp, long arrivalNanos, long relation) {
        long passed = Math.max(0, arrivalNanos - highestArrivalNanos);
        int byArrival =
                highestTimestamp
                        + (int)
                                (passed / NANOS * clockRateHz
                                        + passed % NANOS * clockRateHz / NANOS);
        int wanted = byArrival;
        boolean related = newSource == source || relation != RELATION_UNKNOWN;
        if (related && source != NO_SOURCE) {
            int byClock =
                    inTimestamp + timestampOffset - (newSource == source ? 0 : (int) relation);
            long disagreement = Math.abs((long) (byClock - byArrival));
            if (disagreement <= (long) MAX_DISAGREEMENT_SECONDS * clockRateHz) {
                wanted = byClock;
            }
        }
        if (wanted - highestTimestamp <= 0) {
            wanted = highestTimestamp + 1;
        }
        return wanted - inTimestamp;
    }

    /**
     * Decides about one packet.
     *
     * @param inSequence extended sequence number of its source
     * @param remove take it out of the outgoing sequence (padding only, dropped temporal layer)
     */
    public Action map(
            int packetSource, long inSequence, int inTimestamp, boolean remove, long arrivalNanos) {
        if (packetSource != source) {
            return mapPrevious(packetSource, inSequence, inTimestamp, remove);
        }
        boolean late = inSequence <= numbers.highestIn();
        long mapped = numbers.map(inSequence, remove);
        if (mapped < 0) {
            return verdict(mapped);
        }
        outSequence = mapped;
        outTimestamp = inTimestamp + timestampOffset;
        if (!late) {
            if (!everSent || outTimestamp - highestTimestamp > 0) {
                highestTimestamp = outTimestamp;
                highestArrivalNanos = arrivalNanos;
            }
            everSent = true;
        }
        return remove ? Action.FILLER : Action.FORWARD;
    }

    private Action mapPrevious(int packetSource, long inSequence, int inTimestamp, boolean remove) {
        if (packetSource != previousSource || packetSource == NO_SOURCE) {
            return Action.OTHER_SOURCE;
        }
        if (!previousNumbers.isMissing(inSequence)) {
            return Action.TOO_OLD;
        }
        outSequence = previousNumbers.map(inSequence, remove);
        outTimestamp = inTimestamp + previousTimestampOffset;
        return remove ? Action.FILLER : Action.FORWARD;
    }

    private static Action verdict(long mapped) {
        if (mapped == CompactingMap.REMOVED) {
            return Action.REMOVED;
        }
        return mapped == CompactingMap.DUPLICATE ? Action.DUPLICATE : Action.TOO_OLD;
    }

    /**
     * Whether a late packet would fill a gap kept for it, in the current or the previous source.
     */
    public boolean isMissing(int packetSource, long inSequence) {
        if (packetSource == NO_SOURCE) {
            return false;
        }
        return packetSource == source
                ? numbers.isMissing(inSequence)
                : packetSource == previousSource && previousNumbers.isMissing(inSequence);
    }

    /** Whether a number of the current source is beyond all that were mapped. */
    public boolean isAhead(long inSequence) {
        return inSequence > numbers.highestIn();
    }

    /** Extended outgoing sequence number of the last packet that {@link #map} let through. */
    public long outSequence() {
        return outSequence;
    }

    /** Outgoing timestamp of the last packet that {@link #map} let through. */
    public int outTimestamp() {
        return outTimestamp;
    }

    /**
     * The highest extended outgoing sequence number given so far; meaningful once {@link #hasSent}.
     */
    public long highestSequence() {
        return numbers.highestOut();
    }

    /** Whether a packet was ever let through. */
    public boolean hasSent() {
        return everSent;
    }

    /** Outgoing timestamp that belongs to a timestamp of the current source, for sender reports. */
    public int translate(int sourceTimestamp) {
        return sourceTimestamp + timestampOffset;
    }

    /**
     * After an import whose exporter may have sent more since: the next packet gets {@code
     * nextSequence}, at or above the end of the exporter's lease, and nothing below it is ever
     * used. {@link #anchor} the next packet.
     */
    public void skipTo(long nextSequence) {
        startSequence = nextSequence;
        numbers.skipTo(nextSequence);
        previousNumbers.stop();
        previousSource = NO_SOURCE;
    }

    /** Writes the state; times become ages, because another process has another clock. */
    public void export(StateWriter writer, long nowNanos) {
        writer.begin(1).i32(source).i32(previousSource);
        writer.i32(timestampOffset).i32(previousTimestampOffset);
        writer.bool(everSent).i32(highestTimestamp).i64(nowNanos - highestArrivalNanos);
        numbers.export(writer);
        previousNumbers.export(writer);
        writer.end();
    }

    /** Reads what {@link #export} wrote, into a fresh rewriter of the same clock rate. */
    public void restore(StateReader reader, long nowNanos) throws CorruptStateException {
        reader.begin();
        source = reader.i32();
        previousSource = reader.i32();
        reader.require(source >= NO_SOURCE && previousSource >= NO_SOURCE, "negative source");
        timestampOffset = reader.i32();
        previousTimestampOffset = reader.i32();
        everSent = reader.bool();
        highestTimestamp = reader.i32();
        highestArrivalNanos = nowNanos - reader.i64();
        numbers.restore(reader);
        previousNumbers.restore(reader);
        reader.end();
    }
}
