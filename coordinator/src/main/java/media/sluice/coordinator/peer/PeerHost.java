package media.sluice.coordinator.peer;

import java.util.List;
import java.util.Optional;
import media.sluice.coordinator.port.DataProtocol;
import media.sluice.coordinator.port.ServerMessage;
import media.sluice.coordinator.port.SubscriptionFault;
import media.sluice.coordinator.room.Participant;
import media.sluice.coordinator.room.PendingTrack;
import media.sluice.coordinator.room.TrackCodec;

/** What a peer needs of its room. Called on the room's thread. */
public interface PeerHost {
    /** Sends a message to the client. */
    void send(ServerMessage message);

    /** Calls to the node that carries a session of this participant. */
    NodeCalls calls(String sessionId);

    /** Where a session of this participant is. Safe for use by many threads. */
    RoomOnNode home(String sessionId);

    /** Identity of the participant. */
    String identity();

    /** The participant as it is now; empty before it is let in. */
    Optional<Participant> self();

    /** What messages of data channels look like. */
    DataProtocol data();

    /** What is published in the room. */
    ProducerBook producers();

    /** Announced tracks of the participant whose media has not shown up, in order. */
    List<PendingTrack> pendingTracks();

    /** The media of an announced track showed up and its producer is open. */
    void onTrackShown(String trackSid, List<TrackCodec> codecs);

    /** The client ended a track. */
    void onTrackEnded(String trackSid);

    /** A track is forwarded to the client from now on. */
    void onTrackForwarded(String trackSid);

    /** A track cannot be forwarded to the client. */
    void onTrackImpossible(String trackSid, SubscriptionFault fault);

    /** The node did not do what a description needs: the client has to join anew. */
    void onNegotiationFailed();
}
