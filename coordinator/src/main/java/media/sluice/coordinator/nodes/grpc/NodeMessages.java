package media.sluice.coordinator.nodes.grpc;

import java.util.List;
import java.util.Locale;
import media.sluice.coordinator.port.ConsumerSpec;
import media.sluice.coordinator.port.Epoch;
import media.sluice.coordinator.port.MoveResult;
import media.sluice.coordinator.port.PeerTransport;
import media.sluice.coordinator.port.ProducerSpec;
import media.sluice.coordinator.port.RestartedIce;
import media.sluice.coordinator.port.Wanted;
import media.sluice.coordinator.sdp.Agreement;
import media.sluice.coordinator.sdp.Candidate;
import media.sluice.coordinator.sdp.Codec;
import media.sluice.coordinator.sdp.Fingerprint;
import media.sluice.coordinator.sdp.HeaderExtension;
import media.sluice.coordinator.sdp.IceCredentials;
import media.sluice.coordinator.sdp.LocalTransport;
import media.sluice.coordinator.sdp.MediaKind;
import media.sluice.proto.media.v1alpha1.CreateConsumerRequest;
import media.sluice.proto.media.v1alpha1.CreateProducerRequest;
import media.sluice.proto.media.v1alpha1.CreateSessionResponse;
import media.sluice.proto.media.v1alpha1.DtlsFingerprint;
import media.sluice.proto.media.v1alpha1.IceCandidate;
import media.sluice.proto.media.v1alpha1.LayerPreference;
import media.sluice.proto.media.v1alpha1.MoveSessionResponse;
import media.sluice.proto.media.v1alpha1.RestartIceResponse;
import media.sluice.proto.media.v1alpha1.RoomEpoch;
import media.sluice.proto.media.v1alpha1.RtcpFeedback;
import media.sluice.proto.media.v1alpha1.RtpCodec;
import media.sluice.proto.media.v1alpha1.RtpEncoding;
import media.sluice.proto.media.v1alpha1.RtpHeaderExtension;
import media.sluice.proto.media.v1alpha1.TransportAddress;

/** The model's forms in the node's contract. */
final class NodeMessages {
    private static final int ALL_TEMPORAL_LAYERS = 7;

    private NodeMessages() {}

    static RoomEpoch epoch(Epoch epoch) {
        return RoomEpoch.newBuilder().setCounter(epoch.counter()).setOwner(epoch.owner()).build();
    }

    static media.sluice.proto.media.v1alpha1.PeerTransport peer(PeerTransport peer) {
        var message =
                media.sluice.proto.media.v1alpha1.PeerTransport.newBuilder()
                        .setIce(
                                media.sluice.proto.media.v1alpha1.IceCredentials.newBuilder()
                                        .setUsernameFragment(peer.ice().usernameFragment())
                                        .setPassword(peer.ice().password()));
        for (var fingerprint : peer.fingerprints()) {
            message.addFingerprints(
                    DtlsFingerprint.newBuilder()
                            .setAlgorithm(fingerprint.algorithm().toLowerCase(Locale.ROOT))
                            .setValue(fingerprint.value().toUpperCase(Locale.ROOT)));
        }
        for (var candidate : peer.candidates()) {
            message.addCandidates(
                    TransportAddress.newBuilder().setIp(candidate.ip()).setPort(candidate.port()));
        }
        return message.build();
    }

    static IceCredentials ice(media.sluice.proto.media.v1alpha1.IceCredentials ice) {
        return new IceCredentials(ice.getUsernameFragment(), ice.getPassword());
    }

    static LocalTransport local(CreateSessionResponse response) {
        var fingerprint = response.getFingerprint();
        return new LocalTransport(
                ice(response.getIce()),
                new Fingerprint(fingerprint.getAlgorithm(), fingerprint.getValue()),
                candidates(response.getCandidatesList()));
    }

    static RestartedIce restarted(RestartIceResponse response) {
        return new RestartedIce(ice(response.getIce()), candidates(response.getCandidatesList()));
    }

    /** How a move ended; not for steps on the way. */
    static MoveResult result(MoveSessionResponse step) {
        if (step.hasCompleted()) {
            var completed = step.getCompleted();
            return new MoveResult.Moved(
                    completed.getSwitchMicros(), completed.getTunnelledDatagrams());
        }
        var failed = step.getFailed();
        return switch (failed.getReason()) {
            case MOVE_FAILURE_OUTCOME_UNKNOWN -> new MoveResult.Lost(failed.getMessage());
            case MOVE_FAILURE_PEER_SILENT -> new MoveResult.Stayed(true, failed.getMessage());
            default -> new MoveResult.Stayed(false, failed.getMessage());
        };
    }

