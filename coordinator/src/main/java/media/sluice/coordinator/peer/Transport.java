package media.sluice.coordinator.peer;

import java.util.List;
import media.sluice.coordinator.port.PeerTransport;
import media.sluice.coordinator.port.ServerMessage;
import media.sluice.coordinator.port.SessionState;
import media.sluice.coordinator.port.SignalTarget;
import media.sluice.coordinator.sdp.IceCredentials;
import media.sluice.coordinator.sdp.LocalDescription;
import media.sluice.coordinator.sdp.LocalSection;
import media.sluice.coordinator.sdp.LocalTransport;
import media.sluice.coordinator.sdp.OfferedSetup;
import org.jspecify.annotations.Nullable;

/**
 * One peer connection's transport: a session on the node and what both ends know of each other.
 *
 * <pre>
 *   (none) ─open─► open ─accept(peer)─► connected to a peer ─accept(other credentials)─► restarted
 * </pre>
 */
final class Transport {
    private final PeerHost host;
    private final SignalTarget target;
    private final String sessionId;
    private final long origin = Randoms.origin();

    private @Nullable LocalTransport local;
    private @Nullable IceCredentials peerIce;
    private long version;
    private boolean isTrickleDue;

    /** We restarted ICE and wait for the client's new credentials. */
    private boolean isRestarting;

    private SessionState state = SessionState.NEW;

    Transport(PeerHost host, SignalTarget target, String sessionId) {
        this.host = host;
        this.target = target;
        this.sessionId = sessionId;
    }

    String sessionId() {
        return sessionId;
    }

    SessionState state() {
        return state;
    }

    void setState(SessionState now) {
        state = now;
    }

    boolean isOpen() {
        return local != null;
    }

    /** Opens the session; the client's end may come later. */
    void open(@Nullable PeerTransport peer, boolean hasData) {
        if (local != null) {
            return;
        }
        local = host.node().createSession(sessionId, peer, hasData);
        peerIce = peer == null ? null : peer.ice();
        isTrickleDue = true;
    }

    /** Takes in the client's end; other credentials than before are the client's ICE restart. */
    void accept(PeerTransport peer, boolean hasData) {
        if (local == null) {
            open(peer, hasData);
            return;
        }
        if (peer.ice().equals(peerIce)) {
            return;
        }
        if (peerIce != null && !isRestarting) {
            restart();
        }
        host.node().connectSession(sessionId, peer);
        peerIce = peer.ice();
        isRestarting = false;
    }

    /**
     * New credentials of ours; the client answers with new ones of its own (RFC 8839, section
     * 4.4.1.1.1).
     */
    void restart() {
        var before = opened();
        var now = host.node().restartIce(sessionId);
        var candidates = now.candidates().isEmpty() ? before.candidates() : now.candidates();
        local = new LocalTransport(now.ice(), before.fingerprint(), candidates);
        isRestarting = true;
        isTrickleDue = true;
    }

    String answer(List<LocalSection> sections) {
        return LocalDescription.answer(origin, version++, withoutCandidates(), sections);
    }

    String offer(List<LocalSection> sections, OfferedSetup setup) {
        return LocalDescription.offer(origin, version++, withoutCandidates(), sections, setup);
    }

    /**
     * Sends the node's candidates once per set of credentials, after the description that brought
     * these.
     */
    void trickle(String firstMid) {
        if (!isTrickleDue) {
            return;
        }
        isTrickleDue = false;
        var candidates = opened().candidates();
        for (int i = 0; i < candidates.size(); i++) {
            boolean isLast = i == candidates.size() - 1;
            host.send(
                    new ServerMessage.Trickle(target, candidates.get(i).text(), firstMid, isLast));
        }
    }

    void close() {
        if (local != null) {
            host.node().closeSession(sessionId);
            local = null;
        }
    }

    private LocalTransport withoutCandidates() {
        var transport = opened();
        return new LocalTransport(transport.ice(), transport.fingerprint(), List.of());
    }

    private LocalTransport opened() {
        if (local == null) {
            throw new IllegalStateException("session " + sessionId + " is not open");
        }
        return local;
    }
}
