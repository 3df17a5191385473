package media.sluice.node.crypto.jitsi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import media.sluice.core.crypto.CryptoStatus;
import media.sluice.core.crypto.Secret;
import media.sluice.core.crypto.SrtpBatch;
import media.sluice.core.crypto.SrtpEngine;
import media.sluice.core.crypto.SrtpKey;
import media.sluice.core.crypto.SrtpKeySpec;
import media.sluice.core.crypto.SrtpKeySpec.Direction;
import media.sluice.core.crypto.SrtpKeySpec.Scope;
import media.sluice.core.crypto.SrtpMasterKey;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.wire.Bytes;
import media.sluice.node.crypto.jdk.JdkSrtpEngine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two independent implementations, from the master key on: the same packets give the same bytes,
 * both ways.
 */
class EngineOracleTest {

    private static final int PACKETS = 2000;
    private static final int SSRC = 0x1234_ABCD;

    private final Random random = new Random(20_251_122);
    private final SrtpEngine ours = new JdkSrtpEngine();
    private final SrtpEngine theirs = new JitsiSrtpEngine();

    private SrtpMasterKey master(SrtpProfile profile) {
        byte[] key = new byte[profile.keyLength()];
        byte[] salt = new byte[profile.saltLength()];
        random.nextBytes(key);
        random.nextBytes(salt);
        return new SrtpMasterKey(Secret.of(key), Secret.of(salt));
    }

    private static SrtpKey key(
            SrtpEngine engine, SrtpKeySpec.Scope scope, Direction way, SrtpMasterKey master) {
        var profile =
                master.salt().length() == 12
                        ? SrtpProfile.AEAD_AES_128_GCM
                        : SrtpProfile.AES_CM_128_HMAC_SHA1_80;
        return engine.newKey(SrtpKeySpec.derive(profile, scope, way, master));
    }

    /** Seals or opens one packet; the header length tells RTCP (8) from RTP. */
    private static byte[] run(
            SrtpEngine engine, SrtpKey key, long index, byte[] packet, int header, boolean seal) {
        boolean isRtcp = header == 8;
        byte[] room = Arrays.copyOf(packet, packet.length + 32);
        var batch = new SrtpBatch(1);
        batch.add(key, index);
        batch.packet(0, MemorySegment.ofArray(room), 0, room.length);
        if (seal) {
            batch.plainInPlace(0, header, packet.length);
        } else {
            batch.sealed(0, header, packet.length);
        }
        if (seal && isRtcp) {
            engine.protectRtcp(batch);
        } else if (seal) {
            engine.protectRtp(batch);
        } else if (isRtcp) {
            engine.unprotectRtcp(batch);
        } else {
            engine.unprotectRtp(batch);
        }
        assertThat(batch.status[0])
                .as("%s index %d", engine.name(), index)
                .isEqualTo(CryptoStatus.OK);
        return Arrays.copyOf(room, batch.packetLength[0]);
    }

    private byte[] rtp(long index, int header) {
        byte[] packet = new byte[header + 1 + random.nextInt(1200)];
        random.nextBytes(packet);
        packet[0] = (byte) (header == 12 ? 0x80 : header == 16 ? 0x81 : 0x90);
        MemorySegment view = MemorySegment.ofArray(packet);
        Bytes.put16(view, 2, (int) index);
        Bytes.put32(view, 8, SSRC);
        if (header == 24) {
            Bytes.put32(view, 12, 0xBEDE_0002L);
        }
        return packet;
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void sealsAndOpensTheSameRtpThroughManyWraps(SrtpProfile profile) {
        var master = master(profile);
        SrtpKey ourSeal = key(ours, Scope.RTP, Direction.PROTECT, master);
        SrtpKey theirSeal = key(theirs, Scope.RTP, Direction.PROTECT, master);
        SrtpKey ourOpen = key(ours, Scope.RTP, Direction.UNPROTECT, master);
        SrtpKey theirOpen = key(theirs, Scope.RTP, Direction.UNPROTECT, master);
        long index = 60_000;
        int[] headers = {12, 16, 24};
        for (int i = 0; i < PACKETS; i++) {
            index += 1 + random.nextInt(i % 50 == 0 ? 30_000 : 3);
            int header = headers[random.nextInt(3)];
            byte[] plain = rtp(index, header);

            byte[] sealed = run(ours, ourSeal, index, plain, header, true);

            assertThat(run(theirs, theirSeal, index, plain, header, true)).isEqualTo(sealed);
            assertThat(run(ours, ourOpen, index, sealed, header, false)).isEqualTo(plain);
            assertThat(run(theirs, theirOpen, index, sealed, header, false)).isEqualTo(plain);
        }
        assertThat(index >>> 16).isGreaterThan(10);
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void sealsAndOpensTheSameRtcp(SrtpProfile profile) {
        var master = master(profile);
        SrtpKey ourSeal = key(ours, Scope.RTCP, Direction.PROTECT, master);
        SrtpKey theirSeal = key(theirs, Scope.RTCP, Direction.PROTECT, master);
        SrtpKey ourOpen = key(ours, Scope.RTCP, Direction.UNPROTECT, master);
        SrtpKey theirOpen = key(theirs, Scope.RTCP, Direction.UNPROTECT, master);
        for (int index = 0; index < 1000; index++) {
            byte[] plain = new byte[8 + 4 * random.nextInt(60)];
            random.nextBytes(plain);
            plain[0] = (byte) 0x81;
            plain[1] = (byte) 201;
            Bytes.put32(MemorySegment.ofArray(plain), 4, SSRC);

            byte[] sealed = run(ours, ourSeal, index, plain, 8, true);

            assertThat(run(theirs, theirSeal, index, plain, 8, true)).isEqualTo(sealed);
            assertThat(run(ours, ourOpen, index, sealed, 8, false)).isEqualTo(plain);
            assertThat(run(theirs, theirOpen, index, sealed, 8, false)).isEqualTo(plain);
        }
    }
}