    static List<Candidate> candidates(List<IceCandidate> candidates) {
        return candidates.stream()
                .map(candidate ->
                        new Candidate(
                                candidate.getFoundation(),
                                Integer.toUnsignedLong(candidate.getPriority()),
                                candidate.getAddress().getIp(),
                                candidate.getAddress().getPort()))
                .toList();
    }

    static CreateProducerRequest producer(Epoch epoch, ProducerSpec spec) {
        var message =
                CreateProducerRequest.newBuilder()
                        .setEpoch(epoch(epoch))
                        .setSessionId(spec.sessionId())
                        .setProducerId(spec.producerId())
                        .setKind(kind(spec.kind()))
                        .setMid(spec.mid())
                        .addAllCodecs(codecs(spec.agreement(), spec.kind()))
                        .addAllHeaderExtensions(extensions(spec.agreement()))
                        .setIsScreenShare(spec.isScreenShare());
        for (var encoding : spec.encodings()) {
            message.addEncodings(
                    RtpEncoding.newBuilder()
                            .setRid(encoding.rid())
                            .setSsrc((int) encoding.ssrc())
                            .setRtxSsrc((int) encoding.rtxSsrc())
                            .setSpatialLayer(encoding.spatialLayer()));
        }
        return message.build();
    }

    static CreateConsumerRequest consumer(Epoch epoch, ConsumerSpec spec) {
        var kind = isVideo(spec.agreement()) ? MediaKind.VIDEO : MediaKind.AUDIO;
        return CreateConsumerRequest.newBuilder()
                .setEpoch(epoch(epoch))
                .setSessionId(spec.sessionId())
                .setConsumerId(spec.consumerId())
                .setProducerId(spec.producerId())
                .setMid(spec.mid())
                .addAllCodecs(codecs(spec.agreement(), kind))
                .addAllHeaderExtensions(extensions(spec.agreement()))
                .setSsrc((int) spec.sent().ssrc())
                .setRtxSsrc((int) spec.sent().rtxSsrc())
                .setCname(spec.sent().cname())
                .setIsPaused(spec.wanted().isPaused())
                .setLayers(layers(spec.wanted()))
                .setPriority(spec.wanted().priority())
                .build();
    }

    static LayerPreference layers(Wanted wanted) {
        return LayerPreference.newBuilder()
                .setSpatialLayer(wanted.spatialLayer())
                .setTemporalLayer(ALL_TEMPORAL_LAYERS)
                .build();
    }

    private static boolean isVideo(Agreement agreement) {
        return agreement.codecs().stream().anyMatch(codec -> codec.channels() == 0);
    }

    private static media.sluice.proto.media.v1alpha1.MediaKind kind(MediaKind kind) {
        return kind == MediaKind.AUDIO
                ? media.sluice.proto.media.v1alpha1.MediaKind.MEDIA_KIND_AUDIO
                : media.sluice.proto.media.v1alpha1.MediaKind.MEDIA_KIND_VIDEO;
    }

    private static List<RtpCodec> codecs(Agreement agreement, MediaKind kind) {
        return agreement.codecs().stream().map(codec -> codec(codec, kind)).toList();
    }

    private static RtpCodec codec(Codec codec, MediaKind kind) {
        var message =
                RtpCodec.newBuilder()
                        .setMimeType(codec.mimeType(kind))
                        .setPayloadType(codec.payloadType())
                        .setClockRateHz(codec.clockRateHz())
                        .setChannels(kind == MediaKind.AUDIO ? Math.max(1, codec.channels()) : 0)
                        .putAllParameters(codec.parameters())
                        .setRtxPayloadType(codec.rtxPayloadType());
        for (var feedback : codec.feedback()) {
            switch (feedback) {
                case "nack" -> message.addFeedback(RtcpFeedback.RTCP_FEEDBACK_NACK);
                case "nack pli" -> message.addFeedback(RtcpFeedback.RTCP_FEEDBACK_NACK_PLI);
                case "ccm fir" -> message.addFeedback(RtcpFeedback.RTCP_FEEDBACK_CCM_FIR);
                case "transport-cc" -> message.addFeedback(RtcpFeedback.RTCP_FEEDBACK_TRANSPORT_CC);
                case "goog-remb" -> message.addFeedback(RtcpFeedback.RTCP_FEEDBACK_GOOG_REMB);
                default -> {
                    // The negotiation lets only the ones above through.
                }
            }
        }
        return message.build();
    }

    private static List<RtpHeaderExtension> extensions(Agreement agreement) {
        return agreement.extensions().stream().map(NodeMessages::extension).toList();
    }

    private static RtpHeaderExtension extension(HeaderExtension extension) {
        return RtpHeaderExtension.newBuilder()
                .setUri(extension.uri())
                .setId(extension.id())
                .build();
    }
}
