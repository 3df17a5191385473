package media.sluice.coordinator.nodes.grpc;

/** Times of the node directory, milliseconds. */
final class NodeTimes {
    /** How often a node tells its load. */
    static final int HEARTBEAT_MILLIS = 200;

    /** Three missed heartbeats: no new rooms go there. */
    static final long SUSPECT_MILLIS = 3L * HEARTBEAT_MILLIS;

    /** A node that says nothing for that long is not asked for sessions until it is heard again. */
    static final long LOST_MILLIS = 2000;

    /** How often suspected nodes are probed. */
    static final long PROBE_MILLIS = 250;

    /** How long a probe waits. */
    static final long PROBE_DEADLINE_MILLIS = 500;

    /** A node that refuses connections that many times in a row is gone. */
    static final int REFUSED_PROBES = 2;

    /** A node that accepts connections but says nothing for that long is given up. */
    static final long SILENT_MILLIS = 10_000;

    private NodeTimes() {}
}
