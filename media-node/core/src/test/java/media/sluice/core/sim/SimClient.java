package media.sluice.core.sim;

import java.lang.foreign.MemorySegment;
import media.sluice.core.ice.IceCredentials;
import media.sluice.core.stun.StunView;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * A simulated browser: ICE as a browser does it, and an application on top of the selected pair.
 */
public final class SimClient implements SimPeer {
    /** What runs above ICE: DTLS, SRTP, or plain bytes. */
    public interface Application {
        /** A datagram from an address that ICE knows. */
        void handleDatagram(MemorySegment segment, long offset, int length, long nowNanos);

        /** The next datagram for the selected pair, or null. */
        byte @Nullable [] pollDatagram(long nowNanos);

        /** When {@link #pollDatagram} has something next. */
        long nextDeadlineNanos();
    }

    private final SimIceClient ice;
    private @Nullable Application application;
    private long ignored;

    /** A client with a number of addresses. */
    public SimClient(SimIceClient.Habit habit, IceCredentials local, int sockets, long seed) {
        ice = new SimIceClient(habit, local, sockets, seed);
    }

    /** Its ICE part. */
    public SimIceClient ice() {
        return ice;
    }

    /** Puts an application on top. */
    public void run(Application newApplication) {
        application = newApplication;
    }

    /** Datagrams dropped because they came from an address that ICE does not know. */
    public long ignored() {
        return ignored;
    }

    @Override
    public void handleDatagram(
            int socket,
            TransportAddress remote,
            MemorySegment segment,
            long offset,
            int length,
            long nowNanos) {
        if (StunView.looksLikeStun(segment, offset, length)) {
            ice.handleStun(socket, remote, segment, offset, length, nowNanos);
        } else if (application == null || !ice.isKnown(socket, remote)) {
            ignored++;
        } else {
            ice.onMediaReceived(socket, remote, nowNanos);
            application.handleDatagram(segment, offset, length, nowNanos);
        }
    }

    @Override
    public void handleTimeout(long nowNanos) {}

    @Override
    public long nextDeadlineNanos() {
        boolean isReady = application != null && ice.selected() != null;
        return Math.min(
                ice.nextDeadlineNanos(),
                isReady && application != null ? application.nextDeadlineNanos() : Long.MAX_VALUE);
    }

    @Override
    public void transmit(SimOutbox outbox, long nowNanos) {
        ice.transmit(outbox, nowNanos);
        var pair = ice.selected();
        if (application == null || pair == null) {
            return;
        }
        for (byte[] next = application.pollDatagram(nowNanos);
                next != null;
                next = application.pollDatagram(nowNanos)) {
            outbox.send(pair.socket(), pair.remote(), next);
        }
    }
}
