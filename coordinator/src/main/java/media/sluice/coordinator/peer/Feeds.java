package media.sluice.coordinator.peer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import media.sluice.coordinator.port.ConsumerSpec;
import media.sluice.coordinator.port.ErrorCode;
import media.sluice.coordinator.port.NodeException;
import media.sluice.coordinator.port.Wanted;
import media.sluice.coordinator.room.Track;
import media.sluice.coordinator.sdp.Agreement;
import media.sluice.coordinator.sdp.Codec;
import org.jspecify.annotations.Nullable;

/** Tracks that a participant shall receive and their consumers on the node. Owned by its peer. */
final class Feeds {
    private final PeerHost host;
    private final String participantSid;
    private final Map<String, Feed> byTrack = new LinkedHashMap<>();
    private int created;

    Feeds(PeerHost host, String participantSid) {
        this.host = host;
        this.participantSid = participantSid;
    }

    void add(String publisherSid, Track track, Wanted wanted) {
        var consumerId = participantSid + ":" + track.sid() + ":" + created++;
        byTrack.put(track.sid(), new Feed(publisherSid, track, consumerId, wanted));
    }

    /** Takes a track out and ends its consumer. */
    @Nullable Feed remove(String trackSid) {
        var feed = byTrack.remove(trackSid);
        if (feed != null) {
            stop(feed);
        }
        return feed;
    }

    void want(String trackSid, Wanted wanted) {
        var feed = byTrack.get(trackSid);
        if (feed == null || feed.wanted().equals(wanted)) {
            return;
        }
        feed.want(wanted);
        if (feed.isForwarding()) {
            guarded("update consumer", () -> host.node().updateConsumer(feed.consumerId(), wanted));
        }
    }

    /** Those without a media section, in order. */
    List<Feed> unplaced() {
        return byTrack.values().stream().filter(feed -> !feed.isPlaced()).toList();
    }

    /** What of a section's codecs fits a track; empty when nothing does. */
    Agreement fitting(Agreement section, String trackSid) {
        var codecs = new LinkedHashSet<Codec>();
        for (var produced : host.producers().codecs(trackSid).orElse(List.of())) {
            section.codecFor(produced).ifPresent(codecs::add);
        }
        return new Agreement(new ArrayList<>(codecs), section.extensions());
    }

    /** Opens the consumer of a feed that has a media section, if it has none. */
    void start(String sessionId, Slot slot) {
        var feed = slot.feed();
        var sent = feed == null ? null : feed.sent();
        if (feed == null || sent == null || feed.isForwarding() || feed.isRefused()) {
            return;
        }
        var spec =
                new ConsumerSpec(
                        sessionId,
                        feed.consumerId(),
                        feed.trackSid(),
                        slot.mid(),
                        fitting(slot.agreement(), feed.trackSid()),
                        sent,
                        feed.wanted());
        try {
            host.node().createConsumer(spec);
            feed.setForwarding(true);
            host.onTrackForwarded(feed.trackSid());
        } catch (NodeException fault) {
            host.onNodeFault("create consumer", fault);
            if (fault.code() != ErrorCode.UNAVAILABLE) {
                feed.setRefused();
            }
        }
    }

    private void stop(Feed feed) {
        if (feed.isForwarding()) {
            feed.setForwarding(false);
            guarded("close consumer", () -> host.node().closeConsumer(feed.consumerId()));
        }
    }

    private void guarded(String what, Runnable call) {
        try {
            call.run();
        } catch (NodeException fault) {
            host.onNodeFault(what, fault);
        }
    }
}
