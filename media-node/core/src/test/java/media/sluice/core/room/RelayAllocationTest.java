package media.sluice.core.room;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import media.sluice.core.codec.Codec;
import media.sluice.core.crypto.FakeSrtpEngine;
import media.sluice.core.crypto.Secret;
import media.sluice.core.trunk.Trunk;
import media.sluice.core.trunk.TrunkEgress;
import media.sluice.core.trunk.TrunkParameters;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.DatagramSink;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A picture's way from a session over a trunk to a consumer on another leg. */
class RelayAllocationTest {

    private static final int PACKETS = 20_000;
    private static final int WARM_UP_RUNS = 6;
    private static final TransportAddress SOMEWHERE = TransportAddress.ofIpv4(0x7F00_0001, 9);

    /** What is committed reaches the other leg at once, or is only counted. */
    private final class Wire implements DatagramSink {
        private final MemorySegment place = MemorySegment.ofArray(new byte[2_048]);
        private @Nullable RoomTrunk receiver;
        private long count;

        @Override
        public MemorySegment segment() {
            return place;
        }

        @Override
        public long reserve(int capacity) {
            return 0;
        }

        @Override
        public void commit(int length, int socket, TransportAddress remote) {
            count++;
            if (receiver != null) {
                receiver.handleDatagram(0, SOMEWHERE, place, 0, length, now);
            }
        }
    }

    private final FakeSrtpEngine engine = new FakeSrtpEngine();
    private final Wire toPeers = new Wire();
    private final Wire toB = new Wire();
    private final Wire toA = new Wire();
    private final Egress egress = new Egress(engine, toPeers);
    private final TrunkEgress egressA = new TrunkEgress(engine, toB);
    private final TrunkEgress egressB = new TrunkEgress(engine, toA);
    private final Room roomA = new Room("room", egress);
    private final Room roomB = new Room("room", egress);
    private final TestPeer publisher = new TestPeer(0, engine);
    private final byte[] key = RoomFixture.vp8(1, true, true);
    private final byte[] delta = RoomFixture.vp8(1, true, false);
    private long now = 1_000_000_000L;
    private long index = 1;

    @Test
    void aRelayedPacketAllocatesNothing() throws CorruptStateException {
        RoomTrunk a = roomA.relays().open(new Trunk(egressA, parameters(1, 2), now), now);
        RoomTrunk b = roomB.relays().open(new Trunk(egressB, parameters(2, 1), now), now);
        toB.receiver = b;
        toA.receiver = a;
        turn();
        turn();
        roomA.addTransport("publisher", publisher, now);
        roomA.createProducer("publisher", RoomFixture.video("camera", 1), now);
        int stream = b.reserve(now);
        b.take(stream, a.feed("camera", stream, 1, now), now);
        roomB.addTransport("listener", new TestPeer(1, engine), now);
        roomB.createConsumer(
                "listener",
                RoomFixture.consumer(
                        "c", "camera", 5_000, 5_001, RoomFixture.codec(Codec.VP8, 100, 101)),
                ConsumerSettings.DEFAULT,
                now);
        send(key);
        turn();
        send(key);
        for (int i = 0; i < WARM_UP_RUNS; i++) {
            run();
        }
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sentBefore = toPeers.count;
        long before = threads.getCurrentThreadAllocatedBytes();
        run();
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(toPeers.count - sentBefore).isGreaterThanOrEqualTo(PACKETS);
        assertThat(allocated / PACKETS).as("bytes for a packet").isZero();
    }

    private static TrunkParameters parameters(int local, int remote) {
        return new TrunkParameters(
                local,
                remote,
                key(local),
                key(remote),
                List.of(new TrunkParameters.Path(0, SOMEWHERE)));
    }

    private static Secret key(int fill) {
        byte[] bytes = new byte[TrunkParameters.KEY_LENGTH];
        Arrays.fill(bytes, (byte) fill);
        return Secret.of(bytes);
    }

    private void run() {
        for (int i = 0; i < PACKETS; i++) {
            send(delta);
        }
        turn();
    }

    private void turn() {
        now += 300_000_000L;
        roomA.handleTimeout(now);
        egressA.flush();
        roomB.handleTimeout(now);
        egressB.flush();
        roomA.handleTimeout(now);
        egressA.flush();
        egress.flush();
    }

    private void send(byte[] payload) {
        now += 1_000;
        payload[2] = (byte) (0x80 | (index >>> 8 & 0x7F));
        payload[3] = (byte) index;
        publisher.send(0, 1_000, RoomFixture.VP8, index++, (int) index * 90, now, payload);
        egressA.flush();
        egress.flush();
    }
}
