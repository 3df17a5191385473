package media.sluice.core.sctp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import media.sluice.core.sctp.SentChunk.Fate;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.Serial;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.jspecify.annotations.Nullable;

/** Chunks that have a TSN, from the cumulative acknowledgement on: what became of each. */
final class Outstanding {

    /** What one SACK says. */
    record Report(
            boolean isAdvanced, long acknowledgedBytes, long highestNewTsn, long roundTripNanos) {

        /** No chunk fit for a measurement was acknowledged. */
        static final long NO_ROUND_TRIP = -1;
    }

    private static final int VERSION = 1;
    private static final int CHUNK_OVERHEAD_BYTES = 64;

    private final Deque<SentChunk> chunks = new ArrayDeque<>();
    private long cumulativeTsn;
    private long nextTsn;
    private long timedFromTsn;
    private int flightBytes;
    private int payloadBytes;
    private int lost;

    /** Nothing sent yet. */
    Outstanding(long firstTsn) {
        nextTsn = firstTsn;
        cumulativeTsn = firstTsn - 1;
    }

    /** Extended TSN up to which the peer has everything. */
    long cumulativeTsn() {
        return cumulativeTsn;
    }

    /** Extended TSN of the next new chunk. */
    long nextTsn() {
        return nextTsn;
    }

    /** Bytes on the wire that are neither acknowledged nor taken for lost. */
    int flightBytes() {
        return flightBytes;
    }

    boolean isEmpty() {
        return chunks.isEmpty();
    }

    boolean hasLost() {
        return lost > 0;
    }

    /** Memory held, in bytes. */
    long costBytes() {
        return payloadBytes + (long) chunks.size() * CHUNK_OVERHEAD_BYTES;
    }

    Iterable<SentChunk> chunks() {
        return chunks;
    }

    /** A new chunk, with the TSN {@link #nextTsn}, goes out. */
    void add(SentChunk chunk, long nowNanos) {
        append(chunk);
        chunk.onSent(nextTsn, nowNanos);
        flightBytes += chunk.wireBytes();
    }

    private void append(SentChunk chunk) {
        chunks.add(chunk);
        nextTsn++;
        payloadBytes += chunk.length();
    }

    /** A lost chunk goes out again. */
    void resend(SentChunk chunk, long nowNanos) {
        lost--;
        chunk.onSent(nextTsn, nowNanos);
        flightBytes += chunk.wireBytes();
    }

    /** The TSN a SACK acknowledges cumulatively, extended. */
    long extend(int tsn) {
        return Serial.unwrap32(cumulativeTsn, tsn);
    }

    /** Whether the SACK is neither older than what is known nor for what was never sent. */
    boolean isPlausible(Chunk.Sack sack) {
        long cumulative = extend(sack.cumulativeTsn());
        int last = sack.gaps().length == 0 ? 0 : sack.gaps()[sack.gaps().length - 1];
        return cumulative >= cumulativeTsn && cumulative + last < nextTsn;
    }

    /** Notes what the SACK acknowledges. */
    Report acknowledge(Chunk.Sack sack, long nowNanos) {
        long cumulative = extend(sack.cumulativeTsn());
        boolean isAdvanced = cumulative > cumulativeTsn;
        cumulativeTsn = cumulative;
        long bytes = 0;
        long highest = 0;
        long roundTrip = Report.NO_ROUND_TRIP;
        var gaps = new GapCursor(cumulative, sack.gaps());
        var chunk = chunks.peekFirst();
        while (chunk != null && chunk.extendedTsn() <= cumulative) {
            chunks.removeFirst();
            payloadBytes -= chunk.length();
            if (isNew(chunk)) {
                bytes += chunk.wireBytes();
                highest = chunk.extendedTsn();
                roundTrip = Math.max(roundTrip, roundTripNanos(chunk, nowNanos));
            }
            settle(chunk, Fate.ACKNOWLEDGED);
            chunk = chunks.peekFirst();
        }
        for (var later : chunks) {
            if (gaps.isDone()) {
                break;
            }
            if (gaps.covers(later.extendedTsn()) && isNew(later)) {
                bytes += later.wireBytes();
                highest = later.extendedTsn();
                roundTrip = Math.max(roundTrip, roundTripNanos(later, nowNanos));
                settle(later, Fate.ACKNOWLEDGED);
            }
        }
        return new Report(isAdvanced, bytes, highest, roundTrip);
    }

