package media.sluice.coordinator.peer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import media.sluice.coordinator.port.ProducerSpec;
import media.sluice.coordinator.room.Track;
import media.sluice.coordinator.room.TrackCodec;
import media.sluice.coordinator.room.TrackKind;
import media.sluice.coordinator.room.VideoLayer;
import media.sluice.coordinator.room.VideoQuality;
import media.sluice.coordinator.sdp.RemoteStream;

/** Ranks the RTP streams of a published track and ties them to the sizes its publisher declared. */
final class LayerPlan {
    /** Clients name their layers q, h, f, or 2, 1, 0, from small to large. */
    private static final List<String> SMALL_TO_LARGE = List.of("q", "2", "h", "1", "f", "0");

    private final Track track;
    private final List<RemoteStream> streams;

    LayerPlan(Track track, List<RemoteStream> described) {
        this.track = track;
        var ranked = new ArrayList<>(described);
        if (ranked.stream().allMatch(stream -> SMALL_TO_LARGE.contains(stream.rid()))) {
            ranked.sort(Comparator.comparingInt(stream -> SMALL_TO_LARGE.indexOf(stream.rid())));
        }
        streams = ranked.isEmpty() ? List.of(new RemoteStream("", 0, 0)) : ranked;
    }

    List<ProducerSpec.Encoding> encodings() {
        var encodings = new ArrayList<ProducerSpec.Encoding>();
        for (var stream : streams) {
            encodings.add(
                    new ProducerSpec.Encoding(
                            stream.rid(), stream.ssrc(), stream.rtxSsrc(), encodings.size()));
        }
        return encodings;
    }

    /** The track's codecs as others shall know them. */
    List<TrackCodec> codecs(String mimeType, String mid, String cid) {
        var layers = track.kind() == TrackKind.VIDEO ? layers() : List.<VideoLayer>of();
        return List.of(new TrackCodec(mimeType, mid, cid, layers));
    }

    private List<VideoLayer> layers() {
        var declared = new ArrayList<>(track.layers());
        declared.sort(Comparator.comparing(VideoLayer::quality));
        while (declared.size() > streams.size()) {
            declared.removeFirst();
        }
        var layers = new ArrayList<VideoLayer>();
        for (int i = 0; i < streams.size(); i++) {
            layers.add(layer(declared, i));
        }
        return layers;
    }

    private VideoLayer layer(List<VideoLayer> declared, int rank) {
        var quality = quality(rank);
        var rid = streams.get(rank).rid();
        if (declared.size() == streams.size()) {
            var said = declared.get(rank);
            return new VideoLayer(
                    quality, said.width(), said.height(), said.bitrateBps(), 0, rank, rid);
        }
        int shift = streams.size() - 1 - rank;
        return new VideoLayer(
                quality, track.width() >> shift, track.height() >> shift, 0, 0, rank, rid);
    }

    /** Three layers are low to high, two are low and medium, a single one is high. */
    private VideoQuality quality(int rank) {
        if (streams.size() == 1) {
            return VideoQuality.HIGH;
        }
        return switch (rank) {
            case 0 -> VideoQuality.LOW;
            case 1 -> VideoQuality.MEDIUM;
            default -> VideoQuality.HIGH;
        };
    }
}
