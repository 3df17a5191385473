package media.sluice.core.ice;

import media.sluice.core.stun.StunType;
import media.sluice.core.stun.StunView;
import media.sluice.core.stun.StunWriter;
import media.sluice.core.wire.DatagramSink;
import media.sluice.core.wire.RandomSource;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * Checks that this node sends to one address, every 50 ms, a limited number, so a wrong address
 * gets a few small datagrams. When a session has moved here, as some clients look at a new address
 * only after it has spoken to them; and before media goes to an address that only a check names.
 */
final class OwnChecks {
    static final long INTERVAL_NANOS = 50_000_000L;

    private final RandomSource random;
    private final long tieBreaker;
    private final int[] transactionHigh;
    private final long[] transactionLow;
    private final long[] sentNanos;
    private int sent;
    private int socket;
    private @Nullable TransportAddress remote;
    private long nextNanos = Long.MAX_VALUE;

    /** At most {@code limit} checks for each {@link #start}. */
    OwnChecks(RandomSource random, long tieBreaker, int limit) {
        this.random = random;
        this.tieBreaker = tieBreaker;
        transactionHigh = new int[limit];
        transactionLow = new long[limit];
        sentNanos = new long[limit];
    }

    long tieBreaker() {
        return tieBreaker;
    }

    void start(int newSocket, TransportAddress newRemote, long nowNanos) {
        socket = newSocket;
        remote = newRemote;
        sent = 0;
        nextNanos = nowNanos;
    }

    void stop() {
        nextNanos = Long.MAX_VALUE;
    }

    boolean isRunning() {
        return nextNanos != Long.MAX_VALUE;
    }

    long nextDeadlineNanos() {
        return nextNanos;
    }

    /** Sends the check that is due; true when one went out. */
    boolean transmit(
            IceGeneration generation,
            long priority,
            StunWriter writer,
            DatagramSink sink,
            long nowNanos) {
        var to = remote;
        var theirs = generation.remote();
        var key = generation.remoteKey();
        if (nowNanos < nextNanos || to == null || theirs == null || key == null) {
            return false;
        }
        long at = sink.reserve(StunWriter.MAX_LENGTH);
        if (at == DatagramSink.FULL) {
            return false;
        }
        int high = random.nextInt();
        long low = random.nextLong();
        transactionHigh[sent] = high;
        transactionLow[sent] = low;
        sentNanos[sent] = nowNanos;
        sent++;
        nextNanos = sent == sentNanos.length ? Long.MAX_VALUE : nowNanos + INTERVAL_NANOS;
        writer.begin(StunType.BINDING_REQUEST, high, low)
                .username(theirs.ufrag() + ":" + generation.local().ufrag())
                .priority(priority)
                .controlled(tieBreaker)
                .integrity(key)
                .fingerprint();
        sink.commit(writer.copyTo(sink.segment(), at), socket, to);
        return true;
    }

    /**
     * How long a check was under way until this response came, from where it went; -1 if the
     * response belongs to none.
     */
    long roundTripNanos(StunView response, int fromSocket, TransportAddress from, long nowNanos) {
        if (fromSocket != socket || !from.equals(remote)) {
            return -1;
        }
        for (int i = 0; i < sent; i++) {
            if (transactionLow[i] == response.transactionLow()
                    && transactionHigh[i] == response.transactionHigh()) {
                return Math.max(0, nowNanos - sentNanos[i]);
            }
        }
        return -1;
    }
}
