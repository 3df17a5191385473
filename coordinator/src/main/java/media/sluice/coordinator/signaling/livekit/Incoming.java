package media.sluice.coordinator.signaling.livekit;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import livekit.LivekitModels;
import livekit.LivekitRtc;
import livekit.LivekitRtc.SignalRequest;
import media.sluice.coordinator.livekit.TrackMessages;
import media.sluice.coordinator.port.ClientMessage;
import media.sluice.coordinator.port.SignalTarget;
import media.sluice.coordinator.room.LeaveReason;
import media.sluice.coordinator.room.SubscriptionPolicy;
import media.sluice.coordinator.room.TrackKind;
import media.sluice.coordinator.room.TrackSettings;
import media.sluice.coordinator.room.TrackSource;
import media.sluice.coordinator.room.VideoLayer;
import media.sluice.coordinator.room.VideoQuality;
import org.jspecify.annotations.Nullable;

/** What clients say, read from LiveKit's messages. */
final class Incoming {
    private Incoming() {}

    /** Empty for what is answered at the socket or not known here: unknown requests are ignored. */
    static Optional<ClientMessage> read(SignalRequest request) {
        return Optional.ofNullable(readOrNull(request));
    }

    private static @Nullable ClientMessage readOrNull(SignalRequest request) {
        return switch (request.getMessageCase()) {
            case OFFER -> offer(request.getOffer());
            case ANSWER ->
                    new ClientMessage.Answer(
                            request.getAnswer().getId(), request.getAnswer().getSdp());
            case TRICKLE ->
                    new ClientMessage.Trickle(
                            request.getTrickle().getTarget() == LivekitRtc.SignalTarget.SUBSCRIBER
                                    ? SignalTarget.SUBSCRIBER
                                    : SignalTarget.PUBLISHER,
                            request.getTrickle().getCandidateInit());
            case ADD_TRACK -> addTrack(request.getAddTrack());
            case MUTE ->
                    new ClientMessage.Mute(
                            request.getMute().getSid(), request.getMute().getMuted());
            case SUBSCRIPTION ->
                    new ClientMessage.Subscribe(
                            trackSids(request.getSubscription()),
                            request.getSubscription().getSubscribe());
            case TRACK_SETTING -> settings(request.getTrackSetting());
            case LEAVE -> new ClientMessage.Leave(reason(request.getLeave()));
            case SUBSCRIPTION_PERMISSION -> policy(request.getSubscriptionPermission());
            case SYNC_STATE -> syncState(request.getSyncState());
            case SIMULATE -> simulate(request.getSimulate());
            case UPDATE_METADATA -> profile(request.getUpdateMetadata());
            case UPDATE_AUDIO_TRACK ->
                    new ClientMessage.UpdateAudio(
                            request.getUpdateAudioTrack().getTrackSid(),
                            request.getUpdateAudioTrack().getFeaturesValueList());
            case UPDATE_VIDEO_TRACK ->
                    new ClientMessage.UpdateVideo(
                            request.getUpdateVideoTrack().getTrackSid(),
                            request.getUpdateVideoTrack().getWidth(),
                            request.getUpdateVideoTrack().getHeight());
            case PUBLISH_DATA_TRACK_REQUEST ->
                    new ClientMessage.PublishDataTrack(
                            request.getPublishDataTrackRequest().getPubHandle());
            default -> null;
        };
    }

    static ClientMessage.Offer offer(LivekitRtc.SessionDescription offer) {
        return new ClientMessage.Offer(offer.getId(), offer.getSdp());
    }

    @SuppressWarnings("deprecation") // older clients say stereo and DTX in fields of their own
    static ClientMessage.AddTrack addTrack(LivekitRtc.AddTrackRequest request) {
        var features = new HashSet<>(request.getAudioFeaturesValueList());
        if (request.getStereo()) {
            features.add(LivekitModels.AudioTrackFeature.TF_STEREO_VALUE);
        }
        if (request.getDisableDtx()) {
            features.add(LivekitModels.AudioTrackFeature.TF_NO_DTX_VALUE);
        }
        return new ClientMessage.AddTrack(
                request.getCid(),
                request.getName(),
                kind(request.getType()),
                source(request.getSource()),
                request.getWidth(),
                request.getHeight(),
                request.getMuted(),
                layers(request.getLayersList()),
                request.getSimulcastCodecsList().stream().map(Incoming::codec).toList(),
                request.getSid(),
                request.getDisableRed(),
                request.getEncryptionValue(),
                request.getStream(),
                features.stream().sorted().toList(),
                request.getBackupCodecPolicyValue());
    }

