package media.sluice.coordinator.peer;

import media.sluice.coordinator.sdp.Agreement;
import media.sluice.coordinator.sdp.MediaKind;
import org.jspecify.annotations.Nullable;

/** A media section in which a participant can receive one track at a time. Owned by its peer. */
final class Slot {
    private final String mid;
    private final MediaKind kind;
    private Agreement agreement;
    private boolean isOpen;

    /** Its last track left, and no description has said so to the client. */
    private boolean isVacated;

    private @Nullable Feed feed;

    Slot(String mid, MediaKind kind, Agreement agreement) {
        this.mid = mid;
        this.kind = kind;
        this.agreement = agreement;
    }

    String mid() {
        return mid;
    }

    MediaKind kind() {
        return kind;
    }

    Agreement agreement() {
        return agreement;
    }

    /** What the client's latest description says of the section. */
    void update(Agreement latest, boolean isReceiving) {
        agreement = latest;
        isOpen = isReceiving;
    }

    /** True when the client can receive in it. */
    boolean isOpen() {
        return isOpen;
    }

    @Nullable Feed feed() {
        return feed;
    }

    void put(Feed now) {
        feed = now;
    }

    /**
     * The track leaves. The section takes another one only after a description has shown it empty:
     * browsers tell their page of a track when a section begins to receive, not when it goes on
     * with another one.
     */
    void vacate() {
        feed = null;
        isVacated = true;
    }

    /** A description that shows the section as it is now was sent. */
    void shown() {
        isVacated = false;
    }

    /** True when another track may be placed here now. */
    boolean isFree() {
        return feed == null && !isVacated;
    }
}
