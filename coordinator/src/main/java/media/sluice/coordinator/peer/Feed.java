package media.sluice.coordinator.peer;

import media.sluice.coordinator.port.Wanted;
import media.sluice.coordinator.room.Track;
import media.sluice.coordinator.room.TrackKind;
import media.sluice.coordinator.sdp.MediaKind;
import media.sluice.coordinator.sdp.SentTrack;
import org.jspecify.annotations.Nullable;

/**
 * A track that a participant shall receive, placed in a media section or not yet. Owned by its
 * peer.
 */
final class Feed {
    private final String publisherSid;
    private final String trackSid;
    private final String consumerId;
    private final MediaKind kind;

    private Wanted wanted;
    private String sessionId = "";
    private @Nullable SentTrack sent;
    private State state = State.IDLE;

    /** The node does not know the latest wish. */
    private boolean isUpdateOwed;

    /** How far its consumer on the node is. */
    enum State {
        /** There is none. */
        IDLE,
        /** The node was asked. */
        STARTING,
        /** It is there. */
        FORWARDING,
        /** The node will never forward the track. */
        REFUSED
    }

    Feed(String publisherSid, Track track, String consumerId, Wanted wanted) {
        this.publisherSid = publisherSid;
        this.consumerId = consumerId;
        this.wanted = wanted;
        trackSid = track.sid();
        kind = track.kind() == TrackKind.AUDIO ? MediaKind.AUDIO : MediaKind.VIDEO;
    }

    String trackSid() {
        return trackSid;
    }

    /** Session of its consumer; empty before there is one. */
    String sessionId() {
        return sessionId;
    }

    void setSession(String id) {
        sessionId = id;
    }

    String consumerId() {
        return consumerId;
    }

    MediaKind kind() {
        return kind;
    }

    Wanted wanted() {
        return wanted;
    }

    void want(Wanted now) {
        wanted = now;
    }

    void to(State now) {
        state = now;
    }

    boolean isIdle() {
        return state == State.IDLE;
    }

    boolean isStarting() {
        return state == State.STARTING;
    }

    boolean isForwarding() {
        return state == State.FORWARDING;
    }

    boolean isUpdateOwed() {
        return isUpdateOwed;
    }

    void setUpdateOwed(boolean now) {
        isUpdateOwed = now;
    }

    boolean isPlaced() {
        return sent != null;
    }

    @Nullable SentTrack sent() {
        return sent;
    }

    /**
     * Gives it a media section: clients tell tracks by the stream identifier, so it names publisher
     * and track; the publisher is the canonical name, so that its tracks are played in sync.
     */
    void place(boolean hasRtx) {
        sent =
                new SentTrack(
                        publisherSid + "|" + trackSid,
                        trackSid,
                        publisherSid,
                        Randoms.ssrc(),
                        hasRtx ? Randoms.ssrc() : 0);
    }
}
