package media.sluice.coordinator.port;

import java.util.List;
import java.util.Map;
import media.sluice.coordinator.room.LeaveReason;
import media.sluice.coordinator.room.Participant;
import media.sluice.coordinator.room.QualityBoard.Quality;
import media.sluice.coordinator.room.RoomFacts;
import media.sluice.coordinator.room.SpeakerBoard.Speaker;
import media.sluice.coordinator.room.Track;

/** What a coordinator says to a client. */
public sealed interface ServerMessage {

    /**
     * First message: the client is in.
     *
     * @param isSubscriberPrimary the receiving peer connection decides when the client is connected
     * @param nodeId the media node, for people
     */
    record Joined(
            RoomFacts room,
            Participant self,
            List<Participant> others,
            boolean isSubscriberPrimary,
            String nodeId)
            implements ServerMessage {
        /** Copies the list. */
        public Joined {
            others = List.copyOf(others);
        }
    }

    /**
     * First message on a new signal connection of a call that went on.
     *
     * @param lastDataSequence number of the last data message that came; the client sends newer
     *     ones again
     */
    record Reconnected(String nodeId, long lastDataSequence) implements ServerMessage {}

    /**
     * Answer to the client's offer.
     *
     * @param id of the offer
     * @param trackByMid tracks that are sent, by media section
     */
    record Answer(int id, String sdp, Map<String, String> trackByMid) implements ServerMessage {
        /** Copies the map. */
        public Answer {
            trackByMid = Map.copyOf(trackByMid);
        }
    }

    /** Offer for the receiving peer connection. */
    record Offer(int id, String sdp) implements ServerMessage {}

    /**
     * A candidate of the node.
     *
     * @param candidate text that begins with "candidate:"
     * @param mid media section that carries the transport
     * @param isLast no more follow for now
     */
    record Trickle(SignalTarget target, String candidate, String mid, boolean isLast)
            implements ServerMessage {}

    /** Participants changed, came or went. */
    record ParticipantsChanged(List<Participant> participants) implements ServerMessage {
        /** Copies the list. */
        public ParticipantsChanged {
            participants = List.copyOf(participants);
        }
    }

    /** A track was accepted. */
    record TrackPublished(String cid, Track track) implements ServerMessage {}

    /** A track of the client ended by the server's wish. */
    record TrackUnpublished(String trackSid) implements ServerMessage {}

    /** The client shall leave, come back on a new signal connection, or join anew. */
    record Leave(LeaveReason reason, LeaveAction action) implements ServerMessage {}

    /** The client shall mute a track of its own, or not. */
    record TrackMuted(String trackSid, boolean isMuted) implements ServerMessage {}

    /** Who speaks: those that changed. */
    record SpeakersChanged(List<Speaker> speakers) implements ServerMessage {
        /** Copies the list. */
        public SpeakersChanged {
            speakers = List.copyOf(speakers);
        }
    }

    /** The room changed. */
    record RoomChanged(RoomFacts room) implements ServerMessage {}

    /** How well participants are connected. */
    record QualityChanged(List<Quality> qualities) implements ServerMessage {
        /** Copies the list. */
        public QualityChanged {
            qualities = List.copyOf(qualities);
        }
    }

    /** A publisher lets the client receive a track, or no longer. */
    record SubscriptionAllowed(String publisherSid, String trackSid, boolean isAllowed)
            implements ServerMessage {}

    /** A wanted track cannot be had. */
    record SubscriptionFailed(String trackSid, SubscriptionFault fault) implements ServerMessage {}

    /** A newer token for reconnects. */
    record TokenRefreshed(String token) implements ServerMessage {}

    /** Result of a request. */
    record RequestAnswered(int requestId, RequestResult result, String text, ClientMessage request)
            implements ServerMessage {}

    /** Somebody receives a track of the client for the first time. */
    record TrackSubscribed(String trackSid) implements ServerMessage {}

    /** The client shall add that many receiving media sections and offer; zeros mean just offer. */
    record SectionsNeeded(int audios, int videos) implements ServerMessage {}
}