    private static ClientMessage.WantedCodec codec(LivekitRtc.SimulcastCodec codec) {
        return new ClientMessage.WantedCodec(
                codec.getCodec(), codec.getCid(), layers(codec.getLayersList()));
    }

    private static List<VideoLayer> layers(List<LivekitModels.VideoLayer> layers) {
        return layers.stream().map(TrackMessages::read).toList();
    }

    private static @Nullable TrackKind kind(LivekitModels.TrackType type) {
        return switch (type) {
            case AUDIO -> TrackKind.AUDIO;
            case VIDEO -> TrackKind.VIDEO;
            case DATA, UNRECOGNIZED -> null;
        };
    }

    private static TrackSource source(LivekitModels.TrackSource source) {
        return source == LivekitModels.TrackSource.UNRECOGNIZED
                ? TrackSource.UNKNOWN
                : TrackSource.valueOf(source.name());
    }

    private static Set<String> trackSids(LivekitRtc.UpdateSubscription subscription) {
        var trackSids = new HashSet<>(subscription.getTrackSidsList());
        subscription
                .getParticipantTracksList()
                .forEach(tracks -> trackSids.addAll(tracks.getTrackSidsList()));
        return trackSids;
    }

    private static ClientMessage settings(LivekitRtc.UpdateTrackSettings settings) {
        var quality =
                switch (settings.getQuality()) {
                    case LOW -> VideoQuality.LOW;
                    case MEDIUM -> VideoQuality.MEDIUM;
                    case HIGH, UNRECOGNIZED -> VideoQuality.HIGH;
                    case OFF -> VideoQuality.OFF;
                };
        return new ClientMessage.Settings(
                new HashSet<>(settings.getTrackSidsList()),
                new TrackSettings(
                        settings.getDisabled(),
                        quality,
                        settings.getWidth(),
                        settings.getHeight(),
                        Math.clamp(settings.getPriority(), 0, 255)));
    }

    private static LeaveReason reason(LivekitRtc.LeaveRequest leave) {
        for (var reason : LeaveReason.values()) {
            if (reason.name().equals(leave.getReason().name())) {
                return reason;
            }
        }
        return LeaveReason.UNKNOWN_REASON;
    }

    private static ClientMessage policy(LivekitRtc.SubscriptionPermission permission) {
        var rules =
                permission.getTrackPermissionsList().stream()
                        .map(rule ->
                                new SubscriptionPolicy.Rule(
                                        rule.getParticipantSid().isEmpty()
                                                ? rule.getParticipantIdentity()
                                                : rule.getParticipantSid(),
                                        rule.getAllTracks(),
                                        new HashSet<>(rule.getTrackSidsList())))
                        .toList();
        return new ClientMessage.Policy(
                new SubscriptionPolicy(permission.getAllParticipants(), rules));
    }

    private static ClientMessage syncState(LivekitRtc.SyncState state) {
        var published = new HashSet<String>();
        state.getPublishTracksList().forEach(track -> published.add(track.getTrack().getSid()));
        return new ClientMessage.SyncState(
                trackSids(state.getSubscription()),
                state.getSubscription().getSubscribe(),
                published);
    }

    private static @Nullable ClientMessage simulate(LivekitRtc.SimulateScenario simulate) {
        var scenario =
                switch (simulate.getScenarioCase()) {
                    case SPEAKER_UPDATE -> ClientMessage.Scenario.SPEAKER;
                    case NODE_FAILURE -> ClientMessage.Scenario.NODE_FAILURE;
                    case MIGRATION -> ClientMessage.Scenario.MIGRATION;
                    case SERVER_LEAVE -> ClientMessage.Scenario.SERVER_LEAVE;
                    case DISCONNECT_SIGNAL_ON_RESUME -> ClientMessage.Scenario.CUT_ON_RESUME;
                    case DISCONNECT_SIGNAL_ON_RESUME_NO_MESSAGES ->
                            ClientMessage.Scenario.CUT_BEFORE_RESUME;
                    case LEAVE_REQUEST_FULL_RECONNECT -> ClientMessage.Scenario.FULL_RECONNECT;
                    default -> null;
                };
        return scenario == null
                ? null
                : new ClientMessage.Simulate(scenario, simulate.getSpeakerUpdate());
    }

    private static ClientMessage profile(LivekitRtc.UpdateParticipantMetadata update) {
        return new ClientMessage.UpdateProfile(
                update.getRequestId(),
                update.getName(),
                update.getMetadata(),
                update.getAttributesMap());
    }
}
