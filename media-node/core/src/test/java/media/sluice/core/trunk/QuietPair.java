package media.sluice.core.trunk;

import java.lang.foreign.MemorySegment;
import java.util.List;
import media.sluice.core.crypto.FakeSrtpEngine;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.DatagramSink;
import media.sluice.core.wire.TransportAddress;

/** Two ends whose network is one slot: what one commits the other opens in place. */
final class QuietPair implements DatagramSink {

    private static final int LENGTH = 1_000;

    private final MemorySegment place = MemorySegment.ofArray(new byte[2_048]);
    private final FakeSrtpEngine engine = new FakeSrtpEngine();
    private final TrunkEgress egress = new TrunkEgress(engine, this);
    private final Trunk a =
            new Trunk(
                    egress,
                    new TrunkParameters(
                            1,
                            2,
                            TrunkPair.key(1),
                            TrunkPair.key(2),
                            List.of(new TrunkParameters.Path(0, TrunkPair.B))),
                    1);
    private final Trunk b =
            new Trunk(
                    egress,
                    new TrunkParameters(
                            2,
                            1,
                            TrunkPair.key(2),
                            TrunkPair.key(1),
                            List.of(new TrunkParameters.Path(0, TrunkPair.A))),
                    1);
    private long now = 2;
    private Trunk receiver = b;
    int taken;

    QuietPair() {
        a.handleTimeout(now);
        egress.flush();
        receiver = a;
        b.handleTimeout(now);
        egress.flush();
        receiver = b;
    }

    void carryOne() {
        now += 1_000_000;
        MemorySegment slots = a.begin();
        Bytes.put64(slots, a.at(), now);
        a.send(TrunkFrame.PACKET, 5, LENGTH);
        egress.flush();
    }

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
        TransportAddress from = receiver == a ? TrunkPair.B : TrunkPair.A;
        if (receiver.open(0, from, place, 0, length, now) == TrunkFrame.PACKET) {
            taken++;
        }
    }
}