    private static boolean isNew(SentChunk chunk) {
        return chunk.fate() == Fate.IN_FLIGHT || chunk.fate() == Fate.LOST;
    }

    /** One measurement per round trip: only by a chunk sent after the one before was taken. */
    private long roundTripNanos(SentChunk chunk, long nowNanos) {
        if (!chunk.isTimed() || chunk.extendedTsn() < timedFromTsn) {
            return Report.NO_ROUND_TRIP;
        }
        timedFromTsn = nextTsn;
        return nowNanos - chunk.sentAtNanos();
    }

    /**
     * Counts a miss for what is older than something newly acknowledged; true if one is lost now.
     */
    boolean countMisses(long newlyAcknowledgedTsn) {
        boolean isAnyLost = false;
        for (var chunk : chunks) {
            if (chunk.extendedTsn() >= newlyAcknowledgedTsn) {
                break;
            }
            if (chunk.fate() == Fate.IN_FLIGHT && chunk.isMissedBy(newlyAcknowledgedTsn)) {
                settle(chunk, Fate.LOST);
                isAnyLost = true;
            }
        }
        return isAnyLost;
    }

    /**
     * Takes all that is in flight for lost. A first chunk that is acknowledged in a gap block but
     * not cumulatively was given up by a peer short of memory (RFC 9260 §6.2), and is lost too.
     */
    void loseAll() {
        for (var chunk : chunks) {
            if (chunk.fate() == Fate.IN_FLIGHT
                    || chunk.fate() == Fate.ACKNOWLEDGED
                            && chunk.extendedTsn() == cumulativeTsn + 1) {
                settle(chunk, Fate.LOST);
            }
        }
    }

    /** Messages with a lost chunk that may not be sent again. */
    List<OutboundMessage> hopeless(long nowNanos) {
        var hopeless = new ArrayList<OutboundMessage>();
        for (var chunk : chunks) {
            if (chunk.fate() == Fate.LOST
                    && !hopeless.contains(chunk.message())
                    && !chunk.message().mayBeSentAgain(chunk.transmissions(), nowNanos)) {
                hopeless.add(chunk.message());
            }
        }
        return hopeless;
    }

    /**
     * Gives a message up. If its end was never sent, a TSN is spent on it: the peer may have all
     * that was sent of it, and could not be told otherwise (RFC 3758 §3.2 names a TSN to forward
     * to).
     */
    void abandon(OutboundMessage message) {
        int unsent = message.unsentBytes();
        message.abandon();
        for (var chunk : chunks) {
            if (chunk.message() == message) {
                settle(chunk, Fate.ABANDONED);
            }
        }
        if (unsent > 0) {
            var end = new SentChunk(nextTsn, message, message.payload().length, 0);
            end.fate(Fate.ABANDONED);
            append(end);
        }
    }

    private void settle(SentChunk chunk, Fate fate) {
        if (chunk.fate() == Fate.IN_FLIGHT) {
            flightBytes -= chunk.wireBytes();
        } else if (chunk.fate() == Fate.LOST) {
            lost--;
        }
        if (fate == Fate.LOST) {
            lost++;
        }
        chunk.fate(fate);
    }

    /** Up to where all is acknowledged or given up (RFC 3758 §3.5, Advanced.Peer.Ack.Point). */
    long advancedTsn() {
        long advanced = cumulativeTsn;
        for (var chunk : chunks) {
            if (chunk.fate() != Fate.ABANDONED) {
                break;
            }
            advanced = chunk.extendedTsn();
        }
        return advanced;
    }

