package media.sluice.coordinator.cluster;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import media.sluice.coordinator.port.NodeDirectory;
import media.sluice.coordinator.usecase.Rooms;
import media.sluice.proto.cluster.v1alpha1.LoadReport;
import media.sluice.proto.cluster.v1alpha1.RoomLoad;

/** Where load is read. Safe for use by many threads. */
record LoadSource(String coordinatorId, NodeDirectory nodes, Rooms rooms) {

    LoadReport whole() {
        return reader().next();
    }

    Reader reader() {
        return new Reader();
    }

    /** Reads again and again, and names only rooms that changed. Owned by one thread. */
    final class Reader {
        private final Map<String, RoomLoad> known = new HashMap<>();
        private final Set<String> knownNodes = new HashSet<>();
        private boolean isBegun;

        /** All of it at first, then what changed. */
        LoadReport next() {
            var report =
                    LoadReport.newBuilder()
                            .setCoordinatorId(coordinatorId)
                            .setIsWhole(!isBegun)
                            .setWaiting(LoadMessages.waiting(rooms.waiting()));
            isBegun = true;
            addNodes(report);
            addRooms(report);
            return report.build();
        }

        /** Load of a node changes always, so all of them are named. */
        private void addNodes(LoadReport.Builder report) {
            var present = new HashSet<String>();
            for (var node : nodes.reports()) {
                present.add(node.facts().nodeId());
                report.addNodes(LoadMessages.node(node));
            }
            knownNodes.stream()
                    .filter(nodeId -> !present.contains(nodeId))
                    .forEach(report::addGoneNodeIds);
            knownNodes.clear();
            knownNodes.addAll(present);
        }

        private void addRooms(LoadReport.Builder report) {
            var present = new HashSet<String>();
            for (var load : rooms.load()) {
                var room = LoadMessages.room(load);
                present.add(room.getRoomId());
                if (!room.equals(known.put(room.getRoomId(), room))) {
                    report.addRooms(room);
                }
            }
            known.keySet()
                    .removeIf(roomId -> {
                        boolean isGone = !present.contains(roomId);
                        if (isGone) {
                            report.addGoneRoomIds(roomId);
                        }
                        return isGone;
                    });
        }
    }
}
