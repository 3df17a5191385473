package media.sluice.core.room;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.util.List;
import media.sluice.core.codec.Codec;
import media.sluice.core.crypto.FakeSrtpEngine;
import media.sluice.core.sim.SimNetwork;
import media.sluice.core.trunk.TrunkFrame;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;

/** What another node may send inside authentic frames and messages. */
class RelayFuzzTest {

    @FuzzTest
    void neverThrowsOnFrames(byte[] data) throws CorruptStateException {
        var network = new SimNetwork(1);
        var engine = new FakeSrtpEngine();
        var a = new SimLeg(network, "203.0.113.1", engine);
        var b = new SimLeg(network, "203.0.113.2", engine);
        SimLeg.connect(a, b, 1, network.nowNanos());
        network.runFor(java.time.Duration.ofMillis(100));
        long now = network.nowNanos();
        var publisher = new TestPeer(0, engine);
        a.room.addTransport("publisher", publisher, now);
        a.room.createProducer("publisher", RoomFixture.video("camera", 3), now);
        var listener = new TestPeer(1, engine);
        b.room.addTransport("listener", listener, now);
        int stream = b.trunk().reserve(now);
        b.trunk().take(stream, a.trunk().feed("camera", stream, 7, now), now);
        var codec = RoomFixture.codec(Codec.VP8, 100, 101);
        b.room.createConsumer(
                "listener",
                RoomFixture.consumer("c", "camera", 5_000, 5_001, codec),
                ConsumerSettings.DEFAULT,
                now);
        MemorySegment bytes = MemorySegment.ofArray(data);
        for (SimLeg leg : List.of(a, b)) {
            for (int kind = TrunkFrame.PACKET; kind <= TrunkFrame.WISH; kind++) {
                leg.trunk().handleContent(kind, stream, bytes, 0, data.length, 1_000, now);
                leg.room.handleTimeout(now);
            }
            leg.flush();
        }
    }

    @FuzzTest
    void refusesStateThatCannotBeRead(byte[] data) {
        var network = new SimNetwork(1);
        var engine = new FakeSrtpEngine();
        var a = new SimLeg(network, "203.0.113.1", engine);
        var b = new SimLeg(network, "203.0.113.2", engine);
        SimLeg.connect(a, b, 1, network.nowNanos());
        try {
            a.trunk().take(a.trunk().reserve(1), data, 1);
        } catch (CorruptStateException e) {
            a.room.handleTimeout(2);
        }
        try {
            RoomArrival.readWants(new StateReader(data));
        } catch (CorruptStateException e) {
            a.room.handleTimeout(3);
        }
    }
}
