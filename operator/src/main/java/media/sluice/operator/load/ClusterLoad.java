package media.sluice.operator.load;

import java.util.List;
import java.util.Optional;

/**
 * The load of a cluster, as its coordinator told it last.
 *
 * @param coordinatorId of the start of the coordinator that told it; empty when none has
 * @param waitingJoins who was to join and found no node
 * @param ageMillis since it was told
 */
public record ClusterLoad(
        String coordinatorId,
        List<NodeLoad> nodes,
        List<RoomLoad> rooms,
        int waitingJoins,
        long ageMillis) {

    /** Nobody has told anything yet, or not for long. */
    public static final ClusterLoad UNKNOWN =
            new ClusterLoad("", List.of(), List.of(), 0, Long.MAX_VALUE);

    /** Coordinators speak every second: what is older says nothing about now. */
    private static final long FRESH_MILLIS = 15_000;

    /** Copies the lists. */
    public ClusterLoad {
        nodes = List.copyOf(nodes);
        rooms = List.copyOf(rooms);
    }

    /** Whether it is about now. */
    public boolean isFresh() {
        return ageMillis <= FRESH_MILLIS;
    }

    /** What a node carries; empty when the coordinator does not know it. */
    public Optional<NodeLoad> node(String nodeId) {
        return nodes.stream().filter(node -> node.nodeId().equals(nodeId)).findFirst();
    }

    /** Participants on a node, those included who are on the way. */
    public int participantsOn(String nodeId) {
        return rooms.stream()
                .flatMap(room -> room.legs().stream())
                .filter(leg -> leg.nodeId().equals(nodeId))
                .mapToInt(RoomLoad.Leg::participants)
                .sum();
    }

    /** Rooms with somebody on a node. */
    public int roomsOn(String nodeId) {
        return (int)
                rooms.stream()
                        .filter(room ->
                                room.legs().stream()
                                        .anyMatch(leg ->
                                                leg.nodeId().equals(nodeId)
                                                        && leg.participants() > 0))
                        .count();
    }
}
