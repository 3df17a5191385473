package media.sluice.coordinator.peer;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import media.sluice.coordinator.port.DataPlane;
import media.sluice.coordinator.port.PeerTransport;
import media.sluice.coordinator.port.ServerMessage;
import media.sluice.coordinator.port.SessionState;
import media.sluice.coordinator.port.SignalTarget;
import media.sluice.coordinator.sdp.Candidate;
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

    /** The node was asked for the session, whether it answered or not. */
    private boolean isAsked;

    private @Nullable LocalTransport local;
    private @Nullable IceCredentials peerIce;
    private long version;
    private boolean isTrickleDue;

    /** The media section that candidates are told for. */
    private String mid = "0";

    private List<Candidate> moving = List.of();

    /** Moves the session once the client has restarted ICE; null unless a move waits for that. */
    private @Nullable Runnable onRestarted;

    /** The client was not told our candidates, as those of another node shall take their place. */
    private boolean isTrickleHeld;

    /** We restarted ICE and wait for the client's new credentials. */
    private boolean isRestarting;

    private SessionState state = SessionState.NEW;

    /** The node is being asked for something that the next description needs. */
    private boolean isBusy;

    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

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

    /**
     * Opens the session before the room's thread owns it; the client's end may come later. Blocks.
     */
    void open(RoomOnNode node, @Nullable PeerTransport peer, DataPlane.Channels data) {
        isAsked = true;
        opened(peer, node.createSession(sessionId, peer, data));
    }

    /** True while the node is asked for something that the next description needs. */
    boolean isBusy() {
        return isBusy;
    }

    /**
     * Takes in the client's end, then goes on; other credentials than before are the client's ICE
     * restart. Another one that comes meanwhile waits for its turn.
     *
     * @param data what the session has when it is opened with this
     */
    void accept(PeerTransport peer, Supplier<DataPlane.Channels> data, Runnable then) {
        inTurn(() -> take(peer, data, then));
    }

    /**
     * New credentials of ours, if there are any already, then goes on; the client answers with new
     * ones of its own (RFC 8839, section 4.4.1.1.1).
     */
    void restart(Runnable then) {
        // An answer that waits is one to what was offered before.
        waiting.clear();
        inTurn(() -> {
            if (local == null) {
                then.run();
            } else {
                restartNow(then);
            }
        });
    }

    private void take(PeerTransport peer, Supplier<DataPlane.Channels> data, Runnable then) {
        if (local == null) {
            isAsked = true;
            var channels = data.get();
            ask(
                    "create session",
                    node -> node.createSession(sessionId, peer, channels),
                    made -> {
                        opened(peer, made);
                        then.run();
                    });
        } else if (peer.ice().equals(peerIce)) {
            then.run();
        } else if (peerIce != null && !isRestarting) {
            restartNow(() -> connect(peer, then));
        } else {
            connect(peer, then);
        }
    }

    private void connect(PeerTransport peer, Runnable then) {
        ask(
                "connect session",
                node -> {
                    node.connectSession(sessionId, peer);
                    return peer.ice();
                },
                ice -> {
                    peerIce = ice;
                    isRestarting = false;
                    then.run();
                    moveIfRestarted();
                });
    }

    private void restartNow(Runnable then) {
        ask(
                "restart ICE",
                node -> node.restartIce(sessionId),
                now -> {
                    var before = opened();
                    boolean isSame = now.candidates().isEmpty();
                    var candidates = isSame ? before.candidates() : now.candidates();
                    local = new LocalTransport(now.ice(), before.fingerprint(), candidates);
                    isRestarting = true;
                    isTrickleDue = true;
                    then.run();
                });
    }

    private void opened(@Nullable PeerTransport peer, LocalTransport made) {
        local = made;
        peerIce = peer == null ? null : peer.ice();
        isTrickleDue = true;
    }

    /** Descriptions are taken in one after the other, however long the node takes. */
    private void inTurn(Runnable step) {
        if (isBusy) {
            waiting.add(step);
        } else {
            step.run();
        }
    }

    private <T> void ask(String what, Function<RoomOnNode, T> call, Consumer<T> answered) {
        isBusy = true;
        host.calls(sessionId)
                .ask(
                        what,
                        call,
                        answer -> {
                            isBusy = false;
                            answered.accept(answer);
                            next();
                        },
                        _ -> {
                            host.onNegotiationFailed();
                            return true;
                        });
    }

    private void next() {
        while (!isBusy && !waiting.isEmpty()) {
            waiting.remove().run();
        }
    }

    String answer(List<LocalSection> sections) {
        return LocalDescription.answer(origin, version++, withoutCandidates(), sections);
    }

    String offer(List<LocalSection> sections, OfferedSetup setup) {
        return LocalDescription.offer(origin, version++, withoutCandidates(), sections, setup);
    }

    /** True when the session is on a node or soon will be, as far as is known. */
    boolean isAsked() {
        return isAsked;
    }

    /**
     * The session is about to move: the client hears of the target's candidates, which take over as
     * soon as it tries them.
     */
    void offerMove(List<Candidate> candidates) {
        moving = candidates;
        send(candidates);
    }

    /**
     * The client did not follow the candidates and is asked to restart ICE: with that the session
     * moves. Of this node it hears only if nothing comes of the move.
     */
    void moveOnRestart(Runnable begin) {
        onRestarted = begin;
    }

    private void moveIfRestarted() {
        var begin = onRestarted;
        if (begin != null && isTrickleHeld && !isRestarting) {
            onRestarted = null;
            begin.run();
        }
    }

    /** Nothing came of the move: a client that has restarted ICE finds the session here. */
    void stayed() {
        onRestarted = null;
        if (isTrickleHeld && local != null) {
            send(local.candidates());
        }
        isTrickleHeld = false;
    }

    /** The session is at the target now. */
    void moved() {
        isTrickleHeld = false;
        if (local != null) {
            local = new LocalTransport(local.ice(), local.fingerprint(), moving);
        }
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
        mid = firstMid;
        if (onRestarted == null) {
            send(opened().candidates());
        } else {
            isTrickleHeld = true;
            moveIfRestarted();
        }
    }

    private void send(List<Candidate> candidates) {
        for (int i = 0; i < candidates.size(); i++) {
            boolean isLast = i == candidates.size() - 1;
            host.send(new ServerMessage.Trickle(target, candidates.get(i).text(), mid, isLast));
        }
    }

    void close() {
        if (isAsked) {
            // Also when there was no answer: it may be there all the same.
            isAsked = false;
            host.calls(sessionId).tell("close session", node -> node.closeSession(sessionId));
        }
        waiting.clear();
        local = null;
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
