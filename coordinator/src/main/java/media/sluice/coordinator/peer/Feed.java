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
    private @Nullable SentTrack sent;
    private boolean isForwarding;

    /** The node will never forward it. */
    private boolean isRefused;

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

    boolean isForwarding() {
        return isForwarding;
    }

    void setForwarding(boolean now) {
        isForwarding = now;
    }

    boolean isRefused() {
        return isRefused;
    }

    void setRefused() {
        isRefused = true;
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

    void unplace() {
        sent = null;
        isForwarding = false;
    }
}
