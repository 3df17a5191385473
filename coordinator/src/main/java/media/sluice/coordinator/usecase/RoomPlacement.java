package media.sluice.coordinator.usecase;

import java.util.Optional;
import media.sluice.coordinator.peer.RoomOnNode;
import media.sluice.coordinator.placement.Contact;
import media.sluice.coordinator.placement.Placement;
import media.sluice.coordinator.port.ErrorCode;
import media.sluice.coordinator.port.MediaNode;
import media.sluice.coordinator.port.NodeException;
import media.sluice.coordinator.port.RoomStore;
import org.jspecify.annotations.Nullable;

/**
 * The node that carries a room; chosen when the first participant comes. Owned by the room's
 * thread.
 */
final class RoomPlacement {
    private final Services services;
    private final String roomName;
    private final String roomSid;
    private @Nullable RoomOnNode node;

    RoomPlacement(Services services, String roomName, String roomSid) {
        this.services = services;
        this.roomName = roomName;
        this.roomSid = roomSid;
    }

    /** The room on its node. */
    RoomOnNode node() {
        if (node == null) {
            throw new IllegalStateException("room " + roomName + " has no node");
        }
        return node;
    }

    /** The node's identifier; empty while there is none. */
    String nodeId() {
        return node == null ? "" : node.node().id();
    }

    /** True while the room is where it was then. */
    boolean isAt(RoomOnNode then) {
        return then.equals(node);
    }

    /** Makes sure that the room has a node that answers; else says why not. */
    Optional<JoinOutcome.Refused> ensure() {
        return node == null ? place() : check(node.node().id());
    }

    /** The node is gone: from now on nothing is asked of it. */
    void lose() {
        if (node != null) {
            node = new RoomOnNode(new LostNode(node.node().id()), node.epoch(), roomSid);
        }
    }

    /** The next participant brings the room to another node. */
    void forget() {
        node = null;
    }

    /** The room needs its node no more; empty when there is none. */
    Optional<RoomOnNode> leave() {
        var left = Optional.ofNullable(node);
        node = null;
        return left;
    }

    private Optional<JoinOutcome.Refused> check(String nodeId) {
        return services.nodes().facts().stream()
                .filter(facts -> facts.nodeId().equals(nodeId))
                .filter(facts -> facts.contact() == Contact.LOST)
                .findFirst()
                .flatMap(Placement::whyNoMore)
                .map(reason -> new JoinOutcome.Refused(ErrorCode.UNAVAILABLE, reason));
    }

    private Optional<JoinOutcome.Refused> place() {
        return switch (Placement.choose(services.nodes().facts())) {
            case Placement.Refused(var reason) ->
                    Optional.of(new JoinOutcome.Refused(ErrorCode.UNAVAILABLE, reason));
            case Placement.Chosen(var nodeId) ->
                    services.nodes()
                            .node(nodeId)
                            .map(this::open)
                            .orElseGet(() ->
                                    Optional.of(
                                            new JoinOutcome.Refused(
                                                    ErrorCode.UNAVAILABLE,
                                                    "media node "
                                                            + nodeId
                                                            + " just left: try again")));
        };
    }

    private Optional<JoinOutcome.Refused> open(MediaNode chosen) {
        var epoch = services.store().nextEpoch(services.coordinatorId());
        var opened = new RoomOnNode(chosen, epoch, roomSid);
        try {
            opened.open();
        } catch (NodeException fault) {
            return Optional.of(
                    new JoinOutcome.Refused(
                            fault.code(),
                            "media node " + chosen.id() + " refused: " + fault.getMessage()));
        }
        node = opened;
        services.store().put(new RoomStore.Entry(roomName, roomSid, epoch, chosen.id()));
        return Optional.empty();
    }
}
