package media.sluice.coordinator.api;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;
import media.sluice.coordinator.placement.Cordon;
import media.sluice.coordinator.placement.NodeFacts;
import media.sluice.coordinator.port.ErrorCode;
import media.sluice.coordinator.port.NodeDirectory;
import media.sluice.coordinator.usecase.MoveOutcome;
import media.sluice.coordinator.usecase.Rooms;
import media.sluice.coordinator.usecase.Seat;

/**
 * What Sluice can do that LiveKit's API has no words for: moving participants and emptying nodes.
 * Requests and answers are JSON objects. Blocks until it is done.
 */
final class AdminService {
    private final Rooms rooms;
    private final NodeDirectory nodes;

    AdminService(Rooms rooms, NodeDirectory nodes) {
        this.rooms = rooms;
        this.nodes = nodes;
    }

    /**
     * {@code {room, identity, node_id}}; without room wherever the participant is, without node_id
     * to the least loaded other node. A name that only one participant is shown under will do as
     * identity. Answers {@code {room, identity, how, from_node_id, node_id, switch_micros,
     * tunnelled_datagrams}}, where how is followed or resumed.
     */
    Struct moveParticipant(Caller caller, Struct request) {
        var named = text(request, "room");
        if (named.isEmpty()) {
            caller.needAdminOfAllRooms();
        } else {
            caller.needAdmin(named);
        }
        var identity = text(request, "identity");
        if (identity.isEmpty()) {
            throw new TwirpException(TwirpCode.INVALID_ARGUMENT, "identity is missing");
        }
        var seat = only(named, identity);
        var outcome =
                rooms.move(seat.roomName(), seat.identity(), text(request, "node_id"))
                        .orElseThrow(() ->
                                new TwirpException(
                                        TwirpCode.NOT_FOUND, "requested room does not exist"));
        return switch (outcome) {
            case MoveOutcome.Moved(var how, var from, var to, var micros, var tunnelled) ->
                    Struct.newBuilder()
                            .putFields("room", value(seat.roomName()))
                            .putFields("identity", value(seat.identity()))
                            .putFields("how", value(how.name().toLowerCase(Locale.ROOT)))
                            .putFields("from_node_id", value(from))
                            .putFields("node_id", value(to))
                            .putFields("switch_micros", value(micros))
                            .putFields("tunnelled_datagrams", value(tunnelled))
                            .build();
            case MoveOutcome.Stayed(var code, var reason) ->
                    throw new TwirpException(code(code), reason);
        };
    }

    private Seat only(String roomName, String who) {
        var seats = rooms.find(roomName, who);
        if (seats.isEmpty()) {
            throw new TwirpException(
                    TwirpCode.NOT_FOUND,
                    "nobody has the identity or name "
                            + who
                            + (roomName.isEmpty() ? " in any room" : " in room " + roomName));
        }
        if (seats.size() > 1) {
            throw new TwirpException(
                    TwirpCode.FAILED_PRECONDITION,
                    who
                            + " is the name of several ("
                            + seats.stream()
                                    .map(seat -> seat.identity() + " in " + seat.roomName())
                                    .collect(Collectors.joining(", "))
                            + "): say which, ./sluice move IDENTITY --room ROOM");
        }
        return seats.getFirst();
    }

    /** {@code {}}; answers {@code {nodes: [{node_id, sessions, max_sessions, load, …}]}}. */
    Struct listNodes(Caller caller, Struct request) {
        caller.needList();
        var list = ListValue.newBuilder();
        nodes.facts().stream()
                .sorted(Comparator.comparing(NodeFacts::nodeId))
                .forEach(node -> list.addValues(value(node)));
        return Struct.newBuilder()
                .putFields("nodes", Value.newBuilder().setListValue(list).build())
                .build();
    }

    /**
     * {@code {node_id, is_cordoned}}: a cordoned node gets nobody more, and everybody on it moves
     * to other nodes in the next seconds.
     */
    Struct cordonNode(Caller caller, Struct request) {
        caller.needCreate();
        var nodeId = text(request, "node_id");
        var isCordoned =
                !request.containsFields("is_cordoned")
                        || request.getFieldsOrThrow("is_cordoned").getBoolValue();
        var cordon = isCordoned ? Cordon.EMPTYING : Cordon.OPEN;
        if (nodes.cordon(nodeId, cordon).isEmpty()) {
            throw new TwirpException(TwirpCode.NOT_FOUND, "there is no media node " + nodeId);
        }
        return Struct.getDefaultInstance();
    }

    private static TwirpCode code(ErrorCode code) {
        return switch (code) {
            case CALLER -> TwirpCode.NOT_FOUND;
            case CONFLICT -> TwirpCode.FAILED_PRECONDITION;
            case UNAVAILABLE -> TwirpCode.UNAVAILABLE;
            case EXHAUSTED -> TwirpCode.RESOURCE_EXHAUSTED;
            case INTERNAL -> TwirpCode.INTERNAL;
        };
    }

    private static Value value(NodeFacts node) {
        var fields =
                Struct.newBuilder()
                        .putFields("node_id", value(node.nodeId()))
                        .putFields("sessions", value(node.sessions()))
                        .putFields("max_sessions", value(node.maxSessions()))
                        .putFields("load", Value.newBuilder().setNumberValue(node.load()).build())
                        .putFields("contact", value(node.contact().name()))
                        .putFields("is_cordoned", value(node.isCordoned()))
                        .putFields("is_draining", value(node.isDraining()));
        return Value.newBuilder().setStructValue(fields).build();
    }

    private static Value value(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    private static Value value(boolean flag) {
        return Value.newBuilder().setBoolValue(flag).build();
    }

    private static Value value(long number) {
        return Value.newBuilder().setNumberValue((double) number).build();
    }

    private static String text(Struct request, String field) {
        return request.getFieldsOrDefault(field, Value.getDefaultInstance()).getStringValue();
    }
}
