package media.sluice.core.sctp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * Whatever a peer or a capsule holds: nothing throws but what says so, and memory stays bounded.
 */
class SctpFuzzTest {

    private static final SctpConfig CONFIG =
            new SctpConfig(5000, 5000, 1160, 64, 20_000, 40_000, 40_000);
    private static final long NOW = 1_000_000_000L;

    /** Chunks in a good packet, the input cut at marks into several packets. */
    @FuzzTest
    void chunksOfAnEstablishedPeer(byte[] data) {
        var pair = new SctpPair(1, CONFIG, -5).up();
        pair.aliceSends(1, new byte[3_000], Reliability.retransmits(true, 0));
        pair.aliceSends(2, new byte[3_000], Reliability.ordered());
        var set = new DataChannelSet(pair.alice.association(), CONFIG, true);
        long now = pair.network.nowNanos();
        while (pair.alice.association().pollPacket(now) != null) {
            now++;
        }
        feed(set, pair.alice.association().localTag(), data, now);
        if (set.association().bufferedBytes() > 2L * CONFIG.sendBufferBytes()) {
            throw new IllegalStateException("send buffer has no bound");
        }
        canMove(set, now);
    }

    /** Whatever a peer sent, its session can go on elsewhere. */
    private static void canMove(DataChannelSet set, long nowNanos) {
        var random = new Random(2);
        var writer = new StateWriter();
        set.export(writer, nowNanos);
        try {
            DataChannelSet.restore(
                    new StateReader(writer.toBytes()), CONFIG, random::nextBytes, true, nowNanos);
        } catch (CorruptStateException e) {
            throw new IllegalStateException("own state cannot be read", e);
        }
    }

    /** Chunks to one who waits, as INIT and COOKIE-ECHO come. */
    @FuzzTest
    void chunksOfAStranger(byte[] data) {
        var random = new Random(1);
        var association = new SctpAssociation(CONFIG, random::nextBytes);
        var set = new DataChannelSet(association, CONFIG, true);
        feed(set, 0, data, NOW);
        association.connect(NOW);
        feed(set, association.localTag(), data, NOW);
        canMove(set, NOW);
    }

    private static void feed(DataChannelSet set, int tag, byte[] data, long nowNanos) {
        int from = 0;
        long now = nowNanos;
        while (from < data.length) {
            int length = Math.min(data.length - from, 1 + (data[from] & 0xFF) * 4);
            byte[] chunks = new byte[length - 1];
            System.arraycopy(data, from + 1, chunks, 0, length - 1);
            // One who begins anew does not know the tag (RFC 9260 §8.5.1).
            boolean isInit = chunks.length > 0 && chunks[0] == ChunkType.INIT;
            var packet = new PacketBuilder(CONFIG, isInit ? 0 : tag);
            packet.add(chunks);
            byte[] bytes = packet.finish();
            set.association().handlePacket(MemorySegment.ofArray(bytes), 0, bytes.length, now);
            now += 30_000_000L;
            set.association().handleTimeout(now);
            drain(set, now);
            from += length;
        }
    }

    private static void drain(DataChannelSet set, long now) {
        int left = 10_000;
        while (set.pollEvent(now) != null) {
            left--;
        }
        while (set.association().pollPacket(now) != null) {
            left--;
        }
        if (left < 0) {
            throw new IllegalStateException("one packet causes thousands");
        }
    }

    @FuzzTest
    void rawPacket(byte[] data) {
        var random = new Random(1);
        var association = new SctpAssociation(CONFIG, random::nextBytes);
        association.handlePacket(MemorySegment.ofArray(data), 0, data.length, NOW);
        if (association.state() != AssociationState.CLOSED) {
            throw new IllegalStateException("a packet without a cookie began an association");
        }
    }

    @FuzzTest
    void channelMessage(byte[] data) {
        var message = DcepMessage.read(data);
        if (message instanceof DcepMessage.Open open) {
            var channel = new DataChannel(1, open.label(), open.protocol(), open.reliability());
            if (!open.equals(DcepMessage.read(DcepMessage.open(channel)))) {
                throw new IllegalStateException("own message reads otherwise");
            }
        } else if (message == null && data.length > 0 && data[0] == 2) {
            throw new IllegalStateException("an acknowledgement was refused");
        }
    }

    @FuzzTest
    void exportedState(byte[] data) {
        var random = new Random(1);
        DataChannelSet set;
        try {
            set =
                    DataChannelSet.restore(
                            new StateReader(data), CONFIG, random::nextBytes, true, NOW);
        } catch (CorruptStateException e) {
            // The only way out.
            return;
        }
        set.association().handleTimeout(NOW + 5_000_000_000L);
        set.send(1, true, new byte[10], NOW);
        set.pollEvent(NOW);
        set.association().pollPacket(NOW);
    }
}
