package media.sluice.node.net;

import java.net.InetAddress;
import java.nio.channels.DatagramChannel;

/**
 * A media socket as it was bound.
 *
 * @param channel non-blocking once a transport owns it
 * @param address local address; the wildcard for IPv4
 * @param port 1..65535
 */
public record BoundSocket(DatagramChannel channel, InetAddress address, int port) {}
