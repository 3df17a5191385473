package media.sluice.coordinator.usecase;

import java.util.concurrent.TimeUnit;
import media.sluice.coordinator.port.NodeException;

/**
 * What nodes keep of rooms that nobody owns any more: after a coordinator's restart, or on a node
 * that was given up and comes back, sessions would otherwise live until their clients are silent.
 * Safe for use by many threads.
 */
final class Leftovers {
    /**
     * Media of a call goes on while its clients find their way to the restarted coordinator: they
     * ask again every seven seconds or so.
     */
    static final long GRACE_MILLIS = 20_000;

    private static final Log LOG = new Log(Leftovers.class);

    private final Services services;

    Leftovers(Services services) {
        this.services = services;
    }

    /** Closes a room on a node, under a newer epoch than any before, some time from now. */
    void close(String nodeId, String roomId, long delayMillis) {
        var _ =
                services.timers()
                        .schedule(
                                () ->
                                        Thread.ofVirtual()
                                                .name("leftovers")
                                                .start(() -> closeNow(nodeId, roomId)),
                                delayMillis,
                                TimeUnit.MILLISECONDS);
    }

    private void closeNow(String nodeId, String roomId) {
        var node = services.nodes().node(nodeId).orElse(null);
        if (node == null) {
            return;
        }
        try {
            node.closeRoom(services.store().nextEpoch(services.coordinatorId()), roomId);
            LOG.info("closed a room that nobody owns", "room", roomId, "node", nodeId);
        } catch (NodeException fault) {
            LOG.warn(
                    "node kept a room that nobody owns",
                    "room",
                    roomId,
                    "node",
                    nodeId,
                    "reason",
                    fault.getMessage());
        }
    }
}
