package media.sluice.core.room;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import media.sluice.core.codec.Codec;
import media.sluice.core.crypto.FakeSrtpEngine;
import media.sluice.core.rtp.ExtensionMap;
import media.sluice.core.rtp.KnownExtension;
import media.sluice.core.wire.DatagramSink;
import media.sluice.core.wire.TransportAddress;
import org.junit.jupiter.api.Test;

class RoomAllocationTest {

    private static final int CONSUMERS = 50;
    private static final int PACKETS = 3_000;

    private static final class CountingSink implements DatagramSink {
        private final MemorySegment room = MemorySegment.ofArray(new byte[2048]);
        private long count;

        @Override
        public MemorySegment segment() {
            return room;
        }

        @Override
        public long reserve(int capacity) {
            return 0;
        }

        @Override
        public void commit(int length, int socket, TransportAddress remote) {
            count++;
        }
    }

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final CountingSink sink = new CountingSink();
    private final FakeSrtpEngine engine = new FakeSrtpEngine();
    private final Egress egress = new Egress(engine, sink);
    private final Room room = new Room("room", egress);
    private final TestPeer publisher = new TestPeer(0, engine);
    private final byte[] key = RoomFixture.vp8(1, true, true);
    private final byte[] delta = RoomFixture.vp8(1, true, false);
    private long index = 1;
    private long now = 1;

    @Test
    void forwardsToFiftyConsumersWithoutAllocation() {
        room.addTransport("publisher", publisher, now);
        room.createProducer("publisher", RoomFixture.video("camera", 1), now);
        ExtensionMap extensions =
                ExtensionMap.EMPTY
                        .with(KnownExtension.MID, 1)
                        .with(KnownExtension.TRANSPORT_SEQUENCE, 3)
                        .with(KnownExtension.ABS_SEND_TIME, 4);
        for (int i = 1; i <= CONSUMERS; i++) {
            TestPeer peer = new TestPeer(i, engine);
            room.addTransport("peer" + i, peer, now);
            int rtx = i % 2 == 0 ? 101 : -1;
            room.createConsumer(
                    "peer" + i,
                    new ConsumerParameters(
                            "c" + i,
                            "camera",
                            "0",
                            List.of(RoomFixture.codec(Codec.VP8, 100, rtx)),
                            extensions,
                            5000,
                            5001,
                            "cname"),
                    ConsumerSettings.DEFAULT,
                    now);
        }
        send(key);
        // Caches of sent packets have grown, and have gone round once, within the third.
        for (int i = 0; i < 4; i++) {
            run();
        }
        long thread = Thread.currentThread().threadId();
        long sentBefore = sink.count;
        long before = threads.getThreadAllocatedBytes(thread);
        run();
        long allocated = threads.getThreadAllocatedBytes(thread) - before;
        long sent = sink.count - sentBefore;

        report(sent, allocated);
        assertThat(sent).isEqualTo((long) CONSUMERS * PACKETS);
        // Events of layers and such are not per packet; one byte per packet would be 150,000.
        assertThat(allocated).as("bytes for %d packets", sent).isLessThan(2_000);
    }

    @Test
    void keepsNoPacketsForAConsumerThatHasSentNone() {
        room.addTransport("publisher", publisher, now);
        room.createProducer("publisher", RoomFixture.video("camera", 1), now);
        room.addTransport("peer", new TestPeer(1, engine), now);
        var paused = new ConsumerSettings(true, 3, 7, 128);
        long before = threads.getCurrentThreadAllocatedBytes();

        for (int i = 0; i < CONSUMERS; i++) {
            var codec = RoomFixture.codec(Codec.VP8, 100, 101);
            room.createConsumer(
                    "peer",
                    RoomFixture.consumer("c" + i, "camera", 5000 + 2 * i, 5001 + 2 * i, codec),
                    paused,
                    now);
        }

        long each = (threads.getCurrentThreadAllocatedBytes() - before) / CONSUMERS;
        assertThat(each)
                .as("bytes for a consumer; its first packet needs 34,000")
                .isLessThan(20_000);
    }

    /** Read by {@code ./sluice bench garbage}. */
    private static void report(long sent, long allocated) {
        System.out.printf(
                Locale.ROOT,
                "core forwarding: subscribers=%d packets=%d bytes=%d bytes_per_packet=%.1f%n",
                CONSUMERS,
                sent,
                allocated,
                (double) allocated / sent);
    }

    private void run() {
        for (int i = 0; i < PACKETS; i++) {
            send(delta);
        }
    }

    private void send(byte[] payload) {
        now += 1_000_000;
        payload[2] = (byte) (0x80 | (index >>> 8 & 0x7F));
        payload[3] = (byte) index;
        publisher.send(0, 1000, RoomFixture.VP8, index++, (int) index * 90, now, payload);
        egress.flush();
    }
}
