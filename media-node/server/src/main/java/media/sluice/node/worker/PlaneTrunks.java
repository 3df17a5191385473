package media.sluice.node.worker;

import java.util.ArrayList;
import java.util.Arrays;
import media.sluice.core.crypto.Secret;
import media.sluice.core.room.LegMessage;
import media.sluice.core.room.RoomRelays;
import media.sluice.core.room.RoomTrunk;
import media.sluice.core.room.TrunkEvent;
import media.sluice.core.trunk.Trunk;
import media.sluice.core.trunk.TrunkEgress;
import media.sluice.core.trunk.TrunkFrame;
import media.sluice.core.trunk.TrunkParameters;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.RandomSource;
import media.sluice.core.wire.TransportAddress;
import media.sluice.node.counters.Counter;
import media.sluice.node.fault.ErrorCode;
import media.sluice.node.fault.RequestException;
import media.sluice.node.net.ReceiveBatch;
import media.sluice.node.relay.TrunkEnd;
import media.sluice.node.relay.TrunkListener;
import org.jspecify.annotations.Nullable;

/** The trunks of one worker's rooms. Owned by the worker. */
final class PlaneTrunks {

    /** Trunks of a worker at most; a power of two. The place is part of a trunk's number. */
    private static final int MAX_TRUNKS = 4_096;

    private final Plane plane;
    private final WorkerPorts ports;
    private final RandomSource random;
    private final TrunkEgress egress;
    private final @Nullable TrunkEntry[] entries = new @Nullable TrunkEntry[MAX_TRUNKS];
    private long sentBefore;

    PlaneTrunks(Plane plane, WorkerPorts ports, PlaneSetup setup, TrunkEgress egress) {
        this.plane = plane;
        this.ports = ports;
        this.egress = egress;
        random = setup.sessionPorts().random();
    }

    /** A datagram that looks like one of a trunk. */
    void handle(ReceiveBatch batch, int index) {
        int id = TrunkFrame.trunkId(batch.segment(), batch.offset(index));
        TrunkEntry entry = entries[id & (MAX_TRUNKS - 1)];
        RoomTrunk trunk = entry == null || entry.localId() != id ? null : entry.trunk();
        if (entry == null || trunk == null) {
            plane.counters().increment(Counter.TRUNK_UNKNOWN);
            return;
        }
        long dropped = trunk.trunk().dropped();
        try {
            trunk.handleDatagram(
                    batch.socket(index),
                    batch.remote(index),
                    batch.segment(),
                    batch.offset(index),
                    batch.length(index),
                    plane.now());
        } catch (RuntimeException e) {
            plane.breakRoom(entry.room(), e);
            return;
        }
        boolean isDropped = trunk.trunk().dropped() != dropped;
        plane.counters().increment(isDropped ? Counter.TRUNK_DROPPED : Counter.TRUNK_RECEIVED);
        plane.touch(entry.room());
    }

    /** Seals and sends what the cycle has made. */
    void flush() {
        egress.flush();
        long sent = egress.sent();
        if (sent != sentBefore) {
            plane.counters().add(Counter.TRUNK_SENT, sent - sentBefore);
            sentBefore = sent;
        }
    }

    // ---- commands ----------------------------------------------------------------------------

    TrunkEntry open(String roomId, Epoch epoch, TrunkListener listener) {
        RoomEntry room = plane.commands().room(roomId, epoch);
        int slot = 0;
        while (slot < MAX_TRUNKS && entries[slot] != null) {
            slot++;
        }
        if (slot == MAX_TRUNKS) {
            throw new RequestException(ErrorCode.ROOM_FULL);
        }
        byte[] key = new byte[TrunkParameters.KEY_LENGTH];
        random.nextBytes(key);
        int id = random.nextInt() & -MAX_TRUNKS | slot;
        if (id == 0) {
            // Zero means none.
            id = MAX_TRUNKS;
        }
        var entry = new TrunkEntry(room, id, Secret.of(key), listener);
        Arrays.fill(key, (byte) 0);
        entries[slot] = entry;
        room.add(entry);
        plane.counters().increment(Counter.TRUNKS_OPENED);
        return entry;
    }

