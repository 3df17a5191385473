package media.sluice.coordinator.cluster;

import media.sluice.coordinator.placement.Contact;
import media.sluice.coordinator.port.NodeReport;
import media.sluice.coordinator.usecase.RoomLoad;
import media.sluice.coordinator.usecase.Waiting;
import media.sluice.proto.cluster.v1alpha1.Capacity;
import media.sluice.proto.cluster.v1alpha1.Cordon;
import media.sluice.proto.cluster.v1alpha1.Heartbeat;
import media.sluice.proto.cluster.v1alpha1.Load;
import media.sluice.proto.cluster.v1alpha1.NodeStatus;
import media.sluice.proto.cluster.v1alpha1.Register;
import media.sluice.proto.cluster.v1alpha1.RoomLeg;

/** Values as messages to operators. */
final class LoadMessages {
    private LoadMessages() {}

    static NodeStatus node(NodeReport report) {
        var facts = report.facts();
        return NodeStatus.newBuilder()
                .setNode(register(report))
                .setHeartbeat(
                        Heartbeat.newBuilder()
                                .setLoad(load(report))
                                .setIsDraining(facts.isDraining()))
                .setCordon(cordon(facts.cordon()))
                .setIsSuspected(facts.contact() != Contact.HEARD)
                .setSilentMillis(report.silentMillis())
                .setCordonNumber(report.cordonNumber())
                .build();
    }

    static media.sluice.proto.cluster.v1alpha1.RoomLoad room(RoomLoad load) {
        var facts = load.facts();
        var room =
                media.sluice.proto.cluster.v1alpha1.RoomLoad.newBuilder()
                        .setRoomId(facts.sid())
                        .setName(facts.name())
                        .setOpenedMillis(facts.createdAtMillis())
                        .setMaxParticipants(facts.settings().maxParticipants());
        for (var leg : load.legs()) {
            room.addLegs(
                    RoomLeg.newBuilder()
                            .setNodeId(leg.nodeId())
                            .setParticipants(leg.participants())
                            .setTracks(leg.tracks()));
        }
        return room.build();
    }

    static media.sluice.proto.cluster.v1alpha1.Waiting waiting(Waiting waiting) {
        return media.sluice.proto.cluster.v1alpha1.Waiting.newBuilder()
                .setJoins(waiting.joins())
                .setRooms(waiting.rooms())
                .setLongestMillis(waiting.longestMillis())
                .build();
    }

    private static Register register(NodeReport report) {
        var identity = report.identity();
        return Register.newBuilder()
                .setNodeId(report.facts().nodeId())
                .setBootId(identity.bootId())
                .setControlAddress(identity.controlAddress())
                .setRelayAddress(identity.relayAddress())
                .setVersion(identity.version())
                .setZone(identity.zone())
                .setCapacity(
                        Capacity.newBuilder()
                                .setSessions((int) report.facts().maxSessions())
                                .setEgressBps(identity.egressBps())
                                .setEgressPacketsPerSecond(identity.egressPacketsPerSecond()))
                .build();
    }

    private static Load load(NodeReport report) {
        var load = report.load();
        return Load.newBuilder()
                .setWorkerBusyMax(report.facts().load())
                .setWorkerBusyMean(load.workerBusyMean())
                .setCpu(load.cpu())
                .setSessions((int) report.facts().sessions())
                .setRooms(load.rooms())
                .setIngressBps(load.ingressBps())
                .setEgressBps(load.egressBps())
                .setEgressPacketsPerSecond(load.egressPacketsPerSecond())
                .build();
    }

    private static Cordon cordon(media.sluice.coordinator.placement.Cordon cordon) {
        return switch (cordon) {
            case OPEN -> Cordon.CORDON_OPEN;
            case CLOSED -> Cordon.CORDON_CLOSED;
            case EMPTYING -> Cordon.CORDON_EMPTYING;
        };
    }
}
