package media.sluice.core.sctp;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/**
 * Asks for a sign of life after half a minute of silence, which keeps the round trip time fresh. A
 * path that stays silent is not given up here: ICE consent (RFC 7675) decides that.
 */
final class PathHeartbeat {

    static final long INTERVAL_NANOS = 30_000_000_000L;

    private static final int INFO_BYTES = 8;

    private long deadlineNanos;
    private long number;
    private long sentAtNanos;
    private boolean isAwaited;

    PathHeartbeat(long nowNanos) {
        deadlineNanos = nowNanos + INTERVAL_NANOS;
    }

    void onPacketReceived(long nowNanos) {
        deadlineNanos = nowNanos + INTERVAL_NANOS;
    }

    long nextDeadlineNanos() {
        return deadlineNanos;
    }

    void handleTimeout(ControlQueue controls, long nowNanos) {
        if (nowNanos < deadlineNanos) {
            return;
        }
        deadlineNanos = nowNanos + INTERVAL_NANOS;
        byte[] info = new byte[INFO_BYTES];
        Bytes.put64(MemorySegment.ofArray(info), 0, ++number);
        sentAtNanos = nowNanos;
        isAwaited = true;
        controls.add(ChunkWriter.heartbeat(info));
    }

    void handleAck(Chunk.HeartbeatAck ack, RetransmissionTimeout timeout, long nowNanos) {
        if (isAwaited
                && ack.info().length == INFO_BYTES
                && Bytes.i64(MemorySegment.ofArray(ack.info()), 0) == number) {
            isAwaited = false;
            timeout.onRoundTrip(nowNanos - sentAtNanos);
        }
    }
}