    TrunkEnd.Greeting greeting(TrunkEntry entry) {
        var addresses = new ArrayList<TransportAddress>();
        for (int socket : ports.sockets(0)) {
            addresses.addAll(ports.addresses(socket));
        }
        if (addresses.size() > TrunkParameters.MAX_PATHS) {
            addresses.subList(TrunkParameters.MAX_PATHS, addresses.size()).clear();
        }
        return new TrunkEnd.Greeting(entry.localId(), entry.sendKey().bytes(), addresses);
    }

    void connect(TrunkEntry entry, TrunkEnd.Greeting other, String relayAddress) {
        requireOpen(entry);
        var paths = new ArrayList<TrunkParameters.Path>();
        for (TransportAddress address : other.addresses()) {
            for (int socket : ports.sockets(0)) {
                boolean fits =
                        ports.addresses(socket).stream()
                                .anyMatch(each -> each.isIpv4() == address.isIpv4());
                if (fits && paths.size() < TrunkParameters.MAX_PATHS) {
                    paths.add(new TrunkParameters.Path(socket, address));
                    break;
                }
            }
        }
        if (paths.isEmpty()) {
            throw new RequestException(
                    ErrorCode.NO_TRUNK,
                    "The nodes have no address family in common. Give both IPv4, or both IPv6.");
        }
        var parameters =
                new TrunkParameters(
                        entry.localId(),
                        other.trunkId(),
                        entry.sendKey(),
                        Secret.of(other.key()),
                        paths);
        var trunk = new Trunk(egress, parameters, plane.now());
        entry.connected(entry.room().room().relays().open(trunk, plane.now()), relayAddress);
        entry.sendKey().wipe();
        plane.settle(entry.room());
    }

    int reserve(TrunkEntry entry) {
        return connected(entry).reserve(plane.now());
    }

    void take(TrunkEntry entry, int streamId, byte[] producer) {
        try {
            connected(entry).take(streamId, producer, plane.now());
        } catch (CorruptStateException e) {
            throw new RequestException(
                    ErrorCode.CORRUPT_CAPSULE,
                    "The producer of the other node cannot be used: " + e.getMessage() + ".");
        }
        plane.settle(entry.room());
    }

    byte[] feed(TrunkEntry entry, String producerId, int streamId, int layers) {
        byte[] fed = connected(entry).feed(producerId, streamId, layers, plane.now());
        plane.settle(entry.room());
        return fed;
    }

    void stopFeeding(TrunkEntry entry, int streamId) {
        connected(entry).stopFeeding(streamId);
        plane.settle(entry.room());
    }

    void feedEnded(TrunkEntry entry, int streamId) {
        connected(entry).onFeedEnded(streamId, plane.now());
        plane.settle(entry.room());
    }

    void takeMessage(TrunkEntry entry, LegMessage message) {
        connected(entry).takeMessage(message, plane.now());
        plane.settle(entry.room());
    }

    void keep(TrunkEntry entry) {
        connected(entry).touch(plane.now());
    }

    void close(TrunkEntry entry) {
        if (entry.isClosed) {
            return;
        }
        entry.isClosed = true;
        entries[entry.localId() & (MAX_TRUNKS - 1)] = null;
        entry.room().remove(entry);
        RoomTrunk trunk = entry.trunk();
        if (trunk != null) {
            entry.room().room().relays().close(trunk, plane.now());
        }
        plane.counters().increment(Counter.TRUNKS_CLOSED);
        entry.listener().onOver();
        plane.settle(entry.room());
    }

    /** The other end is in the room as this one; null when it has no such trunk. */
    @Nullable RoomTrunk find(RoomEntry room, int localId) {
        TrunkEntry entry = entries[localId & (MAX_TRUNKS - 1)];
        boolean isIt = entry != null && entry.localId() == localId && entry.room() == room;
        return isIt && entry != null ? entry.trunk() : null;
    }

