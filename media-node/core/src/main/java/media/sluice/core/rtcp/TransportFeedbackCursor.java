package media.sluice.core.rtcp;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/**
 * Walks over the packets that transport-wide feedback tells of, without allocation. Single owner;
 * reuse it.
 *
 * <pre>{@code
 * feedback.start(segment, packet);
 * while (feedback.next()) {
 *     if (feedback.isReceived()) { use(feedback.sequence(), feedback.arrivalMicros()) }
 * }
 * }</pre>
 */
public final class TransportFeedbackCursor {

    private MemorySegment segment = MemorySegment.NULL;
    private int left;
    private int sequence;
    private long chunkAt;
    private long deltaAt;
    private int chunk;
    private int symbolsLeft;
    private int symbolIndex;
    private boolean received;
    private long arrivalMicros;

    /** Moves before the first packet of a feedback message that {@link RtcpCursor} accepted. */
    public void start(MemorySegment source, RtcpCursor packet) {
        segment = source;
        left = TransportFeedback.statusCount(source, packet);
        sequence = TransportFeedback.baseSequence(source, packet) - 1;
        chunkAt = packet.at() + TransportFeedback.FIRST_CHUNK;
        deltaAt = TransportFeedback.deltasAt(source, packet.at());
        symbolsLeft = 0;
        arrivalMicros =
                (long) TransportFeedback.referenceTime(source, packet)
                        * TransportFeedback.REFERENCE_MICROS;
    }

    /** Moves to the next packet in order of sequence number; false after the last one. */
    public boolean next() {
        if (left == 0) {
            return false;
        }
        if (symbolsLeft == 0) {
            chunk = Bytes.u16(segment, chunkAt);
            chunkAt += 2;
            symbolsLeft = TransportFeedback.symbols(chunk);
            symbolIndex = 0;
        }
        enter(TransportFeedback.symbol(chunk, symbolIndex));
        symbolIndex++;
        symbolsLeft--;
        left--;
        sequence++;
        return true;
    }

    /** Transport-wide sequence number, 0..65535. */
    public int sequence() {
        return sequence & 0xFFFF;
    }

    public boolean isReceived() {
        return received;
    }

    /**
     * Arrival time at the other side in microseconds of its own clock, when the packet was
     * received.
     */
    public long arrivalMicros() {
        return arrivalMicros;
    }

    private void enter(int symbol) {
        int length = TransportFeedback.deltaLength(symbol);
        received = length > 0;
        if (received) {
            int delta =
                    length == 1 ? Bytes.u8(segment, deltaAt) : (short) Bytes.u16(segment, deltaAt);
            deltaAt += length;
            arrivalMicros += (long) delta * TransportFeedback.DELTA_MICROS;
        }
    }
}
