package media.sluice.core.sctp;

import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/** A DATA chunk that has a TSN and is not yet acknowledged cumulatively. */
final class SentChunk {

    /** What is known of it. */
    enum Fate {
        /** Sent, nothing heard. */
        IN_FLIGHT,
        /** Taken for lost, to be sent again. */
        LOST,
        /** In a gap block of the peer. */
        ACKNOWLEDGED,
        /** Its message is given up. */
        ABANDONED
    }

    private final long extendedTsn;
    private final OutboundMessage message;
    private final int offset;
    private final int length;
    private Fate fate = Fate.IN_FLIGHT;
    private int transmissions;
    private int misses;
    private long missFloorTsn;
    private long sentAtNanos;
    private boolean isTimed;

    SentChunk(long extendedTsn, OutboundMessage message, int offset, int length) {
        this.extendedTsn = extendedTsn;
        this.message = message;
        this.offset = offset;
        this.length = length;
    }

    long extendedTsn() {
        return extendedTsn;
    }

    int tsn() {
        return (int) extendedTsn;
    }

    OutboundMessage message() {
        return message;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }

    /** Header, payload and padding. */
    int wireBytes() {
        return PacketBuilder.DATA_HEADER_BYTES + (length + 3 & ~3);
    }

    int flags() {
        boolean isLast = offset + length == message.payload().length;
        return (isLast ? ChunkType.FLAG_LAST : 0)
                | (offset == 0 ? ChunkType.FLAG_FIRST : 0)
                | (message.isOrdered() ? 0 : ChunkType.FLAG_UNORDERED);
    }

    Fate fate() {
        return fate;
    }

    void fate(Fate next) {
        fate = next;
    }

    int transmissions() {
        return transmissions;
    }

    /** Whether its acknowledgement tells a round trip time: sent once (Karn), and by this node. */
    boolean isTimed() {
        return isTimed;
    }

    long sentAtNanos() {
        return sentAtNanos;
    }

    /** It goes out, and only what is sent from {@code nextTsn} on can prove it lost. */
    void onSent(long nextTsn, long nowNanos) {
        fate = Fate.IN_FLIGHT;
        isTimed = transmissions++ == 0;
        misses = 0;
        missFloorTsn = nextTsn;
        sentAtNanos = nowNanos;
    }

    /** Counts a SACK that acknowledges later data but not this; true at the third. */
    boolean isMissedBy(long newlyAcknowledgedTsn) {
        boolean isLater =
                newlyAcknowledgedTsn > extendedTsn
                        && (transmissions == 1 || newlyAcknowledgedTsn >= missFloorTsn);
        return isLater && ++misses >= 3;
    }

    void export(StateWriter writer, int messageIndex) {
        writer.i64(extendedTsn).i32(messageIndex).i32(offset).i32(length);
        writer.u8(fate.ordinal()).i32(transmissions).u8(misses).i64(missFloorTsn);
    }

    /** The time of sending stays behind: it would give a wrong round trip time. */
    static SentChunk restore(StateReader reader, OutboundMessage[] messages)
            throws CorruptStateException {
        long tsn = reader.i64();
        int index = reader.i32();
        reader.require(index >= 0 && index < messages.length, "no such message");
        int offset = reader.i32();
        int length = reader.i32();
        int size = messages[index].payload().length;
        reader.require(
                offset >= 0 && length >= 0 && offset <= size && length <= size - offset,
                "fragment outside its message");
        var chunk = new SentChunk(tsn, messages[index], offset, length);
        int fate = reader.u8();
        reader.require(fate < Fate.values().length, "no such fate");
        chunk.fate = Fate.values()[fate];
        chunk.transmissions = reader.i32();
        chunk.misses = reader.u8();
        chunk.missFloorTsn = reader.i64();
        return chunk;
    }
}