    /** Where the producer is: over which trunk it comes, when it is relayed, is noted as wanted. */
    RoomRelays.Place place(String roomId, String producerId, Epoch epoch) {
        RoomEntry room = plane.commands().room(roomId, epoch);
        room.room().relays().touch(producerId, plane.now());
        return room.room().relays().place(producerId);
    }

    /** Number here of the trunk over which a producer comes; 0 when it does not. */
    int trunkOf(String roomId, String producerId, Epoch epoch) {
        RoomEntry room = plane.commands().room(roomId, epoch);
        RoomTrunk trunk = room.room().relays().touch(producerId, plane.now());
        return trunk == null ? 0 : trunk.trunk().localId();
    }

    void stop(String roomId, String producerId, Epoch epoch) {
        RoomEntry room = plane.commands().room(roomId, epoch);
        room.room().relays().stop(producerId, plane.now());
        plane.settle(room);
    }

    /** Tells control streams what the room's trunks have to say. */
    void drain(RoomEntry room) {
        for (TrunkEntry entry : room.trunks()) {
            RoomTrunk trunk = entry.trunk();
            if (trunk != null) {
                drain(entry, trunk);
            }
        }
    }

    private void drain(TrunkEntry entry, RoomTrunk trunk) {
        for (TrunkEvent event = trunk.pollEvent(); event != null; event = trunk.pollEvent()) {
            switch (event) {
                case TrunkEvent.Proven _ -> entry.listener().onProven();
                case TrunkEvent.FeedEnded(int stream) -> entry.listener().onFeedEnded(stream);
                case TrunkEvent.FeedUnwanted(int stream) -> entry.listener().onFeedUnwanted(stream);
                case TrunkEvent.Message(LegMessage message) -> entry.listener().onMessage(message);
                case TrunkEvent.Over(boolean isLost) -> {
                    if (isLost) {
                        plane.counters().increment(Counter.TRUNKS_LOST);
                    }
                    close(entry);
                }
            }
        }
    }

    private static void requireOpen(TrunkEntry entry) {
        if (entry.isClosed) {
            throw new RequestException(ErrorCode.NO_TRUNK, "The trunk has ended.");
        }
    }

    private static RoomTrunk connected(TrunkEntry entry) {
        requireOpen(entry);
        RoomTrunk trunk = entry.trunk();
        if (trunk == null || !trunk.isAlive()) {
            throw new RequestException(ErrorCode.NO_TRUNK, "The trunk has ended.");
        }
        return trunk;
    }

    /** Counters of what a room has to do with other legs. */
    RelaySnapshot snapshot(RoomEntry room) {
        var trunks = new ArrayList<RelaySnapshot.OfTrunk>();
        var producers = new ArrayList<RelaySnapshot.OfProducer>();
        for (TrunkEntry entry : room.trunks()) {
            RoomTrunk trunk = entry.trunk();
            if (trunk != null) {
                trunks.add(
                        new RelaySnapshot.OfTrunk(
                                entry.relayAddress(),
                                trunk.trunk().remote(),
                                Math.max(0, trunk.trunk().roundTripNanos()) / 1_000,
                                new RelaySnapshot.Datagrams(
                                        trunk.trunk().sent(),
                                        trunk.trunk().received(),
                                        trunk.trunk().dropped(),
                                        trunk.trunk().lost()),
                                trunk.feedsOut(),
                                trunk.feedsIn()));
            }
        }
        for (RoomRelays.Relayed each : room.room().relays().statistics(plane.now())) {
            String address = "";
            for (TrunkEntry entry : room.trunks()) {
                address = entry.trunk() == each.trunk() ? entry.relayAddress() : address;
            }
            producers.add(new RelaySnapshot.OfProducer(address, each.consumers(), each.counters()));
        }
        return new RelaySnapshot(trunks, producers);
    }

    /** Ends the trunks of a room that closes. */
    void closeAll(RoomEntry room) {
        for (TrunkEntry entry : room.trunks()) {
            close(entry);
        }
    }
}
