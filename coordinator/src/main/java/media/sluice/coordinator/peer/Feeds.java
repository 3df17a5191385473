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
        update(feed);
    }

    /** Tells the node again what it did not take in. */
    void retry() {
        byTrack.values().stream().filter(Feed::isUpdateOwed).forEach(this::update);
    }

    /** The node ended the consumer of a track by itself: it is opened again. */
    void restart(String trackSid) {
        var feed = byTrack.get(trackSid);
        if (feed != null && feed.isForwarding()) {
            feed.to(Feed.State.IDLE);
        }
    }

    /** Tracks that have a consumer, or soon will. */
    List<String> received() {
        return byTrack.values().stream()
                .filter(feed -> feed.isForwarding() || feed.isStarting())
                .map(Feed::trackSid)
                .toList();
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
        if (feed == null || sent == null || !feed.isIdle()) {
            return;
        }
        feed.to(Feed.State.STARTING);
        feed.setSession(sessionId);
        var home = host.producers().home(feed.trackSid());
        var spec =
                new ConsumerSpec(
                        sessionId,
                        feed.consumerId(),
                        feed.trackSid(),
                        slot.mid(),
                        fitting(slot.agreement(), feed.trackSid()),
                        sent,
                        feed.wanted());
        host.calls(feed.sessionId())
                .tell(
                        "create consumer",
                        node -> {
                            home.ifPresent(it -> node.bring(spec.producerId(), it.get()));
                            node.createConsumer(spec);
                        },
                        () -> started(feed, spec.wanted()),
                        fault -> notStarted(feed, fault));
    }

    private void started(Feed feed, Wanted told) {
        if (!feed.isStarting()) {
            return;
        }
        feed.to(Feed.State.FORWARDING);
        host.onTrackForwarded(feed.trackSid());
        if (!feed.wanted().equals(told)) {
            update(feed);
        }
    }

    private static boolean notStarted(Feed feed, NodeException fault) {
        if (!feed.isStarting()) {
            return false;
        }
        boolean isWorthAnotherTry = fault.code() == ErrorCode.UNAVAILABLE;
        feed.to(isWorthAnotherTry ? Feed.State.IDLE : Feed.State.REFUSED);
        return true;
    }

    private void update(Feed feed) {
        if (!feed.isForwarding()) {
            return;
        }
        feed.setUpdateOwed(false);
        var wanted = feed.wanted();
        host.calls(feed.sessionId())
                .tell(
                        "update consumer",
                        node -> node.updateConsumer(feed.consumerId(), wanted),
                        () -> {},
                        fault -> notUpdated(feed, fault));
    }

    private static boolean notUpdated(Feed feed, NodeException fault) {
        feed.setUpdateOwed(fault.code() == ErrorCode.UNAVAILABLE);
        return feed.isForwarding();
    }

    private void stop(Feed feed) {
        if (feed.isForwarding() || feed.isStarting()) {
            feed.to(Feed.State.IDLE);
            var consumerId = feed.consumerId();
            host.calls(feed.sessionId())
                    .tell("close consumer", node -> node.closeConsumer(consumerId));
        }
    }
}
