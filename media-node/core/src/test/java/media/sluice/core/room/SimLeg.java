package media.sluice.core.room;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import media.sluice.core.crypto.FakeSrtpEngine;
import media.sluice.core.crypto.Secret;
import media.sluice.core.session.PeerSession;
import media.sluice.core.session.SessionEvent;
import media.sluice.core.sim.SimAddresses;
import media.sluice.core.sim.SimNetwork;
import media.sluice.core.sim.SimNode;
import media.sluice.core.sim.SimOutbox;
import media.sluice.core.sim.SimPeer;
import media.sluice.core.trunk.Trunk;
import media.sluice.core.trunk.TrunkEgress;
import media.sluice.core.trunk.TrunkFrame;
import media.sluice.core.trunk.TrunkParameters;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.DatagramSink;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * The leg of a room on one node in the simulation: sessions, and trunks to other legs. Socket 0 is
 * the trunks'; each session gets a socket of its own, as one that returns must.
 */
final class SimLeg implements SimPeer {

    private static final int SOCKETS = 128;

    private record Outgoing(byte[] bytes, int socket, TransportAddress remote) {}

    private final class Queue implements DatagramSink {
        private final MemorySegment place = MemorySegment.ofArray(new byte[2_048]);

        @Override
        public MemorySegment segment() {
            return place;
        }

        @Override
        public long reserve(int capacity) {
            return capacity <= 2_048 ? 0 : FULL;
        }

        @Override
        public void commit(int length, int socket, TransportAddress remote) {
            byte[] bytes = new byte[length];
            Bytes.copy(place, 0, bytes, 0, length);
            outgoing.add(new Outgoing(bytes, socket, remote));
        }
    }

    /** A session of this leg, on its own socket. */
    static final class Member {
        final String id;
        final int socket;
        PeerSession session;
        Runnable onTakeOver = () -> {};

        Member(String id, int socket, PeerSession session) {
            this.id = id;
            this.socket = socket;
            this.session = session;
        }
    }

    private final ArrayDeque<Outgoing> outgoing = new ArrayDeque<>();
    private final Queue queue = new Queue();
    private final Egress egress;
    private final TrunkEgress trunkEgress;
    private final Map<Integer, Member> bySocket = new LinkedHashMap<>();
    private final Map<Integer, RoomTrunk> trunks = new LinkedHashMap<>();
    private int nextSocket = 1;
    final FakeSrtpEngine engine;
    final Room room;
    final SimNode node;
    final List<RoomEvent> events = new ArrayList<>();
    final List<TrunkEvent> trunkEvents = new ArrayList<>();

    SimLeg(SimNetwork network, String ip, FakeSrtpEngine engine) {
        this.engine = engine;
        egress = new Egress(engine, queue);
        trunkEgress = new TrunkEgress(engine, queue);
        room = new Room("room", egress);
        TransportAddress[] addresses = new TransportAddress[SOCKETS];
        for (int i = 0; i < SOCKETS; i++) {
            addresses[i] = SimAddresses.v4(ip, 7882 + i);
        }
        node = network.attach(ip, this, addresses);
    }

    int newSocket() {
        return nextSocket++;
    }

    /** A session that joins or comes; the room is told by the caller if it comes. */
    Member add(String id, int socket, PeerSession session) {
        var member = new Member(id, socket, session);
        bySocket.put(socket, member);
        return member;
    }

    Member join(String id, int socket, PeerSession session, long nowNanos) {
        Member member = add(id, socket, session);
        enter(member, nowNanos);
        return member;
    }

    void enter(Member member, long nowNanos) {
        room.addSession(
                member.id,
                feedback -> {
                    member.session.reception().deliverFeedbackTo(feedback);
                    return member.session;
                },
                nowNanos);
    }

    void leave(Member member) {
        bySocket.remove(member.socket);
        egress.flush();
        member.session.close();
    }

