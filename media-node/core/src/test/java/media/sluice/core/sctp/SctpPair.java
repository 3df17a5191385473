package media.sluice.core.sctp;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import media.sluice.core.sim.SimAddresses;
import media.sluice.core.sim.SimLink;
import media.sluice.core.sim.SimNetwork;
import media.sluice.core.wire.TransportAddress;

/** Two endpoints and the network between them. */
final class SctpPair {

    static final Duration SECOND = Duration.ofSeconds(1);

    private static final TransportAddress ALICE = SimAddresses.v4("10.0.0.1", 5000);
    private static final TransportAddress BOB = SimAddresses.v4("10.0.0.2", 5000);

    final SimNetwork network;
    final SctpEndpoint alice;
    final SctpEndpoint bob;

    SctpPair(long seed) {
        this(seed, SctpConfig.standard(), (int) seed * 7919);
    }

    SctpPair(long seed, SctpConfig config, int initialTsn) {
        network = new SimNetwork(seed);
        alice = new SctpEndpoint(config, BOB, seed * 2 + 1, initialTsn);
        bob = new SctpEndpoint(config, ALICE, seed * 2 + 2, initialTsn + 3);
        network.connect(
                network.attach("alice", alice, ALICE),
                network.attach("bob", bob, BOB),
                SimLink.delay(Duration.ofMillis(20)));
    }

    SctpPair link(SimLink link) {
        network.connect(network.node(alice), network.node(bob), link);
        return this;
    }

    /** Brings the association up. */
    SctpPair up() {
        alice.association().connect(alice.localNanos(network.nowNanos()));
        boolean isUp = network.runUntil(this::isUp, SECOND.multipliedBy(60));
        if (!isUp) {
            throw new AssertionError(
                    "not up: " + alice.association().state() + " " + bob.association().state());
        }
        network.runFor(SECOND);
        return this;
    }

    boolean isUp() {
        return alice.association().state() == AssociationState.ESTABLISHED
                && bob.association().state() == AssociationState.ESTABLISHED;
    }

    void runFor(Duration span) {
        network.runFor(span);
    }

    SendStatus aliceSends(int stream, byte[] payload, Reliability reliability) {
        return alice.send(stream, payload, reliability, network.nowNanos());
    }

    /** Notes the type of the first chunk of each packet that arrives at Bob. */
    List<Integer> tapFirstChunksToBob() {
        var types = new ArrayList<Integer>();
        network.tap(datagram -> {
            if (datagram.receiver() == network.node(bob)) {
                types.add(datagram.payload()[12] & 0xFF);
            }
        });
        return types;
    }

    /** Gives Alice a packet with these chunks, as if from Bob. */
    void injectToAlice(int tag, byte[]... chunks) {
        var packet = new PacketBuilder(SctpConfig.standard(), tag);
        for (byte[] chunk : chunks) {
            packet.add(chunk);
        }
        byte[] bytes = packet.finish();
        alice.association()
                .handlePacket(MemorySegment.ofArray(bytes), 0, bytes.length, network.nowNanos());
    }

    static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
