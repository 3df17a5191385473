package media.sluice.core.crypto;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import media.sluice.core.wire.Bytes;

/**
 * An engine without cryptography but with the wire format and the properties of one: the ciphertext
 * depends on key, SSRC and index, the tag on every bit. With {@link #watchNonces} it remembers what
 * was sealed and counts two different results under one key, SSRC and index. Allocates nothing
 * unless watching.
 */
public final class FakeSrtpEngine implements SrtpEngine {

    private record Nonce(long key, int ssrc, long index) {}

    private final Map<Nonce, Integer> sealed = new HashMap<>();
    private boolean isWatching;
    private int nonceReuses;
    private int packets;

    /** From now on remembers every seal. */
    public FakeSrtpEngine watchNonces() {
        isWatching = true;
        return this;
    }

    /** Times that two different packets were sealed under one key, SSRC and index. Must stay 0. */
    public int nonceReuses() {
        return nonceReuses;
    }

    /** Packets sealed and opened. */
    public int packets() {
        return packets;
    }

    private record FakeKey(SrtpProfile profile, long seed) implements SrtpKey {
        @Override
        public void close() {}
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public SrtpKey newKey(SrtpKeySpec spec) {
        long seed = Arrays.hashCode(spec.session().encryption().bytes());
        return new FakeKey(
                spec.profile(), seed * 31 + Arrays.hashCode(spec.session().salt().bytes()));
    }

    @Override
    public void protectRtp(SrtpBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            seal(batch, i, 8, false);
        }
    }

    @Override
    public void protectRtcp(SrtpBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            seal(batch, i, 4, true);
        }
    }

    @Override
    public void unprotectRtp(SrtpBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            open(batch, i, 8, false);
        }
    }

    @Override
    public void unprotectRtcp(SrtpBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            open(batch, i, 4, true);
        }
    }

    private void seal(SrtpBatch batch, int i, int ssrcAt, boolean isRtcp) {
        FakeKey key = (FakeKey) batch.key[i];
        int tag = key.profile().tagLength();
        int trailer = isRtcp ? key.profile().rtcpTrailerLength() : tag;
        int plainEnd = batch.headerLength[i] + batch.prefixLength[i] + batch.payloadLength[i];
        if (plainEnd + trailer > batch.packetCapacity[i]) {
            batch.status[i] = CryptoStatus.NO_ROOM;
            return;
        }
        MemorySegment packet = batch.packet[i];
        long at = batch.packetOffset[i];
        Bytes.copy(
                batch.payload[i],
                batch.payloadOffset[i],
                packet,
                at + batch.headerLength[i] + batch.prefixLength[i],
                batch.payloadLength[i]);
        int ssrc = Bytes.i32(packet, at + ssrcAt);
        long nonce = nonce(key, ssrc, batch.index[i]);
        crypt(packet, at + batch.headerLength[i], plainEnd - batch.headerLength[i], nonce);
        int tagAt = plainEnd;
        if (isRtcp) {
            int indexAt = key.profile().isAead() ? plainEnd + tag : plainEnd;
            tagAt = key.profile().isAead() ? plainEnd : plainEnd + 4;
            Bytes.put32(packet, at + indexAt, 0x8000_0000L | batch.index[i]);
        }
        long hash = hash(packet, at, plainEnd, nonce);
        for (int b = 0; b < tag; b++) {
            Bytes.put8(packet, at + tagAt + b, (int) (hash >>> (8 * (b & 7))));
        }
        batch.packetLength[i] = plainEnd + trailer;
        batch.status[i] = CryptoStatus.OK;
        packets++;
        if (isWatching) {
            Integer before =
                    sealed.put(new Nonce(key.seed(), ssrc, batch.index[i]), Long.hashCode(hash));
            if (before != null && before != Long.hashCode(hash)) {
                nonceReuses++;
            }
        }
    }

    private void open(SrtpBatch batch, int i, int ssrcAt, boolean isRtcp) {
        FakeKey key = (FakeKey) batch.key[i];
        int tag = key.profile().tagLength();
        int trailer = isRtcp ? key.profile().rtcpTrailerLength() : tag;
        int plainEnd = batch.packetLength[i] - trailer;
        if (plainEnd < batch.headerLength[i]) {
            batch.status[i] = CryptoStatus.TOO_SHORT;
            return;
        }
        MemorySegment packet = batch.packet[i];
        long at = batch.packetOffset[i];
        int tagAt = isRtcp && !key.profile().isAead() ? plainEnd + 4 : plainEnd;
        long nonce = nonce(key, Bytes.i32(packet, at + ssrcAt), batch.index[i]);
        long hash = hash(packet, at, plainEnd, nonce);
        // Decrypts before it knows, as a native engine may: callers must not rely on the bytes
        // after a failure.
        crypt(packet, at + batch.headerLength[i], plainEnd - batch.headerLength[i], nonce);
        packets++;
        for (int b = 0; b < tag; b++) {
            if (Bytes.u8(packet, at + tagAt + b) != (int) (hash >>> (8 * (b & 7)) & 0xFF)) {
                batch.status[i] = CryptoStatus.AUTHENTICATION_FAILED;
                return;
            }
        }
        batch.packetLength[i] = plainEnd;
        batch.status[i] = CryptoStatus.OK;
    }

    private static long nonce(FakeKey key, int ssrc, long index) {
        return mix(key.seed() ^ mix(ssrc ^ mix(index)));
    }

    private static void crypt(MemorySegment packet, long at, int length, long nonce) {
        long stream = nonce;
        for (int i = 0; i < length; i++) {
            stream = mix(stream + i);
            Bytes.put8(packet, at + i, Bytes.u8(packet, at + i) ^ (int) stream);
        }
    }

    private static long hash(MemorySegment packet, long at, int length, long nonce) {
        long hash = nonce;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ Bytes.u8(packet, at + i)) * 0x1000_0000_01B3L;
        }
        return mix(hash);
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return mixed ^ (mixed >>> 31);
    }
}
