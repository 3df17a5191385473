package media.sluice.coordinator.usecase;

import java.util.List;
import media.sluice.coordinator.peer.RoomOnNode;
import media.sluice.coordinator.port.Counter;
import media.sluice.coordinator.port.NodeException;
import media.sluice.coordinator.port.RoomStore;

/**
 * Opens and closes a room on its nodes and keeps them connected, all of it beside the room's
 * thread: a node that hangs keeps only those waiting who are to be on it. Owned by the room's
 * thread.
 */
final class Legs {
    private static final Log LOG = new Log(Legs.class);

    /** A trunk that was lost is opened again after this time. */
    private static final long LINK_MILLIS = 10_000;

    private final RoomContext room;
    private final RoomThread thread;
    private long linkedAtMillis;

    Legs(RoomContext room, RoomThread thread) {
        this.room = room;
        this.thread = thread;
    }

    /** Opens the room on a node; calls to it there wait until it is open. */
    void open(RoomOnNode leg) {
        room.openCalls().began();
        room.services()
                .nodeCalls()
                .execute(() -> {
                    try {
                        leg.open();
                        thread.goOn(() -> opened(leg));
                    } catch (NodeException fault) {
                        thread.goOn(() -> notOpened(leg, fault));
                    } finally {
                        room.openCalls().ended();
                    }
                });
    }

    /** Nobody is on this node any more. */
    void close(String nodeId) {
        room.placement()
                .leave(nodeId)
                .ifPresent(leg -> room.atNode(leg, RoomContext.LEFT_BEHIND, RoomOnNode::close));
    }

    /** Once per second: repairs what broke between the nodes. */
    void tick(long nowMillis) {
        if (nowMillis - linkedAtMillis > LINK_MILLIS) {
            link();
        }
    }

    private void opened(RoomOnNode leg) {
        if (room.placement().has(leg)) {
            var facts = room.room().facts();
            room.services()
                    .store()
                    .put(
                            new RoomStore.Entry(
                                    facts.name(), leg.roomId(), leg.epoch(), leg.nodeId()));
            link();
        }
    }

    private void notOpened(RoomOnNode leg, NodeException fault) {
        room.services().counters().add(Counter.NODE_FAULTS);
        LOG.warn(
                "node did not open the room",
                "room",
                leg.roomId(),
                "node",
                leg.nodeId(),
                "reason",
                fault.getMessage());
        if (room.placement().has(leg)) {
            // It may be open for all that is known; the next who comes tries again.
            close(leg.nodeId());
        }
    }

    /**
     * Makes sure that messages cross between all nodes of the room; again is the same as once, and
     * repairs what broke.
     */
    private void link() {
        linkedAtMillis = room.nowMillis();
        List<RoomOnNode> legs = room.placement().legs();
        for (int later = 1; later < legs.size(); later++) {
            for (var earlier : legs.subList(0, later)) {
                room.atNode(legs.get(later), "messages do not cross", node -> node.link(earlier));
            }
        }
    }
}
