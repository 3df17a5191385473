package media.sluice.core.room;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * A publisher, or a receiver's feedback, of any content: who receives from somebody else goes on
 * receiving, and no index is sealed twice (the engine of the fixture watches).
 */
class PublisherFuzzTest {
    private static final int STEP = 8;

    /** Packets as they come out of the decryption: eight bytes of header facts, then payload. */
    @FuzzTest
    void payloads(byte[] data) {
        var fixture = new RoomFixture();
        TestPeer alice = fixture.join("alice");
        TestPeer bob = fixture.join("bob");
        fixture.join("carol");
        fixture.room.createProducer("alice", RoomFixture.video("v", 3), fixture.now);
        fixture.room.createProducer("carol", RoomFixture.video("w", 1), fixture.now);
        fixture.consumeVideo("bob", "b", "v", 5_000);
        fixture.consumeVideo("bob", "c", "w", 6_000);
        long index = 1_000;
        int at = 0;
        while (at + STEP <= data.length) {
            int length = Math.min(data[at] & 0x3F, data.length - at - STEP);
            byte[] payload = Arrays.copyOfRange(data, at + STEP, at + STEP + length);
            index = Math.max(0, index + data[at + 1]);
            int timestamp = (data[at + 2] & 0xFF) << 24 | (data[at + 3] & 0xFF) << 8;
            int layer = (data[at + 4] & 0xFF) % 3;
            alice.send(layer, 10 + layer, RoomFixture.VP8, index, timestamp, fixture.now, payload);
            fixture.feedback("bob")
                    .onNack(5_000, (data[at + 5] & 0xFF) << 4, data[at + 6] & 0xFF, fixture.now);
            if ((data[at + 7] & 1) != 0) {
                fixture.feedback("bob").onKeyFrameRequest(5_000, true, fixture.now);
            }
            fixture.pass(1 + (data[at + 7] & 0x1F));
            at += STEP + length;
        }
        othersGoOn(fixture, bob);
    }

    private static void othersGoOn(RoomFixture fixture, TestPeer bob) {
        TestPeer carol = fixture.peers.get("carol");
        if (carol == null) {
            throw new IllegalStateException("carol is gone");
        }
        byte[] key = RoomFixture.vp8(1, true, true);
        int before = bob.of(6_000).size();
        for (int i = 0; i < 3; i++) {
            carol.send(0, 20, RoomFixture.VP8, 70 + i, 3_000 * i, fixture.now, key);
            fixture.pass(30);
        }
        check(bob.of(6_000).size() == before + 3, "another publisher's packets do not arrive");
        var writer = new StateWriter();
        fixture.room.exportSession("bob", writer, fixture.now);
        var other = new RoomFixture();
        other.join("bob");
        try {
            other.room.importSession("bob", new StateReader(writer.toBytes()), other.now);
        } catch (CorruptStateException e) {
            throw new IllegalStateException("own state cannot be read", e);
        }
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalStateException(message);
        }
    }
}
