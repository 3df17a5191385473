package media.sluice.coordinator.api;

import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import java.util.Map;
import java.util.function.BiFunction;
import livekit.LivekitRoom;

/**
 * One method of the server API.
 *
 * @param empty an empty request, from which requests are read
 * @param call carries the request out
 */
record TwirpMethod(Message empty, BiFunction<Caller, Message, Message> call) {

    /** The methods of RoomService by name. */
    static Map<String, TwirpMethod> of(RoomService rooms) {
        return Map.ofEntries(
                method(
                        "CreateRoom",
                        LivekitRoom.CreateRoomRequest.getDefaultInstance(),
                        LivekitRoom.CreateRoomRequest.class,
                        rooms::createRoom),
                method(
                        "ListRooms",
                        LivekitRoom.ListRoomsRequest.getDefaultInstance(),
                        LivekitRoom.ListRoomsRequest.class,
                        rooms::listRooms),
                method(
                        "DeleteRoom",
                        LivekitRoom.DeleteRoomRequest.getDefaultInstance(),
                        LivekitRoom.DeleteRoomRequest.class,
                        rooms::deleteRoom),
                method(
                        "ListParticipants",
                        LivekitRoom.ListParticipantsRequest.getDefaultInstance(),
                        LivekitRoom.ListParticipantsRequest.class,
                        rooms::listParticipants),
                method(
                        "GetParticipant",
                        LivekitRoom.RoomParticipantIdentity.getDefaultInstance(),
                        LivekitRoom.RoomParticipantIdentity.class,
                        rooms::getParticipant),
                method(
                        "RemoveParticipant",
                        LivekitRoom.RoomParticipantIdentity.getDefaultInstance(),
                        LivekitRoom.RoomParticipantIdentity.class,
                        rooms::removeParticipant),
                method(
                        "MutePublishedTrack",
                        LivekitRoom.MuteRoomTrackRequest.getDefaultInstance(),
                        LivekitRoom.MuteRoomTrackRequest.class,
                        rooms::mutePublishedTrack),
                method(
                        "UpdateParticipant",
                        LivekitRoom.UpdateParticipantRequest.getDefaultInstance(),
                        LivekitRoom.UpdateParticipantRequest.class,
                        rooms::updateParticipant),
                method(
                        "UpdateSubscriptions",
                        LivekitRoom.UpdateSubscriptionsRequest.getDefaultInstance(),
                        LivekitRoom.UpdateSubscriptionsRequest.class,
                        rooms::updateSubscriptions),
                method(
                        "UpdateRoomMetadata",
                        LivekitRoom.UpdateRoomMetadataRequest.getDefaultInstance(),
                        LivekitRoom.UpdateRoomMetadataRequest.class,
                        rooms::updateRoomMetadata),
                method(
                        "SendData",
                        LivekitRoom.SendDataRequest.getDefaultInstance(),
                        LivekitRoom.SendDataRequest.class,
                        rooms::sendData));
    }

    /** The methods of Sluice's own service by name. */
    static Map<String, TwirpMethod> of(AdminService admin) {
        var empty = Struct.getDefaultInstance();
        return Map.ofEntries(
                method("MoveParticipant", empty, Struct.class, admin::moveParticipant),
                method("ListNodes", empty, Struct.class, admin::listNodes),
                method("CordonNode", empty, Struct.class, admin::cordonNode));
    }

    private static <Q extends Message, A extends Message> Map.Entry<String, TwirpMethod> method(
            String name, Q empty, Class<Q> type, BiFunction<Caller, Q, A> call) {
        return Map.entry(
                name,
                new TwirpMethod(
                        empty, (caller, request) -> call.apply(caller, type.cast(request))));
    }
}
