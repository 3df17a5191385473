package media.sluice.coordinator.usecase;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import media.sluice.coordinator.peer.Opening;
import media.sluice.coordinator.peer.RoomOnNode;
import media.sluice.coordinator.placement.NodeFacts;
import media.sluice.coordinator.placement.Placement;
import media.sluice.coordinator.port.Epoch;
import media.sluice.coordinator.port.ErrorCode;
import media.sluice.coordinator.port.MediaNode;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that carry a room, its legs: one is chosen when the first participant comes, others
 * when it takes no more or participants move. Owned by the room's thread.
 */
final class RoomPlacement {
    private final Services services;
    private final String roomSid;
    private final Consumer<RoomOnNode> toOpen;
    private final Map<String, RoomOnNode> legs = new LinkedHashMap<>();
    private @Nullable Epoch epoch;

    /**
     * On no node yet.
     *
     * @param toOpen opens a leg beside the room's thread; who needs it waits for that, nobody else
     */
    RoomPlacement(Services services, String roomSid, Consumer<RoomOnNode> toOpen) {
        this.services = services;
        this.roomSid = roomSid;
        this.toOpen = toOpen;
    }

    /** Where somebody goes. */
    sealed interface Place {
        /**
         * There.
         *
         * @param leg the room on that node
         */
        record At(RoomOnNode leg) implements Place {}

        /**
         * Nowhere.
         *
         * @param why for who asked
         */
        record Nowhere(JoinOutcome.Refused why) implements Place {}
    }

    /** The room on a node; empty when it is not there. */
    Optional<RoomOnNode> leg(String nodeId) {
        return Optional.ofNullable(legs.get(nodeId));
    }

    /** The room on all its nodes, the oldest first. */
    List<RoomOnNode> legs() {
        return List.copyOf(legs.values());
    }

    /** True while the room has this leg. */
    boolean has(RoomOnNode leg) {
        return leg.equals(legs.get(leg.nodeId()));
    }

    /** A leg that somebody more can join, the oldest first; else one on another node. */
    Place forNewcomer() {
        var facts = services.nodes().facts();
        for (var leg : legs.values()) {
            boolean canTake =
                    facts.stream()
                            .filter(node -> node.nodeId().equals(leg.nodeId()))
                            .anyMatch(Placement::canTake);
            if (canTake) {
                return new Place.At(leg);
            }
        }
        return choose(facts);
    }

    /** The least loaded node but one, for who has to leave that. */
    Place awayFrom(String nodeId) {
        return choose(
                services.nodes().facts().stream()
                        .filter(node -> !node.nodeId().equals(nodeId))
                        .toList());
    }

    /** The room on a node that somebody named. */
    Place at(String nodeId) {
        var known = legs.get(nodeId);
        if (known != null) {
            return new Place.At(known);
        }
        return services.nodes()
                .node(nodeId)
                .map(this::open)
                .orElseGet(() -> nowhere(ErrorCode.CALLER, "there is no media node " + nodeId));
    }

    /** A node is gone: the leg that stands in for it while its participants are sent away. */
    Optional<RoomOnNode> lose(String nodeId) {
        var lost = Optional.ofNullable(legs.remove(nodeId));
        if (legs.isEmpty()) {
            epoch = null;
        }
        return lost.map(leg -> lost(leg));
    }

    private RoomOnNode lost(RoomOnNode leg) {
        return new RoomOnNode(new LostNode(leg.nodeId()), leg.epoch(), roomSid, Opening.done());
    }

    /** The room needs a node no more. */
    Optional<RoomOnNode> leave(String nodeId) {
        return Optional.ofNullable(legs.remove(nodeId));
    }

    /** The room needs its nodes no more. */
    List<RoomOnNode> leaveAll() {
        var left = List.copyOf(legs.values());
        legs.clear();
        return left;
    }

    private Place choose(Collection<NodeFacts> facts) {
        return switch (Placement.choose(facts)) {
            case Placement.Refused(var reason) -> nowhere(ErrorCode.UNAVAILABLE, reason);
            case Placement.Chosen(var nodeId) -> at(nodeId);
        };
    }

    private Place open(MediaNode chosen) {
        var current = epoch;
        if (current == null) {
            current = services.store().nextEpoch(services.coordinatorId());
        }
        epoch = current;
        var leg = new RoomOnNode(chosen, current, roomSid, new Opening());
        legs.put(chosen.id(), leg);
        toOpen.accept(leg);
        return new Place.At(leg);
    }

    private static Place nowhere(ErrorCode code, String reason) {
        return new Place.Nowhere(new JoinOutcome.Refused(code, reason));
    }
}
