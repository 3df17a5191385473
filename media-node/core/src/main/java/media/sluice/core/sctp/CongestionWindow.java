package media.sluice.core.sctp;

import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * How many bytes may be in flight (RFC 9260 §7.2): slow start, congestion avoidance, fast recovery.
 * The window begins with ten packets (RFC 6928), and is never reduced below four by a loss that
 * later data has survived, so that the three reports of the next loss can come.
 */
final class CongestionWindow {

    private static final int VERSION = 1;
    private static final int INITIAL_PACKETS = 10;
    private static final int FLOOR_PACKETS = 4;
    private static final int MAX_BYTES = 1 << 28;

    private final int packetBytes;
    private int windowBytes;
    private int slowStartThreshold = MAX_BYTES;
    private int partialBytes;
    private boolean isRecovering;
    private long recoveryExitTsn;

    CongestionWindow(int packetBytes) {
        this.packetBytes = packetBytes;
        this.windowBytes = INITIAL_PACKETS * packetBytes;
    }

    /** cwnd. */
    int windowBytes() {
        return windowBytes;
    }

    boolean isRecovering() {
        return isRecovering;
    }

    /**
     * The cumulative TSN has advanced.
     *
     * @param acknowledgedBytes by this SACK, in gap blocks too
     * @param flightBytes before the SACK; a window that is not used does not grow
     */
    void onAdvance(long cumulativeTsn, long acknowledgedBytes, int flightBytes) {
        if (isRecovering) {
            isRecovering = cumulativeTsn < recoveryExitTsn;
            return;
        }
        if (flightBytes + packetBytes <= windowBytes) {
            return;
        }
        if (windowBytes <= slowStartThreshold) {
            grow((int) Math.min(acknowledgedBytes, packetBytes));
            return;
        }
        partialBytes += (int) Math.min(acknowledgedBytes, windowBytes);
        if (partialBytes >= windowBytes) {
            partialBytes -= windowBytes;
            grow(packetBytes);
        }
    }

    /** Nothing is in flight any more. */
    void onDrained() {
        partialBytes = 0;
    }

    /** Chunks are taken for lost by reports of later ones; once per window of data. */
    void onFastRetransmit(long highestSentTsn) {
        if (!isRecovering) {
            isRecovering = true;
            recoveryExitTsn = highestSentTsn;
            halve();
            windowBytes = slowStartThreshold;
        }
    }

    /** T3 has expired (RFC 9260 §7.2.3). */
    void onTimeout() {
        halve();
        windowBytes = packetBytes;
        isRecovering = false;
    }

    /** Nothing was sent for this many retransmission timeouts (RFC 9260 §7.2.1). */
    void onIdle(long timeouts) {
        int floor = INITIAL_PACKETS * packetBytes;
        for (long i = 0; i < timeouts && windowBytes > floor; i++) {
            windowBytes = Math.max(windowBytes / 2, floor);
        }
    }

    private void halve() {
        slowStartThreshold = Math.max(windowBytes / 2, FLOOR_PACKETS * packetBytes);
        partialBytes = 0;
    }

    private void grow(int bytes) {
        windowBytes = Math.min(windowBytes + bytes, MAX_BYTES);
    }

    void export(StateWriter writer) {
        writer.begin(VERSION).i32(windowBytes).i32(slowStartThreshold).i32(partialBytes);
        writer.bool(isRecovering).i64(recoveryExitTsn).end();
    }

    static CongestionWindow restore(StateReader reader, int packetBytes)
            throws CorruptStateException {
        var window = new CongestionWindow(packetBytes);
        reader.begin();
        window.windowBytes = reader.i32();
        window.slowStartThreshold = reader.i32();
        window.partialBytes = reader.i32();
        window.isRecovering = reader.bool();
        window.recoveryExitTsn = reader.i64();
        reader.require(
                window.windowBytes > 0
                        && window.windowBytes <= MAX_BYTES
                        && window.slowStartThreshold > 0
                        && window.slowStartThreshold <= MAX_BYTES
                        && window.partialBytes >= 0
                        && window.partialBytes <= MAX_BYTES,
                "congestion window out of range");
        reader.end();
        return window;
    }
}
