package media.sluice.coordinator.livekit;

import livekit.LivekitModels;
import media.sluice.coordinator.room.Track;
import media.sluice.coordinator.room.TrackCodec;
import media.sluice.coordinator.room.TrackFormat;
import media.sluice.coordinator.room.TrackKind;
import media.sluice.coordinator.room.VideoLayer;
import media.sluice.coordinator.room.VideoQuality;

/** Tracks as LiveKit's messages, and back. */
public final class TrackMessages {
    private TrackMessages() {}

    /** A track. */
    @SuppressWarnings("deprecation") // older clients read the fields that newer ones no longer do
    public static LivekitModels.TrackInfo track(Track track) {
        var format = track.format();
        var message =
                LivekitModels.TrackInfo.newBuilder()
                        .setSid(track.sid())
                        .setType(
                                track.kind() == TrackKind.AUDIO
                                        ? LivekitModels.TrackType.AUDIO
                                        : LivekitModels.TrackType.VIDEO)
                        .setName(track.name())
                        .setMuted(track.isMuted())
                        .setWidth(track.width())
                        .setHeight(track.height())
                        .setSimulcast(track.isSimulcast())
                        .setSource(LivekitModels.TrackSource.valueOf(track.source().name()))
                        .setMimeType(track.mimeType())
                        .setMid(track.mid())
                        .setStream(track.stream())
                        .setDisableRed(format.isRedDisabled())
                        .setEncryptionValue(format.encryption())
                        .setBackupCodecPolicyValue(format.backupCodecPolicy())
                        .setStereo(format.audioFeatures().contains(TrackFormat.FEATURE_STEREO))
                        .setDisableDtx(format.audioFeatures().contains(TrackFormat.FEATURE_NO_DTX));
        format.audioFeatures().forEach(message::addAudioFeaturesValue);
        track.layers().forEach(layer -> message.addLayers(layer(layer)));
        format.codecs().forEach(codec -> message.addCodecs(codec(codec)));
        return message.build();
    }

    /** A size in which a client says that it publishes. */
    public static VideoLayer read(LivekitModels.VideoLayer layer) {
        var quality =
                switch (layer.getQuality()) {
                    case LOW -> VideoQuality.LOW;
                    case MEDIUM -> VideoQuality.MEDIUM;
                    case HIGH -> VideoQuality.HIGH;
                    case OFF, UNRECOGNIZED -> VideoQuality.OFF;
                };
        return new VideoLayer(
                quality,
                layer.getWidth(),
                layer.getHeight(),
                layer.getBitrate(),
                Integer.toUnsignedLong(layer.getSsrc()),
                layer.getSpatialLayer(),
                layer.getRid());
    }

    private static LivekitModels.SimulcastCodecInfo codec(TrackCodec codec) {
        var message =
                LivekitModels.SimulcastCodecInfo.newBuilder()
                        .setMimeType(codec.mimeType())
                        .setMid(codec.mid())
                        .setCid(codec.cid());
        if (!codec.layers().isEmpty()) {
            message.setVideoLayerMode(LivekitModels.VideoLayer.Mode.ONE_SPATIAL_LAYER_PER_STREAM);
        }
        codec.layers().forEach(layer -> message.addLayers(layer(layer)));
        return message.build();
    }

    private static LivekitModels.VideoLayer layer(VideoLayer layer) {
        return LivekitModels.VideoLayer.newBuilder()
                .setQuality(LivekitModels.VideoQuality.valueOf(layer.quality().name()))
                .setWidth(layer.width())
                .setHeight(layer.height())
                .setBitrate(layer.bitrateBps())
                .setSsrc((int) layer.ssrc())
                .setSpatialLayer(layer.spatialLayer())
                .setRid(layer.rid())
                .build();
    }
}
