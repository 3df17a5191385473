package media.sluice.coordinator.peer;

import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import media.sluice.coordinator.port.PeerTransport;
import media.sluice.coordinator.port.SessionState;
import media.sluice.coordinator.port.Wanted;
import media.sluice.coordinator.room.Participant;
import media.sluice.coordinator.room.Track;
import media.sluice.coordinator.sdp.Candidate;
import media.sluice.coordinator.sdp.PeerDescription;
import media.sluice.coordinator.sdp.SdpException;

/** A participant's peer connections, one or two. Owned by the room's thread. */
public sealed interface Peer permits SinglePeer, DualPeer {
    /**
     * Opens what the node must have before the client is let in. The only method that blocks, and
     * the only one that is called before the room's thread owns the peer.
     *
     * @param first the client's first offer, when it came with the request to join
     * @param self the participant as it will be let in
     */
    void prepare(RoomOnNode node, Optional<PeerDescription> first, Participant self);

    /** The client has its first message: negotiate. */
    void start();

    /**
     * The client's offer.
     *
     * @throws SdpException when it cannot be read
     */
    void onOffer(int id, String sdp) throws SdpException;

    /**
     * The client's answer.
     *
     * @throws SdpException when it cannot be read
     */
    void onAnswer(int id, String sdp) throws SdpException;

    /** A track was announced: its media may be there already. */
    void onTrackAnnounced();

    /** The client shall receive a track. */
    void subscribe(String publisherSid, Track track, Wanted wanted);

    /** The client shall no longer receive a track. */
    void unsubscribe(String trackSid);

    /** The client wants another part of a track. */
    void want(String trackSid, Wanted wanted);

    /** A transport of the peer changed. */
    void onSessionState(String sessionId, SessionState state);

    /** True when the session is one of this peer. */
    boolean owns(String sessionId);

    /** State of the transport that decides when the client is connected. */
    SessionState primaryState();

    /** The client is back on a new signal connection. */
    void resume();

    /** What the participant may do has changed; {@code done} once the node goes by it. */
    void onPermissions(Runnable done);

    /**
     * Asks the node for the number of the last data message that it took from the client; 0 for
     * none. Blocks when called, so not on the room's thread.
     */
    LongSupplier lastDataSequence(RoomOnNode node);

    /** Sessions on a node, in the order in which they should move. */
    List<String> openSessions();

    /** The session on which the client sends. */
    String publishingSession();

    /** Tracks that are forwarded to the client, or soon will. */
    List<String> receivedTracks();

    /** A session is about to move: the client hears of the target's candidates. */
    void offerMove(String sessionId, List<Candidate> candidates);

    /**
     * The client did not follow and is asked to resume: when it restarts ICE on a session, that
     * moves, and the client hears of the target's candidates only.
     */
    void moveOnRestart(String sessionId, Runnable begin);

    /** A session stays: a client that has restarted ICE hears of its node. */
    void stayed(String sessionId);

    /** A session is at the target of its move. */
    void moved(String sessionId);

    /** The node ended the consumer of a track by itself: it is opened again. */
    void restartFeed(String trackSid);

    /** Asks the node again for what it could not do while it did not answer. */
    void retry();

    /** Ends everything on the node. */
    void close();

    /** What a first offer says of the client's transport. */
    static Optional<PeerTransport> transport(Optional<PeerDescription> description) {
        return description.map(PeerTransport::of);
    }
}
