package media.sluice.coordinator.api;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Set;
import livekit.LivekitModels;
import livekit.LivekitRoom;
import media.sluice.coordinator.livekit.ModelMessages;
import media.sluice.coordinator.livekit.TrackMessages;
import media.sluice.coordinator.port.NodeException;
import media.sluice.coordinator.room.LeaveReason;
import media.sluice.coordinator.room.Participant;
import media.sluice.coordinator.room.Permissions;
import media.sluice.coordinator.room.Profile;
import media.sluice.coordinator.room.RoomCommand;
import media.sluice.coordinator.room.RoomSettings;
import media.sluice.coordinator.room.TrackSource;
import media.sluice.coordinator.usecase.Rooms;

/** LiveKit's RoomService. Blocks until the room has answered. */
final class RoomService {
    private final Rooms rooms;

    /** Allows the API to unmute: people do not expect to be heard without their own doing. */
    private final boolean canUnmute;

    RoomService(Rooms rooms, boolean canUnmute) {
        this.rooms = rooms;
        this.canUnmute = canUnmute;
    }

    LivekitModels.Room createRoom(Caller caller, LivekitRoom.CreateRoomRequest request) {
        caller.needCreate();
        if (request.getName().isEmpty()) {
            throw new TwirpException(TwirpCode.INVALID_ARGUMENT, "name is missing");
        }
        var settings =
                new RoomSettings(
                        request.getEmptyTimeout(),
                        request.getDepartureTimeout(),
                        request.getMaxParticipants());
        return ModelMessages.room(rooms.create(request.getName(), settings, request.getMetadata()));
    }

    LivekitRoom.ListRoomsResponse listRooms(Caller caller, LivekitRoom.ListRoomsRequest request) {
        caller.needList();
        var response = LivekitRoom.ListRoomsResponse.newBuilder();
        rooms.list(request.getNamesList())
                .forEach(room -> response.addRooms(ModelMessages.room(room)));
        return response.build();
    }

    LivekitRoom.DeleteRoomResponse deleteRoom(
            Caller caller, LivekitRoom.DeleteRoomRequest request) {
        caller.needCreate();
        if (!rooms.delete(request.getRoom())) {
            throw noRoom();
        }
        return LivekitRoom.DeleteRoomResponse.getDefaultInstance();
    }

    LivekitRoom.ListParticipantsResponse listParticipants(
            Caller caller, LivekitRoom.ListParticipantsRequest request) {
        caller.needAdmin(request.getRoom());
        var response = LivekitRoom.ListParticipantsResponse.newBuilder();
        rooms.participants(request.getRoom())
                .orElseThrow(RoomService::noRoom)
                .forEach(p -> response.addParticipants(ModelMessages.participant(p)));
        return response.build();
    }

    LivekitModels.ParticipantInfo getParticipant(
            Caller caller, LivekitRoom.RoomParticipantIdentity request) {
        caller.needAdmin(request.getRoom());
        return ModelMessages.participant(find(request.getRoom(), request.getIdentity()));
    }

    LivekitRoom.RemoveParticipantResponse removeParticipant(
            Caller caller, LivekitRoom.RoomParticipantIdentity request) {
        caller.needAdmin(request.getRoom());
        var participant = find(request.getRoom(), request.getIdentity());
        command(
                request.getRoom(),
                new RoomCommand.Leave(participant.sid(), LeaveReason.PARTICIPANT_REMOVED));
        return LivekitRoom.RemoveParticipantResponse.getDefaultInstance();
    }

    LivekitRoom.MuteRoomTrackResponse mutePublishedTrack(
            Caller caller, LivekitRoom.MuteRoomTrackRequest request) {
        caller.needAdmin(request.getRoom());
        var participant = find(request.getRoom(), request.getIdentity());
        needTrack(participant, request.getTrackSid());
        if (!request.getMuted() && !canUnmute) {
            throw new TwirpException(TwirpCode.FAILED_PRECONDITION, "remote unmute not enabled");
        }
        var muted =
                rooms.mute(
                                request.getRoom(),
                                participant.sid(),
                                request.getTrackSid(),
                                request.getMuted())
                        .orElseThrow(RoomService::noTrack);
        return LivekitRoom.MuteRoomTrackResponse.newBuilder()
                .setTrack(TrackMessages.track(muted))
                .build();
    }

