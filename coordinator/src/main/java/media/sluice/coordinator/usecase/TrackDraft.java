package media.sluice.coordinator.usecase;

import java.util.List;
import media.sluice.coordinator.peer.Randoms;
import media.sluice.coordinator.port.ClientMessage;
import media.sluice.coordinator.room.Track;
import media.sluice.coordinator.room.TrackCodec;
import media.sluice.coordinator.room.TrackFormat;
import media.sluice.coordinator.room.TrackKind;
import media.sluice.coordinator.room.TrackSource;

/** The track that comes of a client's announcement. */
final class TrackDraft {
    private TrackDraft() {}

    static Track of(ClientMessage.AddTrack request, TrackKind kind) {
        var format =
                new TrackFormat(
                        List.of(codec(request, kind)),
                        request.isRedDisabled(),
                        request.encryption(),
                        request.audioFeatures(),
                        request.backupCodecPolicy());
        return new Track(
                Randoms.sid("TR_" + kindLetter(kind) + sourceLetter(request.source())),
                kind,
                request.source(),
                request.name(),
                request.isMuted(),
                request.width(),
                request.height(),
                request.stream().isEmpty() ? stream(request.source()) : request.stream(),
                format);
    }

    private static TrackCodec codec(ClientMessage.AddTrack request, TrackKind kind) {
        if (request.codecs().isEmpty()) {
            return new TrackCodec("", "", request.cid(), request.layers());
        }
        var first = request.codecs().getFirst();
        var mime = first.codec().isEmpty() ? "" : prefix(kind) + first.codec();
        var layers = first.layers().isEmpty() ? request.layers() : first.layers();
        return new TrackCodec(mime, "", first.cid(), layers);
    }

    private static String prefix(TrackKind kind) {
        return kind == TrackKind.AUDIO ? "audio/" : "video/";
    }

    private static String kindLetter(TrackKind kind) {
        return kind == TrackKind.AUDIO ? "A" : "V";
    }

    private static String sourceLetter(TrackSource source) {
        return switch (source) {
            case CAMERA -> "C";
            case MICROPHONE -> "M";
            case SCREEN_SHARE -> "S";
            case SCREEN_SHARE_AUDIO -> "s";
            case UNKNOWN -> "";
        };
    }

    /** Camera and microphone belong together, so do a screen and its sound. */
    private static String stream(TrackSource source) {
        return switch (source) {
            case CAMERA, MICROPHONE -> "camera";
            case SCREEN_SHARE, SCREEN_SHARE_AUDIO -> "screen";
            case UNKNOWN -> "unknown";
        };
    }
}
