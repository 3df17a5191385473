package media.sluice.node.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import media.sluice.core.room.RoomArrival;
import media.sluice.core.room.RoomDeparture;
import media.sluice.core.session.PeerSession;
import media.sluice.core.session.SessionState;
import media.sluice.core.wire.TransportAddress;
import media.sluice.node.relay.LateDatagram;
import org.jspecify.annotations.Nullable;

/**
 * A session of one worker: what the worker knows of it beside its state machine. Owned by the
 * worker.
 */
final class SessionEntry extends DeadlineHeap.Timed {

    /** How long a failed session waits for an ICE restart. */
    static final long EXPIRY_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** Where in its life the session is on this node. */
    enum Phase {
        /** Here and serving. */
        LIVE,
        /** Coming from another node: answers checks, sends no media. */
        ARRIVING,
        /** Frozen: its datagrams go on to the node it moved to. */
        FROZEN,
        /** Not here any more. */
        GONE
    }

    /** An address of the peer that has proved itself, on one socket. */
    record Path(int socket, TransportAddress remote) {}

    private final Plane plane;
    private final String id;
    private final RoomEntry room;
    private final int port;
    private @Nullable PeerSession session;
    private final List<Path> paths = new ArrayList<>();
    private List<String> ufrags = List.of();
    private @Nullable Predicate<LateDatagram> late;
    private @Nullable Runnable onFirstCheck;
    private @Nullable PeerParameters peer;
    private @Nullable RoomDeparture departure;
    private @Nullable RoomArrival arrival;
    Phase phase;
    SessionState state = SessionState.NEW;
    String srtpProfile = "";
    boolean isTouched;

    /** The peer has used the credentials of an ICE restart on this node. */
    boolean isRestarted;

    long failedNanos;
    long datagramsReceived;
    long bytesReceived;

    SessionEntry(Plane plane, String id, RoomEntry room, int port, Phase phase) {
        this.plane = plane;
        this.id = id;
        this.room = room;
        this.port = port;
        this.phase = phase;
    }

    String id() {
        return id;
    }

    RoomEntry room() {
        return room;
    }

    /** Which of the worker's ports its candidates name. */
    int port() {
        return port;
    }

    void bind(PeerSession made) {
        session = made;
        made.reception().wakeWith(() -> plane.wake(this));
        made.data().wakeWith(() -> plane.wake(this));
    }

    PeerSession session() {
        if (session == null) {
            throw new IllegalStateException("session without state machine: " + id);
        }
        return session;
    }

    List<Path> paths() {
        return paths;
    }

    List<String> ufrags() {
        return ufrags;
    }

    void ufrags(List<String> now) {
        ufrags = List.copyOf(now);
    }

    @Nullable PeerParameters peer() {
        return peer;
    }

    void peer(@Nullable PeerParameters now) {
        peer = now;
    }

    /** How it leaves its room; null unless it does. */
    @Nullable RoomDeparture departure() {
        return departure;
    }

    void departure(@Nullable RoomDeparture now) {
        departure = now;
    }

    /** How it enters its room; null unless it does. */
    @Nullable RoomArrival arrival() {
        return arrival;
    }

    void arrival(@Nullable RoomArrival now) {
        arrival = now;
    }

    void tunnelTo(@Nullable Predicate<LateDatagram> target) {
        late = target;
    }

    @Nullable Predicate<LateDatagram> tunnel() {
        return late;
    }

    void onFirstCheck(Runnable word) {
        onFirstCheck = word;
    }

    /** True while an arriving session's peer has not sent a valid check here. */
    boolean isUnseen() {
        return onFirstCheck != null;
    }

    /** Gives the word of the peer's first check, once. */
    void firstCheckCame() {
        Runnable word = onFirstCheck;
        onFirstCheck = null;
        if (word != null) {
            word.run();
        }
    }

    @Override
    void onDeadline(long nowNanos) {
        plane.onSessionDeadline(this, nowNanos);
    }
}
