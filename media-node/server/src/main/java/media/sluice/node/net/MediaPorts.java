package media.sluice.node.net;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import media.sluice.core.wire.ColdPath;

/**
 * Binds the node's media ports: max(4, 2 × workers) of them, at least two per worker, so that a
 * session that comes back within 30 s can be given another one. Each port is bound for IPv4 (all
 * addresses) and for each IPv6 address of the host: an IPv4-only socket sends 4 % faster than one
 * that speaks both.
 */
@ColdPath("runs once at start")
public final class MediaPorts {

    /** Ports a worker has at least. */
    private static final int PORTS_PER_WORKER = 2;

    /** Ports a node has at least. */
    private static final int PORTS_PER_NODE = 4;

    /** Socket buffer asked for; the kernel cuts it to net.core.rmem_max and wmem_max. */
    private static final int BUFFER_BYTES = 4 << 20;

    /** Tries to find a free port that is free for every address. */
    private static final int ATTEMPTS = 64;

    private MediaPorts() {}

    /** Ports each worker owns. */
    public static int portsPerWorker(int workers) {
        return Math.max(PORTS_PER_WORKER, (PORTS_PER_NODE + workers - 1) / workers);
    }

    /**
     * Binds the ports of all workers.
     *
     * @param base first port, the others follow; 0 takes any free ones
     * @return one list of sockets per worker; the sockets of one port stand together
     */
    public static List<List<BoundSocket>> bind(int base, int workers, List<Inet6Address> ipv6)
            throws IOException {
        int perWorker = portsPerWorker(workers);
        var perWorkerSockets = new ArrayList<List<BoundSocket>>();
        for (int worker = 0; worker < workers; worker++) {
            var sockets = new ArrayList<BoundSocket>();
            for (int i = 0; i < perWorker; i++) {
                int port = base == 0 ? 0 : base + worker * perWorker + i;
                sockets.addAll(port == 0 ? bindAny(ipv6) : bindGiven(port, ipv6));
            }
            perWorkerSockets.add(List.copyOf(sockets));
        }
        return List.copyOf(perWorkerSockets);
    }

    private static List<BoundSocket> bindGiven(int port, List<Inet6Address> ipv6)
            throws IOException {
        try {
            return bindPort(port, ipv6);
        } catch (IOException e) {
            throw new IOException(
                    "UDP port "
                            + port
                            + " is not free. Stop what uses it, or choose another first port with"
                            + " --media-ports (0 takes any free ports).",
                    e);
        }
    }

    private static List<BoundSocket> bindAny(List<Inet6Address> ipv6) throws IOException {
        IOException last = new IOException("no free UDP port");
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                return bindPort(0, ipv6);
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    private static List<BoundSocket> bindPort(int wanted, List<Inet6Address> ipv6)
            throws IOException {
        var bound = new ArrayList<BoundSocket>();
        try {
            InetAddress any = InetAddress.getByAddress(new byte[4]);
            BoundSocket first = bindOne(StandardProtocolFamily.INET, any, wanted);
            bound.add(first);
            for (Inet6Address address : ipv6) {
                bound.add(bindOne(StandardProtocolFamily.INET6, address, first.port()));
            }
            return bound;
        } catch (IOException e) {
            for (BoundSocket socket : bound) {
                socket.channel().close();
            }
            throw e;
        }
    }

    private static BoundSocket bindOne(StandardProtocolFamily family, InetAddress address, int port)
            throws IOException {
        DatagramChannel channel = DatagramChannel.open(family);
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER_BYTES);
            channel.bind(new InetSocketAddress(address, port));
            var local = (InetSocketAddress) channel.getLocalAddress();
            return new BoundSocket(channel, address, local.getPort());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }
}
