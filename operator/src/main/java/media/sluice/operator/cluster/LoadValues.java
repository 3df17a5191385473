package media.sluice.operator.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import media.sluice.operator.load.ClusterLoad;
import media.sluice.operator.load.Cordon;
import media.sluice.operator.load.NodeLoad;
import media.sluice.operator.load.RoomLoad;
import media.sluice.proto.cluster.v1alpha1.LoadReport;
import media.sluice.proto.cluster.v1alpha1.NodeStatus;

/** Reports put together, as values. Owned by one thread. */
final class LoadValues {
    private final Map<String, NodeLoad> nodes = new LinkedHashMap<>();
    private final Map<String, RoomLoad> rooms = new LinkedHashMap<>();

    /** Takes in a report; answers all that is known then. */
    ClusterLoad with(LoadReport report) {
        if (report.getIsWhole()) {
            nodes.clear();
            rooms.clear();
        }
        report.getNodesList().forEach(node -> nodes.put(node.getNode().getNodeId(), value(node)));
        nodes.keySet().removeAll(report.getGoneNodeIdsList());
        report.getRoomsList().forEach(room -> rooms.put(room.getRoomId(), value(room)));
        rooms.keySet().removeAll(report.getGoneRoomIdsList());
        return new ClusterLoad(
                report.getCoordinatorId(),
                List.copyOf(nodes.values()),
                List.copyOf(rooms.values()),
                report.getWaiting().getJoins(),
                0);
    }

    private static NodeLoad value(NodeStatus status) {
        var register = status.getNode();
        var load = status.getHeartbeat().getLoad();
        return new NodeLoad(
                register.getNodeId(),
                register.getBootId(),
                register.getZone(),
                register.getCapacity().getEgressBps(),
                register.getCapacity().getEgressPacketsPerSecond(),
                load.getWorkerBusyMax(),
                load.getSessions(),
                load.getEgressBps(),
                load.getEgressPacketsPerSecond(),
                cordon(status),
                status.getCordonNumber(),
                status.getIsSuspected(),
                status.getSilentMillis());
    }

    private static RoomLoad value(media.sluice.proto.cluster.v1alpha1.RoomLoad room) {
        return new RoomLoad(
                room.getRoomId(),
                room.getName(),
                room.getOpenedMillis(),
                room.getMaxParticipants(),
                room.getLegsList().stream()
                        .map(leg ->
                                new RoomLoad.Leg(
                                        leg.getNodeId(), leg.getParticipants(), leg.getTracks()))
                        .toList());
    }

    private static Cordon cordon(NodeStatus status) {
        return switch (status.getCordon()) {
            case CORDON_CLOSED -> Cordon.CLOSED;
            case CORDON_EMPTYING -> Cordon.EMPTYING;
            case CORDON_OPEN, CORDON_UNSPECIFIED, UNRECOGNIZED -> Cordon.OPEN;
        };
    }
}
