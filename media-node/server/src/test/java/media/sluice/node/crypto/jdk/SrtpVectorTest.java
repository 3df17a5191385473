package media.sluice.node.crypto.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import media.sluice.core.crypto.CryptoStatus;
import media.sluice.core.crypto.Secret;
import media.sluice.core.crypto.SrtpBatch;
import media.sluice.core.crypto.SrtpKey;
import media.sluice.core.crypto.SrtpKeySpec;
import media.sluice.core.crypto.SrtpMasterKey;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.crypto.SrtpSessionKeys;
import org.junit.jupiter.api.Test;

/** The test vectors of RFC 3711 and RFC 7714. */
class SrtpVectorTest {

    private static final HexFormat HEX = HexFormat.of();

    private static final String GCM_KEY = "000102030405060708090a0b0c0d0e0f";
    private static final String GCM_SALT = "517569642070726f2071756f";

    private static final String RTP_PLAIN =
            "8040f17b8041f8d35501a0b247616c6c696120657374206f6d6e697320646976"
                    + "69736120696e207061727465732074726573";
    private static final String RTP_SEALED =
            "8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd5"
                    + "0d294e6f42a5f47a51c7d19b36de3adf8833"
                    + "899d7f27beb16a9152cf765ee4390cce";
    private static final String RTCP_PLAIN =
            "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61"
                    + "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef";
    private static final String RTCP_SEALED =
            "81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32d"
                    + "c676a5f1730d6fda4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf872"
                    + "45d9eade800005d4";

    private final JdkSrtpEngine engine = new JdkSrtpEngine();
    private final SrtpBatch batch = new SrtpBatch(1);

    private static Secret secret(String hex) {
        return Secret.of(HEX.parseHex(hex));
    }

    private SrtpKey key(SrtpProfile profile, SrtpSessionKeys session) {
        var unused = new SrtpMasterKey(session.encryption(), session.salt());
        return engine.newKey(
                new SrtpKeySpec(
                        profile,
                        SrtpKeySpec.Scope.RTP,
                        SrtpKeySpec.Direction.PROTECT,
                        unused,
                        session));
    }

    private SrtpKey gcmKey() {
        return key(
                SrtpProfile.AEAD_AES_128_GCM,
                new SrtpSessionKeys(secret(GCM_KEY), Secret.of(new byte[0]), secret(GCM_SALT)));
    }

    private byte[] stage(SrtpKey key, long index, int header, String hex, boolean isPlain) {
        byte[] input = HEX.parseHex(hex);
        byte[] room = Arrays.copyOf(input, input.length + 32);
        batch.clear();
        batch.add(key, index);
        batch.packet(0, MemorySegment.ofArray(room), 0, room.length);
        if (isPlain) {
            batch.plainInPlace(0, header, input.length);
        } else {
            batch.sealed(0, header, input.length);
        }
        return room;
    }

    private String result(byte[] room) {
        assertThat(batch.status[0]).isEqualTo(CryptoStatus.OK);
        return HEX.formatHex(room, 0, batch.packetLength[0]);
    }

    /** RFC 7714 §16.1.1. */
    @Test
    void sealsRtpOfRfc7714() {
        byte[] room = stage(gcmKey(), 0xF17B, 12, RTP_PLAIN, true);

        engine.protectRtp(batch);

        assertThat(result(room)).isEqualTo(RTP_SEALED);
    }

    /** RFC 7714 §16.1.2. */
    @Test
    void opensRtpOfRfc7714() {
        byte[] room = stage(gcmKey(), 0xF17B, 12, RTP_SEALED, false);

        engine.unprotectRtp(batch);

        assertThat(result(room)).isEqualTo(RTP_PLAIN);
    }

    /** RFC 7714 §17.1. */
    @Test
    void sealsRtcpOfRfc7714() {
        byte[] room = stage(gcmKey(), 0x5D4, 8, RTCP_PLAIN, true);

        engine.protectRtcp(batch);

        assertThat(result(room)).isEqualTo(RTCP_SEALED);
    }

    /** RFC 7714 §17.2. */
    @Test
    void opensRtcpOfRfc7714() {
        byte[] room = stage(gcmKey(), 0x5D4, 8, RTCP_SEALED, false);

        engine.unprotectRtcp(batch);

        assertThat(result(room)).isEqualTo(RTCP_PLAIN);
    }

    /** RFC 3711 B.2: the key stream, as the ciphertext of zeros. */
    @Test
    void makesTheKeyStreamOfRfc3711() {
        var key =
                key(
                        SrtpProfile.AES_CM_128_HMAC_SHA1_80,
                        new SrtpSessionKeys(
                                secret("2b7e151628aed2a6abf7158809cf4f3c"),
                                Secret.of(new byte[20]),
                                secret("f0f1f2f3f4f5f6f7f8f9fafbfcfd")));
        byte[] room = stage(key, 0, 12, "800000000000000000000000" + "00".repeat(48), true);

        engine.protectRtp(batch);

        assertThat(result(room).substring(24, 24 + 96))
                .isEqualTo(
                        "e03ead0935c95e80e166b16dd92b4eb4"
                                + "d23513162b02d0f72a43a2fe4a5f97ab"
                                + "41e95b3bb0a2e8dd477901e4fca894c0");
    }

    @Test
    void refusesWhatHasOneBitFlipped() {
        byte[] sealed = HEX.parseHex(RTP_SEALED);
        for (int bit = 0; bit < 8 * sealed.length; bit += 7) {
            byte[] forged = sealed.clone();
            forged[bit / 8] ^= (byte) (1 << bit % 8);
            stage(gcmKey(), 0xF17B, 12, HEX.formatHex(forged), false);
            engine.unprotectRtp(batch);
            assertThat(batch.status[0]).isEqualTo(CryptoStatus.AUTHENTICATION_FAILED);
        }
    }

    @Test
    void encryptsOneSharedPayloadIntoEachSlot() {
        byte[] payload = HEX.parseHex(RTP_PLAIN.substring(24 + 8));
        byte[] slots = new byte[256];
        var shared = new SrtpBatch(2);
        for (int slot = 0; slot < 2; slot++) {
            byte[] start = HEX.parseHex(RTP_PLAIN.substring(0, 24 + 8));
            System.arraycopy(start, 0, slots, slot * 128, start.length);
            shared.add(gcmKey(), 0xF17B);
            shared.packet(slot, MemorySegment.ofArray(slots), slot * 128L, 128);
            shared.plain(slot, 12, 4, MemorySegment.ofArray(payload), 0, payload.length);
        }

        engine.protectRtp(shared);

        for (int slot = 0; slot < 2; slot++) {
            assertThat(shared.status[slot]).isEqualTo(CryptoStatus.OK);
            assertThat(HEX.formatHex(slots, slot * 128, slot * 128 + shared.packetLength[slot]))
                    .isEqualTo(RTP_SEALED);
        }
    }

    @Test
    void refusesPacketWithoutRoomForItsTrailer() {
        stage(gcmKey(), 0xF17B, 12, RTP_PLAIN, true);
        batch.packetCapacity[0] = RTP_PLAIN.length() / 2 + 15;

        engine.protectRtp(batch);

        assertThat(batch.status[0]).isEqualTo(CryptoStatus.NO_ROOM);
    }
}
