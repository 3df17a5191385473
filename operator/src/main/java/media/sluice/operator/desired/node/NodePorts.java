package media.sluice.operator.desired.node;

import java.util.List;

/**
 * TCP ports of a node: of its gRPC services, and of health and metrics.
 *
 * <p>On the machine's own network nodes must not share them: they take the numbers of their first
 * two UDP ports, which are theirs alone.
 */
record NodePorts(int control, int http) {
    private static final int CONTROL = 7980;
    private static final int HTTP = 7981;

    static NodePorts of(List<Integer> udp, boolean isHostNetwork) {
        return isHostNetwork ? new NodePorts(udp.get(0), udp.get(1)) : new NodePorts(CONTROL, HTTP);
    }
}
