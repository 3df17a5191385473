package media.sluice.coordinator.livekit;

import livekit.LivekitModels;
import media.sluice.coordinator.room.LeaveReason;
import media.sluice.coordinator.room.Participant;
import media.sluice.coordinator.room.ParticipantKind;
import media.sluice.coordinator.room.ParticipantState;
import media.sluice.coordinator.room.Permissions;
import media.sluice.coordinator.room.RoomFacts;
import media.sluice.coordinator.room.TrackSource;

/** Rooms and participants as LiveKit's messages. */
public final class ModelMessages {
    private static final long MILLIS = 1000;

    private ModelMessages() {}

    /** A room. */
    public static LivekitModels.Room room(RoomFacts room) {
        return LivekitModels.Room.newBuilder()
                .setSid(room.sid())
                .setName(room.name())
                .setEmptyTimeout(room.settings().emptyTimeoutSeconds())
                .setDepartureTimeout(room.settings().departureTimeoutSeconds())
                .setMaxParticipants(room.settings().maxParticipants())
                .setCreationTime(room.createdAtMillis() / MILLIS)
                .setCreationTimeMs(room.createdAtMillis())
                .setMetadata(room.metadata())
                .setNumParticipants(room.participantCount())
                .setNumPublishers(room.publisherCount())
                .addAllEnabledCodecs(Codecs.enabled())
                .build();
    }

    /** A participant with its tracks. */
    public static LivekitModels.ParticipantInfo participant(Participant participant) {
        var message =
                LivekitModels.ParticipantInfo.newBuilder()
                        .setSid(participant.sid())
                        .setIdentity(participant.identity())
                        .setName(participant.profile().name())
                        .setMetadata(participant.profile().metadata())
                        .putAllAttributes(participant.profile().attributes())
                        .setState(state(participant.state()))
                        .setJoinedAt(participant.joinedAtMillis() / MILLIS)
                        .setJoinedAtMs(participant.joinedAtMillis())
                        .setVersion(participant.version())
                        .setPermission(permissions(participant.permissions()))
                        .setIsPublisher(participant.isPublisher())
                        .setKind(kind(participant.kind()))
                        .setClientProtocol(participant.client().clientProtocol());
        participant.client().capabilities().forEach(message::addCapabilitiesValue);
        if (participant.state() == ParticipantState.DISCONNECTED) {
            message.setDisconnectReason(reason(participant.leaveReason()));
        }
        participant.tracks().forEach(track -> message.addTracks(TrackMessages.track(track)));
        return message.build();
    }

    /** A reason to leave. */
    public static LivekitModels.DisconnectReason reason(LeaveReason reason) {
        return LivekitModels.DisconnectReason.valueOf(reason.name());
    }

    private static LivekitModels.ParticipantInfo.State state(ParticipantState state) {
        return LivekitModels.ParticipantInfo.State.valueOf(state.name());
    }

    private static LivekitModels.ParticipantInfo.Kind kind(ParticipantKind kind) {
        return LivekitModels.ParticipantInfo.Kind.valueOf(kind.name());
    }

    private static LivekitModels.ParticipantPermission permissions(Permissions permissions) {
        var message =
                LivekitModels.ParticipantPermission.newBuilder()
                        .setCanSubscribe(permissions.canSubscribe())
                        .setCanPublish(permissions.canPublish())
                        .setCanPublishData(permissions.canPublishData())
                        .setHidden(permissions.isHidden())
                        .setCanUpdateMetadata(permissions.canUpdateMetadata())
                        .setCanSubscribeMetrics(permissions.canSubscribeMetrics());
        permissions.sources().stream()
                .sorted()
                .map(ModelMessages::source)
                .forEach(message::addCanPublishSources);
        return message.build();
    }

    private static LivekitModels.TrackSource source(TrackSource source) {
        return LivekitModels.TrackSource.valueOf(source.name());
    }
}
