package media.sluice.core.srtp;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import media.sluice.core.crypto.CryptoStatus;
import media.sluice.core.crypto.FakeSrtpEngine;
import media.sluice.core.crypto.Secret;
import media.sluice.core.crypto.SrtpBatch;
import media.sluice.core.crypto.SrtpMasterKey;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/** Packets, keys and shorthands for the tests of this package. */
final class SrtpFixture {

    static final SrtpProfile PROFILE = SrtpProfile.AEAD_AES_128_GCM;
    static final int SSRC = 0xCAFE_BABE;

    private SrtpFixture() {}

    static SrtpMasterKey key(int seed) {
        byte[] key = new byte[16];
        byte[] salt = new byte[12];
        Arrays.fill(key, (byte) seed);
        Arrays.fill(salt, (byte) (seed + 1));
        return new SrtpMasterKey(Secret.of(key), Secret.of(salt));
    }

    static SrtpSender sender(FakeSrtpEngine engine) {
        return new SrtpSender(PROFILE, key(1), engine);
    }

    static SrtpReceiver receiver(FakeSrtpEngine engine) {
        return new SrtpReceiver(PROFILE, key(1), engine);
    }

    /** A plain RTP packet of 12 + 20 bytes, in an array with room for the trailer. */
    static MemorySegment packet(int ssrc, int sequence, int filling) {
        byte[] bytes = new byte[64];
        bytes[0] = (byte) 0x80;
        bytes[1] = 96;
        Arrays.fill(bytes, 12, 32, (byte) filling);
        MemorySegment segment = MemorySegment.ofArray(bytes);
        Bytes.put16(segment, 2, sequence);
        Bytes.put32(segment, 8, ssrc);
        return segment;
    }

    /** Seals one packet; null when the sender refuses. */
    static byte[] seal(FakeSrtpEngine engine, SrtpSender sender, int ssrc, int sequence) {
        return seal(engine, sender, ssrc, sequence, sequence);
    }

    @SuppressWarnings("NullAway") // null tells the test that nothing was sealed
    static byte[] seal(
            FakeSrtpEngine engine, SrtpSender sender, int ssrc, int sequence, int filling) {
        var batch = new SrtpBatch(1);
        MemorySegment packet = packet(ssrc, sequence, filling);
        int entry = sender.stage(batch, sender.stream(ssrc), sequence & 0xFFFF);
        if (entry < 0) {
            return null;
        }
        batch.packet(entry, packet, 0, 64);
        batch.plainInPlace(entry, 12, 32);
        engine.protectRtp(batch);
        if (batch.status[0] != CryptoStatus.OK) {
            throw new AssertionError(batch.status[0]);
        }
        byte[] sealed = new byte[batch.packetLength[0]];
        Bytes.copy(packet, 0, sealed, 0, sealed.length);
        return sealed;
    }

    static SrtpStatus open(SrtpReceiver receiver, byte[] sealed) {
        byte[] copy = sealed.clone();
        return receiver.unprotectRtp(MemorySegment.ofArray(copy), 0, copy.length);
    }

    static SrtpSender copy(SrtpSender sender, FakeSrtpEngine engine) {
        var writer = new StateWriter();
        sender.export(writer);
        try {
            return SrtpSender.restore(new StateReader(writer.toBytes()), engine);
        } catch (CorruptStateException e) {
            throw new AssertionError(e);
        }
    }

    static SrtpReceiver copy(SrtpReceiver receiver, FakeSrtpEngine engine) {
        var writer = new StateWriter();
        receiver.export(writer);
        try {
            return SrtpReceiver.restore(new StateReader(writer.toBytes()), engine);
        } catch (CorruptStateException e) {
            throw new AssertionError(e);
        }
    }
}
