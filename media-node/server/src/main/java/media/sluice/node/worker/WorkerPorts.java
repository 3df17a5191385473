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
import org.jspecify.annotations.Nullable;

/**
 * The UDP ports of one worker: which sockets belong together, at which addresses peers reach them,
 * and which port a session gets. A client ignores an address whose pair it still has, so a session
 * that returns gets the port it has not used for longest. Owned by the worker, except what it says
 * of itself at construction.
 */
final class WorkerPorts {

    /**
     * How long a client remembers a pair: 30 s from the first check that got no answer, which it
     * sends up to 3 s after the session has left.
     */
    static final long MEMORY_NANOS = TimeUnit.SECONDS.toNanos(34);

    /** Longer than a client remembers a pair, and than a move that fails takes. */
    private static final long KEPT_NANOS = 3 * MEMORY_NANOS;

    /** Sessions whose ports are remembered. */
    private static final int MAX_REMEMBERED = 8_192;

    /** What {@code beforeNanos} says of a port the session had never used. */
    private static final long NEVER = Long.MIN_VALUE;

    /** The last use of a port by a session, and the one before that. */
    private record Use(int port, long atNanos, long beforeNanos) {}

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

    /**
     * How long the session has not used the port that {@link #choose} would give it, in
     * nanoseconds; {@link Long#MAX_VALUE} for one it has not used at all. Under {@link
     * #MEMORY_NANOS} the client may take the port for the one it knows.
     */
    long idleNanos(String sessionId, long nowNanos) {
        long longest = 0;
        for (int port = 0; port < numbers.length; port++) {
            longest = Math.max(longest, idleNanos(port, sessionId, nowNanos));
        }
        return longest;
    }

    /** The port for a session: one it has never used, else the one it has not used for longest. */
    int choose(String sessionId, long nowNanos) {
        forgetOld(nowNanos);
        int chosen = 0;
        long longest = -1;
        for (int i = 1; i <= numbers.length; i++) {
            int port = (nextPort + i) % numbers.length;
            long idle = idleNanos(port, sessionId, nowNanos);
            if (idle > longest) {
                longest = idle;
                chosen = port;
            }
        }
        nextPort = chosen;
        Use last = lastUse(chosen, sessionId);
        replace(sessionId, new Use(chosen, nowNanos, last == null ? NEVER : last.atNanos()));
        return chosen;
    }

    /** Notes that a session uses a port, or has done until now. */
    void note(String sessionId, int port, long nowNanos) {
        Use last = lastUse(port, sessionId);
        replace(sessionId, new Use(port, nowNanos, last == null ? NEVER : last.beforeNanos()));
    }

    /**
     * The session never came to the port that was chosen for it last: it counts as unused since the
     * time before, so that the next try does not take one that was used later.
     */
    void giveBack(String sessionId, int port) {
        Use last = lastUse(port, sessionId);
        if (last == null) {
            return;
        }
        if (last.beforeNanos() == NEVER) {
            uses.computeIfPresent(sessionId, (_, known) -> without(known, port));
        } else {
            replace(sessionId, new Use(port, last.beforeNanos(), NEVER));
        }
    }

    /** How many sessions it remembers ports of. */
    int remembered() {
        return uses.size();
    }

    /** The sessions used last are the last of the map. */
    private void replace(String sessionId, Use use) {
        ArrayDeque<Use> known = uses.remove(sessionId);
        ArrayDeque<Use> kept = known == null ? new ArrayDeque<>(2) : without(known, use.port());
        kept.addLast(use);
        uses.put(sessionId, kept);
    }

    /**
     * Sessions that no client can remember a port of. Of one that is still here the rest is noted
     * when it leaves.
     */
    private void forgetOld(long nowNanos) {
        var eldest = uses.values().iterator();
        while (eldest.hasNext() && isOld(eldest.next(), nowNanos)) {
            eldest.remove();
        }
    }

    private static boolean isOld(ArrayDeque<Use> known, long nowNanos) {
        return known.stream().allMatch(use -> nowNanos - use.atNanos() > KEPT_NANOS);
    }

    private static ArrayDeque<Use> without(ArrayDeque<Use> known, int port) {
        known.removeIf(use -> use.port() == port);
        return known;
    }

    private long idleNanos(int port, String sessionId, long nowNanos) {
        Use last = lastUse(port, sessionId);
        return last == null ? Long.MAX_VALUE : nowNanos - last.atNanos();
    }

    private @Nullable Use lastUse(int port, String sessionId) {
        ArrayDeque<Use> known = uses.get(sessionId);
        if (known != null) {
            for (Use use : known) {
                if (use.port() == port) {
                    return use;
                }
            }
        }
        return null;
    }
}
