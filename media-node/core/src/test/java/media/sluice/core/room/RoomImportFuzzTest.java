package media.sluice.core.room;

import com.code_intelligence.jazzer.junit.FuzzTest;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;

/** A room takes any bytes as a session's leg: they are refused, or media goes on with them. */
class RoomImportFuzzTest {

    @FuzzTest
    void importSession(byte[] data) {
        RoomFixture fixture = new RoomFixture();
        TestPeer alice = fixture.join("alice");
        try {
            fixture.room.importSession("alice", new StateReader(data), fixture.now);
        } catch (CorruptStateException e) {
            return;
        }
        fixture.settle();
        if (alice.isReceiving()) {
            byte[] payload = RoomFixture.vp8(1, true, true);
            alice.send(0, 1000, RoomFixture.VP8, 70, 3000, fixture.now, payload);
            alice.send(0, 1000, RoomFixture.VP8, 72, 3000, fixture.now, payload);
        }
        fixture.settle();
    }
}