    /** A trunk between two legs, as their shells would make it; path not proven yet. */
    static void connect(SimLeg a, SimLeg b, long seed, long nowNanos) {
        var random = new SplittableRandom(seed);
        Secret ab = key(random);
        Secret ba = key(random);
        int idA = random.nextInt() | 1;
        int idB = random.nextInt() | 1;
        a.open(new TrunkParameters(idA, idB, ab, ba, paths(b)), nowNanos);
        b.open(new TrunkParameters(idB, idA, ba, ab, paths(a)), nowNanos);
    }

    private static Secret key(SplittableRandom random) {
        byte[] bytes = new byte[TrunkParameters.KEY_LENGTH];
        random.nextBytes(bytes);
        return Secret.of(bytes);
    }

    /** An address nobody has in front: it takes the second. */
    private static List<TrunkParameters.Path> paths(SimLeg to) {
        return List.of(
                new TrunkParameters.Path(0, SimAddresses.v4("198.51.100.99", 1)),
                new TrunkParameters.Path(0, to.node.address(0)));
    }

    private void open(TrunkParameters parameters, long nowNanos) {
        trunks.put(
                parameters.localId(),
                room.relays().open(new Trunk(trunkEgress, parameters, nowNanos), nowNanos));
    }

    /** What the shells do over the control stream, in no time. */
    static void pull(SimLeg to, SimLeg from, String producerId, int layers, long nowNanos) {
        try {
            int stream = to.trunk().reserve(nowNanos);
            byte[] fed = from.trunk().feed(producerId, stream, layers, nowNanos);
            to.trunk().take(stream, fed, nowNanos);
        } catch (CorruptStateException e) {
            throw new AssertionError(e);
        }
    }

    /** The only or first trunk. */
    RoomTrunk trunk() {
        return trunks.values().iterator().next();
    }

    @Nullable RoomTrunk trunk(int localId) {
        return trunks.get(localId);
    }

    @Override
    public void handleDatagram(
            int socket,
            TransportAddress remote,
            MemorySegment segment,
            long offset,
            int length,
            long nowNanos) {
        if (TrunkFrame.looksLikeTrunk(segment, offset, length)) {
            RoomTrunk trunk = trunks.get(TrunkFrame.trunkId(segment, offset));
            if (trunk != null) {
                trunk.handleDatagram(socket, remote, segment, offset, length, nowNanos);
            }
            return;
        }
        Member member = bySocket.get(socket);
        if (member != null) {
            member.session.handleDatagram(socket, remote, segment, offset, length, nowNanos);
        }
    }

    @Override
    public void handleTimeout(long nowNanos) {
        for (Member member : bySocket.values()) {
            member.session.handleTimeout(nowNanos);
        }
        room.handleTimeout(nowNanos);
    }

    @Override
    public long nextDeadlineNanos() {
        long next = room.nextDeadlineNanos();
        for (Member member : bySocket.values()) {
            next = Math.min(next, member.session.nextDeadlineNanos());
        }
        return next;
    }

    @Override
    public void transmit(SimOutbox outbox, long nowNanos) {
        for (Member member : List.copyOf(bySocket.values())) {
            member.session.transmit(queue, nowNanos);
            for (SessionEvent event = member.session.pollEvent();
                    event != null;
                    event = member.session.pollEvent()) {
                if (event instanceof SessionEvent.TakeOverRequested) {
                    member.onTakeOver.run();
                }
                if (room.hasSession(member.id)) {
                    room.onTransportChanged(member.id, nowNanos);
                }
            }
        }
        egress.flush();
        trunkEgress.flush();
        for (RoomEvent event = room.pollEvent(); event != null; event = room.pollEvent()) {
            events.add(event);
        }
        for (RoomTrunk trunk : trunks.values()) {
            for (TrunkEvent event = trunk.pollEvent(); event != null; event = trunk.pollEvent()) {
                trunkEvents.add(event);
            }
        }
        for (Outgoing next = outgoing.poll(); next != null; next = outgoing.poll()) {
            outbox.send(next.socket(), next.remote(), next.bytes());
        }
    }

    /** What is queued leaves before the counters are read, as in a worker's freeze. */
    void flush() {
        egress.flush();
        trunkEgress.flush();
    }
}
