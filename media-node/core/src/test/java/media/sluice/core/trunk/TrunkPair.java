package media.sluice.core.trunk;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.List;
import media.sluice.core.crypto.FakeSrtpEngine;
import media.sluice.core.crypto.Secret;
import media.sluice.core.sim.SimAddresses;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.DatagramSink;
import media.sluice.core.wire.TransportAddress;

/** Both ends of a trunk; what one has sent lies in its queue until it is carried over. */
final class TrunkPair {

    static final TransportAddress A = SimAddresses.v4("203.0.113.1", 7882);
    static final TransportAddress B = SimAddresses.v4("203.0.113.2", 7882);
    static final int ID_A = 0x0A0A0A0A;
    static final int ID_B = 0x0B0B0B0B;

    /** One end with what it has sent. */
    static final class End implements DatagramSink {
        private final MemorySegment place = MemorySegment.ofArray(new byte[2_048]);
        final FakeSrtpEngine engine = new FakeSrtpEngine().watchNonces();
        final TrunkEgress egress = new TrunkEgress(engine, this);
        final ArrayDeque<byte[]> sent = new ArrayDeque<>();
        final ArrayDeque<TransportAddress> to = new ArrayDeque<>();
        final Trunk trunk;

        End(TrunkParameters parameters) {
            trunk = new Trunk(egress, parameters, 1);
        }

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
            sent.add(bytes);
            to.add(remote);
        }

        /** Sends a payload and gives the datagram. */
        byte[] send(int kind, int stream, byte[] payload) {
            MemorySegment slots = trunk.begin();
            Bytes.copy(payload, 0, slots, trunk.at(), payload.length);
            trunk.send(kind, stream, payload.length);
            egress.flush();
            return sent.removeLast();
        }

        int open(byte[] datagram, TransportAddress from, long nowNanos) {
            byte[] copy = datagram.clone();
            return trunk.open(0, from, MemorySegment.ofArray(copy), 0, copy.length, nowNanos);
        }

        void tick(long nowNanos) {
            trunk.handleTimeout(nowNanos);
            egress.flush();
        }
    }

    final End a;
    final End b;

    TrunkPair() {
        Secret ab = key(1);
        Secret ba = key(2);
        a = new End(new TrunkParameters(ID_A, ID_B, ab, ba, paths(B)));
        b = new End(new TrunkParameters(ID_B, ID_A, ba, ab, paths(A)));
    }

    private static List<TrunkParameters.Path> paths(TransportAddress to) {
        return List.of(new TrunkParameters.Path(0, to));
    }

    static Secret key(int fill) {
        byte[] bytes = new byte[TrunkParameters.KEY_LENGTH];
        java.util.Arrays.fill(bytes, (byte) fill);
        return Secret.of(bytes);
    }

    /** Carries what was sent in both directions, until nothing is left or the path is proven. */
    TrunkPair prove(long nowNanos) {
        for (int i = 0; i < 4; i++) {
            a.tick(nowNanos);
            carry(a, b, A, nowNanos);
            b.tick(nowNanos);
            carry(b, a, B, nowNanos);
        }
        return this;
    }

    static void carry(End from, End to, TransportAddress address, long nowNanos) {
        for (byte[] next = from.sent.poll(); next != null; next = from.sent.poll()) {
            to.open(next, address, nowNanos);
        }
    }
}
