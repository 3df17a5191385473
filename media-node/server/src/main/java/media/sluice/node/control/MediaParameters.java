package media.sluice.node.control;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import media.sluice.core.codec.Codec;
import media.sluice.core.crypto.CertificateFingerprint;
import media.sluice.core.ice.IceCredentials;
import media.sluice.core.room.CodecParameters;
import media.sluice.core.room.ConsumerParameters;
import media.sluice.core.room.ConsumerSettings;
import media.sluice.core.room.EncodingParameters;
import media.sluice.core.room.ProducerParameters;
import media.sluice.core.rtp.ExtensionMap;
import media.sluice.core.rtp.KnownExtension;
import media.sluice.node.worker.PeerParameters;
import media.sluice.proto.media.v1alpha1.CreateConsumerRequest;
import media.sluice.proto.media.v1alpha1.CreateProducerRequest;
import media.sluice.proto.media.v1alpha1.DtlsFingerprint;
import media.sluice.proto.media.v1alpha1.LayerPreference;
import media.sluice.proto.media.v1alpha1.MediaKind;
import media.sluice.proto.media.v1alpha1.PeerTransport;
import media.sluice.proto.media.v1alpha1.RtcpFeedback;
import media.sluice.proto.media.v1alpha1.RtpCodec;
import media.sluice.proto.media.v1alpha1.RtpEncoding;
import media.sluice.proto.media.v1alpha1.RtpHeaderExtension;
import org.jspecify.annotations.Nullable;

/**
 * Reads the contract's messages into the core's values; every refusal names the field. Stateless.
 */
final class MediaParameters {

    private static final int MAX_LIST = 32;
    private static final int MAX_ENCODINGS = 4;
    private static final int MAX_TYPE = 127;
    private static final int MAX_EXTENSION = 255;
    private static final int MAX_MID = 16;
    private static final int MAX_PARAMETER = 256;
    private static final int DEFAULT_PRIORITY = 128;

    private MediaParameters() {}

    static PeerParameters peer(PeerTransport peer) {
        Checks.size("peer.fingerprints", peer.getFingerprintsList(), 1, 8);
        Checks.size("peer.candidates", peer.getCandidatesList(), 0, 64);
        String ufrag = peer.getIce().getUsernameFragment();
        String password = peer.getIce().getPassword();
        Checks.text("peer.ice.username_fragment", ufrag, 4, 256);
        Checks.text("peer.ice.password", password, 22, 256);
        return new PeerParameters(
                new IceCredentials(ufrag, password),
                peer.getFingerprintsList().stream().map(MediaParameters::fingerprint).toList());
    }

    private static CertificateFingerprint fingerprint(DtlsFingerprint fingerprint) {
        var read = new CertificateFingerprint(fingerprint.getAlgorithm(), fingerprint.getValue());
        if (!read.isAccepted()) {
            throw Checks.refuse(
                    "peer.fingerprints.algorithm", "is not one of sha-256, sha-384 and sha-512");
        }
        return read;
    }

    static ProducerParameters producer(CreateProducerRequest request) {
        boolean isVideo = isVideo(request.getKind());
        Checks.size("codecs", request.getCodecsList(), 1, MAX_LIST);
        Checks.size("encodings", request.getEncodingsList(), 1, MAX_ENCODINGS);
        List<CodecParameters> codecs = codecs(request.getCodecsList());
        if (codecs.isEmpty()) {
            throw Checks.refuse("codecs", "has none that this node knows");
        }
        return new ProducerParameters(
                Checks.id("producer_id", request.getProducerId()),
                isVideo,
                Checks.text("mid", request.getMid(), 1, MAX_MID),
                codecs,
                extensions(request.getHeaderExtensionsList()),
                request.getEncodingsList().stream().map(MediaParameters::encoding).toList(),
                request.getIsScreenShare());
    }

