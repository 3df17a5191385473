package media.sluice.coordinator.peer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import media.sluice.coordinator.port.ErrorCode;
import media.sluice.coordinator.port.NodeException;
import media.sluice.coordinator.port.ProducerSpec;
import media.sluice.coordinator.room.PendingTrack;
import media.sluice.coordinator.room.Track;
import media.sluice.coordinator.room.TrackFormat;
import media.sluice.coordinator.room.TrackKind;
import media.sluice.coordinator.room.TrackSource;
import media.sluice.coordinator.sdp.Agreement;
import media.sluice.coordinator.sdp.Codec;
import media.sluice.coordinator.sdp.MediaKind;
import media.sluice.coordinator.sdp.MediaSection;
import media.sluice.coordinator.sdp.Negotiation;
import media.sluice.coordinator.sdp.PeerDescription;
import media.sluice.coordinator.sdp.PublishOptions;
import org.jspecify.annotations.Nullable;

/** Which media section carries which published track. Owned by its peer. */
final class Upstream {
    /** A section that carries a track; the producer is opened after the answer is on its way. */
    private record Bound(Track track, String cid, String sdpTrackId, PublishOptions options) {}

    private final PeerHost host;
    private final Map<String, Bound> byMid = new LinkedHashMap<>();

    /** Sections in which the client sends what it has not announced. */
    private final Map<String, MediaSection> unannounced = new LinkedHashMap<>();

    private final Map<String, MediaSection> unopened = new LinkedHashMap<>();
    private final List<String> ended = new ArrayList<>();

    Upstream(PeerHost host) {
        this.host = host;
    }

    /** Matches the sections of an offer with announced tracks. */
    void read(PeerDescription offer) {
        var sending = new HashMap<String, MediaSection>();
        for (var section : offer.sections()) {
            if (section.kind() != MediaKind.APPLICATION && section.isSending()) {
                sending.put(section.mid(), section);
            }
        }
        for (var mid : List.copyOf(byMid.keySet())) {
            endIfOver(mid, sending.get(mid));
        }
        unannounced.keySet().retainAll(sending.keySet());
        for (var section : offer.sections()) {
            if (sending.containsKey(section.mid()) && !byMid.containsKey(section.mid())) {
                match(section);
            }
        }
    }

    /** A track was announced after its section came; true when that matched. */
    boolean matchLate() {
        for (var section : List.copyOf(unannounced.values())) {
            match(section);
        }
        return !unopened.isEmpty();
    }

    /** True when the client sends in this section. */
    boolean isReceiving(MediaSection section) {
        return byMid.containsKey(section.mid()) || unannounced.containsKey(section.mid());
    }

    /** What the client may send in this section. */
    Agreement agreement(MediaSection section) {
        var bound = byMid.get(section.mid());
        var options = bound == null ? PublishOptions.DEFAULT : bound.options();
        return oneH264(Negotiation.receive(section, options));
    }

    /**
     * Opens the producers of newly matched sections and closes what ended; call after the answer
     * was sent.
     */
    void apply(String sessionId) {
        for (var trackSid : List.copyOf(ended)) {
            host.onTrackEnded(trackSid);
        }
        ended.clear();
        for (var section : List.copyOf(unopened.values())) {
            unopened.remove(section.mid());
            var bound = byMid.get(section.mid());
            if (bound != null) {
                open(sessionId, section, bound);
            }
        }
    }

    private void endIfOver(String mid, @Nullable MediaSection section) {
        var bound = byMid.get(mid);
        if (bound == null) {
            return;
        }
        boolean isOther =
                section != null
                        && !section.trackId().equals(bound.sdpTrackId())
                        && byCid(section).isPresent();
        if (section == null || isOther) {
            byMid.remove(mid);
            unopened.remove(mid);
            ended.add(bound.track().sid());
        }
    }

