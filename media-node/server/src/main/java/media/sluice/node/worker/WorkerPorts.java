package media.sluice.node.worker;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import media.sluice.core.wire.TransportAddress;
import media.sluice.node.net.BoundSocket;
import media.sluice.node.net.SocketAddresses;

/**
 * The UDP ports of one worker: which sockets belong together, at which addresses peers reach them,
 * and which port a session gets. A client ignores an address it has used within 30 s, so a session
 * that returns gets a port it has not used since. Owned by the worker, except what it says of
 * itself at construction.
 */
final class WorkerPorts {

    /** How long a client remembers a pair, with some to spare. */
    private static final long MEMORY_NANOS = TimeUnit.SECONDS.toNanos(31);

    /** Sessions whose ports are remembered. */
    private static final int MAX_REMEMBERED = 8_192;

    private record Use(int port, long atNanos) {}

    private final int[] numbers;
    private final int[][] socketsOfPort;
    private final int[] portOfSocket;
    private final List<List<TransportAddress>> addressesOfSocket = new ArrayList<>();
    private final Map<String, ArrayDeque<Use>> uses =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, ArrayDeque<Use>> eldest) {
                    return size() > MAX_REMEMBERED;
                }
            };
    private int nextPort;

    /**
     * The ports of the bound sockets.
     *
     * @param named addresses named to peers, best first
     */
    WorkerPorts(List<BoundSocket> sockets, List<InetAddress> named) {
        numbers = sockets.stream().mapToInt(BoundSocket::port).distinct().toArray();
        portOfSocket = new int[sockets.size()];
        var grouped = new int[numbers.length][];
        for (int port = 0; port < numbers.length; port++) {
            int number = numbers[port];
            grouped[port] = indexes(sockets, number);
            for (int socket : grouped[port]) {
                portOfSocket[socket] = port;
            }
        }
        socketsOfPort = grouped;
        sockets.forEach(socket -> addressesOfSocket.add(named(socket, named)));
    }

    private static int[] indexes(List<BoundSocket> sockets, int number) {
        int[] found = new int[sockets.size()];
        int count = 0;
        for (int i = 0; i < sockets.size(); i++) {
            if (sockets.get(i).port() == number) {
                found[count++] = i;
            }
        }
        return Arrays.copyOf(found, count);
    }

    private static List<TransportAddress> named(BoundSocket socket, List<InetAddress> named) {
        boolean isIpv4 = socket.address() instanceof Inet4Address;
        return named.stream()
                .filter(address ->
                        isIpv4 ? address instanceof Inet4Address : address.equals(socket.address()))
                .map(address -> SocketAddresses.toCore(address, socket.port()))
                .toList();
    }

    int count() {
        return numbers.length;
    }

    int socketCount() {
        return portOfSocket.length;
    }

    /** UDP port number. */
    int number(int port) {
        return numbers[port];
    }

    int portOf(int socket) {
        return portOfSocket[socket];
    }

    /** Sockets of a port, IPv4 first. */
    int[] sockets(int port) {
        return socketsOfPort[port].clone();
    }

    /** Addresses at which peers reach a socket. */
    List<TransportAddress> addresses(int socket) {
        return addressesOfSocket.get(socket);
    }

    /** Whether every port was used by the session lately. */
    boolean isStaleFor(String sessionId, long nowNanos) {
        for (int port = 0; port < numbers.length; port++) {
            if (isFresh(port, sessionId, nowNanos)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The port for a session: one it has not used lately, else the one it has not used for longest.
     */
    int choose(String sessionId, long nowNanos) {
        int chosen = -1;
        for (int i = 0; i < numbers.length && chosen < 0; i++) {
            nextPort = (nextPort + 1) % numbers.length;
            chosen = isFresh(nextPort, sessionId, nowNanos) ? nextPort : -1;
        }
        if (chosen < 0) {
            chosen = uses.getOrDefault(sessionId, new ArrayDeque<>()).getFirst().port();
        }
        note(sessionId, chosen, nowNanos);
        return chosen;
    }

    /** Notes that a session uses a port, or has done until now. */
    void note(String sessionId, int port, long nowNanos) {
        ArrayDeque<Use> known = uses.computeIfAbsent(sessionId, _ -> new ArrayDeque<>());
        known.removeIf(use -> use.port() == port);
        known.addLast(new Use(port, nowNanos));
    }

    private boolean isFresh(int port, String sessionId, long nowNanos) {
        ArrayDeque<Use> known = uses.get(sessionId);
        return known == null
                || known.stream()
                        .noneMatch(use ->
                                use.port() == port && nowNanos - use.atNanos() < MEMORY_NANOS);
    }
}