    static ConsumerParameters consumer(CreateConsumerRequest request) {
        Checks.size("codecs", request.getCodecsList(), 1, MAX_LIST);
        List<CodecParameters> codecs = codecs(request.getCodecsList());
        if (codecs.isEmpty()) {
            throw Checks.refuse("codecs", "has none that this node knows");
        }
        if (request.getSsrc() == 0) {
            throw Checks.refuse("ssrc", "is 0 instead of 1 to 4294967295");
        }
        return new ConsumerParameters(
                Checks.id("consumer_id", request.getConsumerId()),
                Checks.id("producer_id", request.getProducerId()),
                Checks.text("mid", request.getMid(), 1, MAX_MID),
                codecs,
                extensions(request.getHeaderExtensionsList()),
                request.getSsrc(),
                request.getRtxSsrc(),
                Checks.id("cname", request.getCname()));
    }

    static ConsumerSettings settings(
            boolean isPaused, @Nullable LayerPreference layers, int priority) {
        Checks.number("priority", priority, 0, 255);
        int wanted = priority == 0 ? DEFAULT_PRIORITY : priority;
        if (layers == null) {
            return new ConsumerSettings(
                    isPaused,
                    ConsumerSettings.DEFAULT.spatialLayer(),
                    ConsumerSettings.DEFAULT.temporalLayer(),
                    wanted);
        }
        return new ConsumerSettings(
                isPaused,
                Checks.number("layers.spatial_layer", layers.getSpatialLayer(), 0, 3),
                Checks.number("layers.temporal_layer", layers.getTemporalLayer(), 0, 7),
                wanted);
    }

    private static boolean isVideo(MediaKind kind) {
        return switch (kind) {
            case MEDIA_KIND_VIDEO -> true;
            case MEDIA_KIND_AUDIO -> false;
            case MEDIA_KIND_UNSPECIFIED, UNRECOGNIZED ->
                    throw Checks.refuse("kind", "is neither audio nor video");
        };
    }

    /** Codecs this node knows; others are left out, as the contract says of unknown ones. */
    private static List<CodecParameters> codecs(List<RtpCodec> codecs) {
        return codecs.stream()
                .filter(each -> Codec.ofMimeType(each.getMimeType()) != null)
                .map(MediaParameters::codec)
                .toList();
    }

    private static CodecParameters codec(RtpCodec codec) {
        Codec known = Codec.ofMimeType(codec.getMimeType());
        if (known == null) {
            throw Checks.refuse("codecs.mime_type", "is not known");
        }
        Checks.number("codecs.payload_type", codec.getPayloadType(), 0, MAX_TYPE);
        Checks.number("codecs.rtx_payload_type", codec.getRtxPayloadType(), 0, MAX_TYPE);
        Checks.number("codecs.clock_rate_hz", codec.getClockRateHz(), 8_000, 192_000);
        Checks.number("codecs.channels", codec.getChannels(), 0, 2);
        Map<String, String> formats = new TreeMap<>();
        codec.getParametersMap()
                .forEach((key, value) -> {
                    Checks.text("codecs.parameters", value, 0, MAX_PARAMETER);
                    formats.put(key.toLowerCase(Locale.ROOT), value);
                });
        Checks.size("codecs.parameters", List.copyOf(formats.keySet()), 0, MAX_LIST);
        return new CodecParameters(
                known,
                codec.getPayloadType(),
                codec.getRtxPayloadType() == 0 ? CodecParameters.NO_RTX : codec.getRtxPayloadType(),
                codec.getClockRateHz(),
                codec.getChannels(),
                codec.getFeedbackList().contains(RtcpFeedback.RTCP_FEEDBACK_NACK),
                formats);
    }

    private static ExtensionMap extensions(List<RtpHeaderExtension> extensions) {
        Checks.size("header_extensions", extensions, 0, MAX_LIST);
        ExtensionMap map = ExtensionMap.EMPTY;
        for (RtpHeaderExtension each : extensions) {
            KnownExtension known = KnownExtension.ofUri(each.getUri());
            Checks.number("header_extensions.id", each.getId(), 1, MAX_EXTENSION);
            map = known == null ? map : map.with(known, each.getId());
        }
        return map;
    }

    private static EncodingParameters encoding(RtpEncoding encoding) {
        Checks.text("encodings.rid", encoding.getRid(), 0, MAX_MID);
        return new EncodingParameters(encoding.getRid(), encoding.getSsrc(), encoding.getRtxSsrc());
    }
}