    LivekitModels.ParticipantInfo updateParticipant(
            Caller caller, LivekitRoom.UpdateParticipantRequest request) {
        caller.needAdmin(request.getRoom());
        var participant = find(request.getRoom(), request.getIdentity());
        var profile = merged(participant.profile(), request);
        if (!profile.isWithinLimits()) {
            throw new TwirpException(
                    TwirpCode.INVALID_ARGUMENT, "name, metadata or attributes are too long");
        }
        command(request.getRoom(), new RoomCommand.UpdateProfile(participant.sid(), profile));
        if (request.hasPermission()) {
            command(
                    request.getRoom(),
                    new RoomCommand.UpdatePermissions(
                            participant.sid(), permissions(request.getPermission())));
        }
        return ModelMessages.participant(find(request.getRoom(), request.getIdentity()));
    }

    LivekitRoom.UpdateSubscriptionsResponse updateSubscriptions(
            Caller caller, LivekitRoom.UpdateSubscriptionsRequest request) {
        caller.needAdmin(request.getRoom());
        var participant = find(request.getRoom(), request.getIdentity());
        var trackSids = new HashSet<>(request.getTrackSidsList());
        request.getParticipantTracksList()
                .forEach(tracks -> trackSids.addAll(tracks.getTrackSidsList()));
        command(
                request.getRoom(),
                new RoomCommand.Subscribe(
                        participant.sid(),
                        trackSids,
                        request.getSubscribe(),
                        System.currentTimeMillis()));
        return LivekitRoom.UpdateSubscriptionsResponse.getDefaultInstance();
    }

    LivekitModels.Room updateRoomMetadata(
            Caller caller, LivekitRoom.UpdateRoomMetadataRequest request) {
        caller.needAdmin(request.getRoom());
        var command = new RoomCommand.UpdateMetadata(request.getMetadata());
        return ModelMessages.room(
                rooms.command(request.getRoom(), command).orElseThrow(RoomService::noRoom));
    }

    LivekitRoom.SendDataResponse sendData(Caller caller, LivekitRoom.SendDataRequest request) {
        caller.needAdmin(request.getRoom());
        DataRequests.need(request);
        try {
            var isSent =
                    rooms.sendData(
                            request.getRoom(),
                            DataRequests.label(request),
                            DataRequests.packet(request).toByteArray(),
                            request.getNonce().toByteArray(),
                            DataRequests.recipients(request));
            if (!isSent) {
                throw noRoom();
            }
        } catch (NodeException fault) {
            throw new TwirpException(
                    TwirpCode.UNAVAILABLE,
                    "the room's media node did not take the message: " + fault.getMessage());
        }
        return LivekitRoom.SendDataResponse.getDefaultInstance();
    }

    private void command(String room, RoomCommand command) {
        if (rooms.command(room, command).isEmpty()) {
            throw noRoom();
        }
    }

    private Participant find(String room, String identity) {
        return rooms.participant(room, identity)
                .orElseThrow(() ->
                        new TwirpException(TwirpCode.NOT_FOUND, "participant does not exist"));
    }

    private static void needTrack(Participant participant, String trackSid) {
        if (participant.track(trackSid).isEmpty()) {
            throw noTrack();
        }
    }

    private static TwirpException noTrack() {
        return new TwirpException(TwirpCode.NOT_FOUND, "track does not exist");
    }

    private static Profile merged(Profile now, LivekitRoom.UpdateParticipantRequest request) {
        var attributes = new HashMap<>(now.attributes());
        attributes.putAll(request.getAttributesMap());
        attributes.values().removeIf(String::isEmpty);
        return new Profile(
                request.getName().isEmpty() ? now.name() : request.getName(),
                request.getMetadata().isEmpty() ? now.metadata() : request.getMetadata(),
                attributes);
    }

    @SuppressWarnings("deprecation") // the API still takes recorder and agent
    private static Permissions permissions(LivekitModels.ParticipantPermission permission) {
        Set<TrackSource> sources = new HashSet<>();
        for (var source : permission.getCanPublishSourcesList()) {
            if (source != LivekitModels.TrackSource.UNRECOGNIZED) {
                sources.add(TrackSource.valueOf(source.name()));
            }
        }
        return new Permissions(
                permission.getCanSubscribe(),
                permission.getCanPublish(),
                permission.getCanPublishData(),
                sources,
                permission.getCanUpdateMetadata(),
                permission.getHidden(),
                permission.getRecorder(),
                permission.getAgent(),
                permission.getCanSubscribeMetrics());
    }

    private static TwirpException noRoom() {
        return new TwirpException(TwirpCode.NOT_FOUND, "requested room does not exist");
    }
}
