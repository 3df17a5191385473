package media.sluice.coordinator.room;

/** What happened in a room. */
public sealed interface RoomEvent {

    /** Somebody came in. */
    record ParticipantJoined(Participant participant) implements RoomEvent {}

    /** Somebody could not come in: the room is full. */
    record JoinRefused(String sid) implements RoomEvent {}

    /** What is known of a participant changed. */
    record ParticipantChanged(Participant participant) implements RoomEvent {}

    /** What a participant may do, or shows of itself, changed: its token is out of date. */
    record TokenOutdated(String sid) implements RoomEvent {}

    /** Somebody left; the participant is in state DISCONNECTED and keeps the tracks it had. */
    record ParticipantLeft(Participant participant) implements RoomEvent {}

    /** A track was accepted; nobody else knows of it before its media shows up. */
    record TrackAnnounced(String sid, String cid, Track track) implements RoomEvent {}

    /** A track was not accepted. */
    record TrackRefused(String sid, String cid, TrackRefusal refusal) implements RoomEvent {}

    /** A track is there. */
    record TrackPublished(String sid, Track track) implements RoomEvent {}

    /**
     * A track is gone.
     *
     * @param isRevoked its publisher lost the right to publish it
     */
    record TrackUnpublished(String sid, Track track, boolean isRevoked) implements RoomEvent {}

    /** A subscriber gets a track from now on. */
    record SubscriptionStarted(String sid, String publisherSid, Track track) implements RoomEvent {}

    /** A subscriber no longer gets a track. */
    record SubscriptionEnded(String sid, String trackSid) implements RoomEvent {}

    /** A wanted track did not appear in time. */
    record SubscriptionFailed(String sid, String trackSid) implements RoomEvent {}

    /** A publisher lets a subscriber receive a track, or no longer. */
    record SubscriptionAllowed(String sid, String publisherSid, String trackSid, boolean isAllowed)
            implements RoomEvent {}

    /** A subscriber wants a track it gets in another size. */
    record SettingsChanged(String sid, Track track, TrackSettings settings) implements RoomEvent {}

    /** What is known of the room changed. */
    record RoomChanged(RoomFacts room) implements RoomEvent {}

    /** The room is gone; everybody left before. */
    record RoomClosed(LeaveReason reason) implements RoomEvent {}
}
