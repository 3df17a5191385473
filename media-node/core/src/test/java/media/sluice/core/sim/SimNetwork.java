package media.sluice.core.sim;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import media.sluice.core.wire.TransportAddress;

/**
 * The simulated network. It owns the virtual clock, moves datagrams along links and calls peers
 * when something arrives or their deadline is reached. Equal seed and equal calls give an equal
 * run.
 */
public final class SimNetwork {
    /** A run that makes this many steps without time going on is a loop between peers. */
    private static final int MAX_STEPS_AT_ONE_INSTANT = 200_000;

    private record Direction(SimNode from, SimNode to) {}

    private record Arrival(long atNanos, long order, Runnable action)
            implements Comparable<Arrival> {
        @Override
        public int compareTo(Arrival other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /** What a direction remembers between datagrams. */
    private static final class LinkState {
        private SimLink link;
        private long freeAtNanos;
        private long lastArrivalNanos;

        LinkState(SimLink link) {
            this.link = link;
        }
    }

    private final SplittableRandom random;
    private final List<SimNode> nodes = new ArrayList<>();
    private final Map<Direction, LinkState> links = new HashMap<>();
    private final Set<Direction> cuts = new HashSet<>();
    private final PriorityQueue<Arrival> arrivals = new PriorityQueue<>();
    private final List<Predicate<SimDatagram>> dropRules = new ArrayList<>();
    private final List<Consumer<SimDatagram>> taps = new ArrayList<>();
    private SimLink defaultLink = SimLink.delay(Duration.ofMillis(1));
    private long nowNanos;
    private long order;

    /** A network whose randomness comes from {@code seed}; virtual time starts at one second. */
    public SimNetwork(long seed) {
        random = new SplittableRandom(seed);
        nowNanos = Duration.ofSeconds(1).toNanos();
    }

    /** The virtual time. */
    public long nowNanos() {
        return nowNanos;
    }

    /** Adds a node that owns the addresses; the position in the list is the socket's index. */
    public SimNode attach(String name, SimPeer peer, TransportAddress... addresses) {
        var node = new SimNode(name, peer, List.of(addresses));
        nodes.add(node);
        return node;
    }

    /** The node at which the peer runs. */
    public SimNode node(SimPeer peer) {
        for (var node : nodes) {
            if (node.peer() == peer) {
                return node;
            }
        }
        throw new IllegalArgumentException("that peer is not attached");
    }

    /** Sets the link for all pairs of nodes that have none of their own. */
    public SimNetwork defaultLink(SimLink link) {
        defaultLink = link;
        return this;
    }

    /** Sets the link in one direction; may be called again during a run. */
    public void link(SimNode from, SimNode to, SimLink link) {
        stateOf(new Direction(from, to)).link = link;
    }

    /** Sets the link in both directions. */
    public void connect(SimNode a, SimNode b, SimLink link) {
        link(a, b, link);
        link(b, a, link);
    }

    /** Stops everything between the two nodes. */
    public void partition(SimNode a, SimNode b) {
        cuts.add(new Direction(a, b));
        cuts.add(new Direction(b, a));
    }

    /** Ends a partition. */
    public void heal(SimNode a, SimNode b) {
        cuts.remove(new Direction(a, b));
        cuts.remove(new Direction(b, a));
    }

    /** Drops each sent datagram for which the rule answers true. */
    public void dropIf(Predicate<SimDatagram> rule) {
        dropRules.add(rule);
    }

    /** Shows each datagram at the moment of its delivery, like a capture at the receiver. */
    public void tap(Consumer<SimDatagram> tap) {
        taps.add(tap);
    }

    /** Runs an action after a delay of virtual time. */
    public void after(Duration delay, Runnable action) {
        schedule(nowNanos + delay.toNanos(), action);
    }

    /** Runs for a span of virtual time. */
    public void runFor(Duration span) {
        runUntil(() -> false, span);
    }

    /** Runs until the condition holds (true) or the span of virtual time is over (false). */
    public boolean runUntil(BooleanSupplier done, Duration limit) {
        long deadline = nowNanos + limit.toNanos();
        int stepsAtInstant = 0;
        transmitAll();
        while (!done.getAsBoolean()) {
            long next = nextEventNanos();
            if (next > deadline) {
                nowNanos = deadline;
                return done.getAsBoolean();
            }
            stepsAtInstant = next > nowNanos ? 0 : stepsAtInstant + 1;
            if (stepsAtInstant > MAX_STEPS_AT_ONE_INSTANT) {
                throw new IllegalStateException("peers loop without time going on: " + nodes);
            }
            nowNanos = Math.max(nowNanos, next);
            step();
            transmitAll();
        }
        return true;
    }

    private long nextEventNanos() {
        long next = arrivals.isEmpty() ? Long.MAX_VALUE : arrivals.peek().atNanos();
        for (var node : nodes) {
            if (node.isRunning()) {
                next = Math.min(next, node.peer().nextDeadlineNanos());
            }
        }
        return next;
    }

    private void step() {
        var first = arrivals.peek();
        if (first != null && first.atNanos() <= nowNanos) {
            arrivals.remove();
            first.action().run();
            return;
        }
        for (var node : nodes) {
            if (node.isRunning() && node.peer().nextDeadlineNanos() <= nowNanos) {
                node.peer().handleTimeout(nowNanos);
            }
        }
    }

    private void transmitAll() {
        for (var node : nodes) {
            if (node.isRunning()) {
                var outbox =
                        node.outbox((socket, remote, payload) ->
                                send(node, node.address(socket), remote, payload));
                node.peer().transmit(outbox, nowNanos);
            }
        }
    }

    private void send(SimNode sender, TransportAddress local, TransportAddress to, byte[] bytes) {
        var nat = sender.nat();
        var from = nat == null ? local : nat.outbound(local, to);
        for (var receiver : nodes) {
            if (owns(receiver, to)) {
                travel(new SimDatagram(sender, receiver, from, to, bytes, nowNanos));
                return;
            }
        }
    }

    private static boolean owns(SimNode node, TransportAddress address) {
        var nat = node.nat();
        return nat == null ? node.socketOf(address) >= 0 : nat.owns(address);
    }

    private void travel(SimDatagram datagram) {
        var direction = new Direction(datagram.sender(), datagram.receiver());
        boolean isDropped = cuts.contains(direction);
        for (var rule : dropRules) {
            isDropped |= rule.test(datagram);
        }
        var state = stateOf(direction);
        if (isDropped || random.nextDouble() < state.link.loss()) {
            return;
        }
        long sentAt = serialise(state, datagram.payload().length);
        if (sentAt - nowNanos > state.link.queueNanos()) {
            return;
        }
        state.freeAtNanos = sentAt;
        deliverAt(arrivalNanos(state, sentAt), datagram);
        if (random.nextDouble() < state.link.duplicate()) {
            deliverAt(arrivalNanos(state, sentAt), datagram);
        }
    }

    private long serialise(LinkState state, int length) {
        if (state.link.rateBps() == 0) {
            return nowNanos;
        }
        long spent = length * 8L * 1_000_000_000L / state.link.rateBps();
        return Math.max(nowNanos, state.freeAtNanos) + spent;
    }

    private long arrivalNanos(LinkState state, long sentAt) {
        var link = state.link;
        long jitter = link.jitterNanos() == 0 ? 0 : random.nextLong(link.jitterNanos() + 1);
        long inOrder = Math.max(sentAt + link.delayNanos() + jitter, state.lastArrivalNanos);
        if (random.nextDouble() < link.reorder()) {
            return inOrder + link.reorderNanos();
        }
        state.lastArrivalNanos = inOrder;
        return inOrder;
    }

    private void deliverAt(long atNanos, SimDatagram datagram) {
        schedule(atNanos, () -> deliver(datagram));
    }

    private void deliver(SimDatagram datagram) {
        var receiver = datagram.receiver();
        var nat = receiver.nat();
        var to = nat == null ? datagram.to() : nat.inbound(datagram.from(), datagram.to());
        if (to == null || !receiver.isRunning()) {
            return;
        }
        byte[] bytes = datagram.payload().clone();
        for (var tap : taps) {
            tap.accept(
                    new SimDatagram(
                            datagram.sender(),
                            receiver,
                            datagram.from(),
                            datagram.to(),
                            bytes.clone(),
                            nowNanos));
        }
        receiver.peer()
                .handleDatagram(
                        receiver.socketOf(to),
                        datagram.from(),
                        MemorySegment.ofArray(bytes),
                        0,
                        bytes.length,
                        nowNanos);
    }

    private void schedule(long atNanos, Runnable action) {
        arrivals.add(new Arrival(atNanos, order++, action));
    }

    private LinkState stateOf(Direction direction) {
        return links.computeIfAbsent(direction, key -> new LinkState(defaultLink));
    }
}