    private void match(MediaSection section) {
        var pending = byCid(section).or(() -> byKind(section));
        if (pending.isEmpty()) {
            unannounced.put(section.mid(), section);
            return;
        }
        unannounced.remove(section.mid());
        var track = pending.get().track();
        var bound = new Bound(track, pending.get().cid(), section.trackId(), options(track));
        byMid.put(section.mid(), bound);
        unopened.put(section.mid(), section);
    }

    private Optional<PendingTrack> byCid(MediaSection section) {
        return candidates(section)
                .filter(pending ->
                        pending.cid().equals(section.trackId())
                                || pending.track().format().codecs().stream()
                                        .anyMatch(c -> c.cid().equals(section.trackId())))
                .findFirst();
    }

    /**
     * Some clients write an identifier of their own into the description: then the order counts.
     */
    private Optional<PendingTrack> byKind(MediaSection section) {
        return candidates(section).findFirst();
    }

    private Stream<PendingTrack> candidates(MediaSection section) {
        var kind = section.kind() == MediaKind.AUDIO ? TrackKind.AUDIO : TrackKind.VIDEO;
        return host.pendingTracks().stream()
                .filter(pending -> pending.track().kind() == kind)
                .filter(pending -> byMid.values().stream().noneMatch(b -> isSame(b, pending)));
    }

    private static boolean isSame(Bound bound, PendingTrack pending) {
        return bound.track().sid().equals(pending.track().sid());
    }

    private void open(String sessionId, MediaSection section, Bound bound) {
        var agreement = agreement(section);
        var layers = new LayerPlan(bound.track(), section.streams());
        var spec =
                new ProducerSpec(
                        sessionId,
                        bound.track().sid(),
                        section.kind(),
                        section.mid(),
                        agreement,
                        layers.encodings(),
                        bound.track().source() == TrackSource.SCREEN_SHARE);
        if (agreement.isEmpty()) {
            return;
        }
        host.calls(sessionId)
                .tell(
                        "create producer",
                        node -> node.createProducer(spec),
                        () -> opened(sessionId, section, bound, layers),
                        fault -> notOpened(section, bound, fault));
    }

    private void opened(String sessionId, MediaSection section, Bound bound, LayerPlan layers) {
        var trackSid = bound.track().sid();
        if (!isStill(section, bound)) {
            // The client took the track back while the node opened it.
            host.calls(sessionId).tell("close producer", node -> node.closeProducer(trackSid));
            return;
        }
        var codecs = agreement(section).codecs();
        host.producers().put(trackSid, codecs, () -> host.home(sessionId));
        var mimeType = codecs.getFirst().mimeType(section.kind());
        host.onTrackShown(trackSid, layers.codecs(mimeType, section.mid(), bound.cid()));
    }

    private boolean notOpened(MediaSection section, Bound bound, NodeException fault) {
        boolean isWanted = isStill(section, bound);
        if (isWanted && fault.code() == ErrorCode.UNAVAILABLE) {
            unopened.put(section.mid(), section);
        }
        return isWanted;
    }

    private boolean isStill(MediaSection section, Bound bound) {
        return bound.equals(byMid.get(section.mid()));
    }

    private static PublishOptions options(Track track) {
        var mime = track.mimeType();
        var features = track.format().audioFeatures();
        return new PublishOptions(
                mime.substring(mime.indexOf('/') + 1),
                track.format().isRedDisabled(),
                features.contains(TrackFormat.FEATURE_NO_DTX),
                features.contains(TrackFormat.FEATURE_STEREO));
    }

    /**
     * One variant of H.264 is answered, so that a receiver's codec follows from the media type
     * alone.
     */
    private static Agreement oneH264(Agreement agreement) {
        var codecs = new ArrayList<Codec>();
        for (var codec : agreement.codecs()) {
            if (!codec.isNamed("H264") || codecs.stream().noneMatch(c -> c.isNamed("H264"))) {
                codecs.add(codec);
            }
        }
        return new Agreement(codecs, agreement.extensions());
    }
}
