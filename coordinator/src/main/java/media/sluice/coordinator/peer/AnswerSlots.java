package media.sluice.coordinator.peer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import media.sluice.coordinator.port.SubscriptionFault;
import media.sluice.coordinator.sdp.Codec;
import media.sluice.coordinator.sdp.MediaKind;
import media.sluice.coordinator.sdp.MediaSection;
import media.sluice.coordinator.sdp.Negotiation;
import media.sluice.coordinator.sdp.PeerDescription;
import org.jspecify.annotations.Nullable;

/**
 * Media sections that the client offers for receiving (single peer connection). Owned by its peer.
 */
final class AnswerSlots {
    private final PeerHost host;
    private final Feeds feeds;
    private final Map<String, Slot> slots = new LinkedHashMap<>();

    AnswerSlots(PeerHost host, Feeds feeds) {
        this.host = host;
        this.feeds = feeds;
    }

    /** Takes in an offer and places waiting tracks in its free sections. */
    void read(PeerDescription offer) {
        for (var section : offer.sections()) {
            if (section.kind() != MediaKind.APPLICATION) {
                slots.computeIfAbsent(section.mid(), _ -> newSlot(section))
                        .update(Negotiation.send(section), section.isReceiving());
            }
        }
        for (var feed : feeds.unplaced()) {
            place(feed);
        }
    }

    @Nullable Slot slot(String mid) {
        return slots.get(mid);
    }

    /** The answer was sent. */
    void shown() {
        slots.values().forEach(Slot::shown);
    }

    /** Opens consumers for tracks that were placed; call after the answer was sent. */
    void start(String sessionId) {
        for (var slot : slots.values()) {
            feeds.start(sessionId, slot);
        }
    }

    /** Frees the section of a track; true when it had one. */
    boolean release(Feed feed) {
        for (var slot : slots.values()) {
            if (slot.feed() == feed) {
                slot.vacate();
                return true;
            }
        }
        return false;
    }

    /** Sections of this kind that more tracks wait for than there are. */
    int missing(MediaKind kind) {
        long waiting = feeds.unplaced().stream().filter(feed -> feed.kind() == kind).count();
        // Those that were just vacated are free as soon as an answer has said so.
        long free =
                slots.values().stream()
                        .filter(slot -> slot.kind() == kind && slot.isOpen() && slot.feed() == null)
                        .count();
        return (int) Math.max(0, waiting - free);
    }

    Map<String, String> trackByMid() {
        var tracks = new LinkedHashMap<String, String>();
        for (var slot : slots.values()) {
            var feed = slot.feed();
            if (feed != null) {
                tracks.put(slot.mid(), feed.trackSid());
            }
        }
        return tracks;
    }

    private void place(Feed feed) {
        List<Slot> free = new ArrayList<>();
        for (var slot : slots.values()) {
            if (slot.kind() == feed.kind() && isFree(slot)) {
                free.add(slot);
            }
        }
        for (var slot : free) {
            var fitting = feeds.fitting(slot.agreement(), feed.trackSid());
            if (!fitting.isEmpty()) {
                feed.place(fitting.codecs().stream().anyMatch(AnswerSlots::hasRtx));
                slot.put(feed);
                return;
            }
        }
        if (!free.isEmpty()) {
            host.onTrackImpossible(feed.trackSid(), SubscriptionFault.CODEC_UNSUPPORTED);
        }
    }

    private static boolean isFree(Slot slot) {
        return slot.isOpen() && slot.isFree();
    }

    static boolean hasRtx(Codec codec) {
        return codec.rtxPayloadType() != 0;
    }

    private static Slot newSlot(MediaSection section) {
        return new Slot(section.mid(), section.kind(), Negotiation.send(section));
    }
}