    /** FORWARD-TSN to {@link #advancedTsn}, or to as far as so many streams allow. */
    byte[] forwardTsn(int maxStreams) {
        Map<Integer, Integer> skips = new TreeMap<>();
        long tsn = cumulativeTsn;
        for (var chunk : chunks) {
            var message = chunk.message();
            boolean isNamed = !message.isOrdered() || skips.containsKey(message.streamId());
            if (chunk.fate() != Fate.ABANDONED || !isNamed && skips.size() == maxStreams) {
                break;
            }
            if (message.isOrdered()) {
                skips.put(message.streamId(), message.ssn());
            }
            tsn = chunk.extendedTsn();
        }
        int[] flat = new int[2 * skips.size()];
        int at = 0;
        for (var skip : skips.entrySet()) {
            flat[at++] = skip.getKey();
            flat[at++] = skip.getValue();
        }
        return ChunkWriter.forwardTsn((int) tsn, flat);
    }

    /**
     * Writes all chunks and the messages they are cut from.
     *
     * @param started the message that is partly sent, if there is one
     */
    void export(StateWriter writer, @Nullable OutboundMessage started, long nowNanos) {
        var messages = new IdentityHashMap<OutboundMessage, Integer>();
        var inOrder = new ArrayList<OutboundMessage>();
        if (started != null) {
            messages.put(started, 0);
            inOrder.add(started);
        }
        for (var chunk : chunks) {
            if (messages.putIfAbsent(chunk.message(), inOrder.size()) == null) {
                inOrder.add(chunk.message());
            }
        }
        writer.begin(VERSION).i64(cumulativeTsn).i64(nextTsn);
        writer.bool(started != null).i32(inOrder.size());
        for (var message : inOrder) {
            message.export(writer, nowNanos);
        }
        writer.i32(chunks.size());
        for (var chunk : chunks) {
            Integer index = messages.get(chunk.message());
            chunk.export(writer, index == null ? -1 : index);
        }
        writer.end();
    }

    /** What {@link #export} wrote. */
    record Restored(Outstanding outstanding, @Nullable OutboundMessage started) {}

    static Restored restore(StateReader reader, SctpConfig config, long nowNanos)
            throws CorruptStateException {
        reader.begin();
        long cumulative = reader.i64();
        long next = reader.i64();
        boolean isStarted = reader.bool();
        var messages = new OutboundMessage[reader.count(reader.remaining())];
        reader.require(!isStarted || messages.length > 0, "the message partly sent is missing");
        for (int i = 0; i < messages.length; i++) {
            messages[i] = OutboundMessage.restore(reader, config, nowNanos);
        }
        var outstanding = new Outstanding(cumulative + 1);
        int count = reader.count(reader.remaining());
        reader.require(
                cumulative > 0 && next == cumulative + 1 + count, "TSNs do not fit the chunks");
        for (int i = 0; i < count; i++) {
            var chunk = SentChunk.restore(reader, messages);
            reader.require(chunk.extendedTsn() == outstanding.nextTsn, "a TSN is missing");
            outstanding.append(chunk);
            outstanding.flightBytes += chunk.fate() == Fate.IN_FLIGHT ? chunk.wireBytes() : 0;
            outstanding.lost += chunk.fate() == Fate.LOST ? 1 : 0;
        }
        reader.end();
        return new Restored(outstanding, isStarted ? messages[0] : null);
    }

    /** Walks the gap blocks of a SACK beside the chunks. */
    private static final class GapCursor {
        private final long base;
        private final int[] gaps;
        private int at;

        GapCursor(long base, int[] gaps) {
            this.base = base;
            this.gaps = gaps;
        }

        boolean isDone() {
            return at >= gaps.length;
        }

        boolean covers(long tsn) {
            while (at < gaps.length && tsn > base + gaps[at + 1]) {
                at += 2;
            }
            return at < gaps.length && tsn >= base + gaps[at];
        }
    }
}
