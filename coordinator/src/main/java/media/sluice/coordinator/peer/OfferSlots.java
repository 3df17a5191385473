package media.sluice.coordinator.peer;

import java.util.ArrayList;
import java.util.List;
import media.sluice.coordinator.port.SubscriptionFault;
import media.sluice.coordinator.sdp.CodecCatalogue;
import media.sluice.coordinator.sdp.Direction;
import media.sluice.coordinator.sdp.LocalSection;
import media.sluice.coordinator.sdp.MediaSection;
import media.sluice.coordinator.sdp.Negotiation;
import media.sluice.coordinator.sdp.PeerDescription;

/** Media sections that we offer for receiving (dual peer connections). Owned by its peer. */
final class OfferSlots {
    private static final String DATA_MID = "0";

    private final PeerHost host;
    private final Feeds feeds;
    private final boolean canReuse;
    private final List<Slot> slots = new ArrayList<>();

    OfferSlots(PeerHost host, Feeds feeds, boolean canReuse) {
        this.host = host;
        this.feeds = feeds;
        this.canReuse = canReuse;
    }

    /** Sections of the next offer: data first, then media, waiting tracks placed. */
    List<LocalSection> sections() {
        for (var feed : feeds.unplaced()) {
            place(feed);
        }
        var sections = new ArrayList<LocalSection>();
        sections.add(new LocalSection.Data(DATA_MID, Sections.MAX_MESSAGE_BYTES));
        for (var slot : slots) {
            var feed = slot.feed();
            var sent = feed == null ? null : feed.sent();
            sections.add(
                    new LocalSection.Media(
                            slot.mid(),
                            slot.kind(),
                            Direction.of(sent != null, false),
                            CodecCatalogue.offered(slot.kind()),
                            sent,
                            List.of()));
        }
        slots.forEach(Slot::shown);
        return sections;
    }

    /** Takes in the client's answer and opens consumers where it receives. */
    void read(PeerDescription answer, String sessionId) {
        for (var slot : List.copyOf(slots)) {
            answer.section(slot.mid()).ifPresent(section -> read(slot, section, sessionId));
        }
    }

    /** Opens consumers that the node could not open before. */
    void start(String sessionId) {
        for (var slot : slots) {
            if (slot.isOpen()) {
                feeds.start(sessionId, slot);
            }
        }
    }

    boolean release(Feed feed) {
        for (var slot : slots) {
            if (slot.feed() == feed) {
                slot.vacate();
                return true;
            }
        }
        return false;
    }

    private void read(Slot slot, MediaSection section, String sessionId) {
        slot.update(Negotiation.send(section), section.isReceiving());
        var feed = slot.feed();
        if (feed == null) {
            return;
        }
        if (slot.isOpen() && !feeds.fitting(slot.agreement(), feed.trackSid()).isEmpty()) {
            feeds.start(sessionId, slot);
        } else {
            slot.vacate();
            host.onTrackImpossible(feed.trackSid(), SubscriptionFault.CODEC_UNSUPPORTED);
        }
    }

    private void place(Feed feed) {
        var offered = CodecCatalogue.offered(feed.kind());
        var fitting = feeds.fitting(offered, feed.trackSid());
        if (fitting.isEmpty()) {
            host.onTrackImpossible(feed.trackSid(), SubscriptionFault.CODEC_UNSUPPORTED);
            return;
        }
        boolean hasRtx = fitting.codecs().stream().anyMatch(AnswerSlots::hasRtx);
        boolean isWorthWaiting = false;
        for (var slot : slots) {
            if (canReuse && slot.kind() == feed.kind() && slot.isFree()) {
                feed.place(hasRtx);
                slot.put(feed);
                return;
            }
            isWorthWaiting |= canReuse && slot.kind() == feed.kind() && slot.feed() == null;
        }
        if (isWorthWaiting) {
            // This offer shows the section empty, the next one has it.
            return;
        }
        feed.place(hasRtx);
        var slot = new Slot(String.valueOf(slots.size() + 1), feed.kind(), offered);
        slot.put(feed);
        slots.add(slot);
    }

    static String firstMid() {
        return DATA_MID;
    }
}
