package media.sluice.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SrtpKeyDerivationTest {

    private static Secret hex(String digits) {
        return Secret.of(HexFormat.of().parseHex(digits));
    }

    /** RFC 3711 B.3. */
    @Test
    void derivesTheKeysOfRfc3711() {
        var master =
                new SrtpMasterKey(
                        hex("e1f97a0d3e018be0d64fa32c06de4139"),
                        hex("0ec675ad498afeebb6960b3aabe6"));

        var keys =
                SrtpKeyDerivation.derive(
                        SrtpProfile.AES_CM_128_HMAC_SHA1_80, SrtpKeySpec.Scope.RTP, master);

        assertThat(keys.encryption()).isEqualTo(hex("c61e7a93744f39ee10734afe3ff7a087"));
        assertThat(keys.salt()).isEqualTo(hex("30cbbc08863d8c85d49db34a9ae1"));
        assertThat(keys.authentication())
                .isEqualTo(hex("cebe321f6ff7716b6fd4ab49af256a156d38baa4"));
    }

    @Test
    void derivesOtherKeysForRtcp() {
        var master = new SrtpMasterKey(Secret.of(new byte[16]), Secret.of(new byte[12]));
        var profile = SrtpProfile.AEAD_AES_128_GCM;

        var rtp = SrtpKeyDerivation.derive(profile, SrtpKeySpec.Scope.RTP, master);
        var rtcp = SrtpKeyDerivation.derive(profile, SrtpKeySpec.Scope.RTCP, master);

        assertThat(rtp.encryption()).isNotEqualTo(rtcp.encryption());
        assertThat(rtp.salt().length()).isEqualTo(12);
        assertThat(rtp.authentication().length()).isZero();
    }

    @Test
    void cutsTheExporterAsRfc5764Says() {
        byte[] exported = new byte[SrtpKeyingMaterial.exporterLength(SrtpProfile.AEAD_AES_128_GCM)];
        for (int i = 0; i < exported.length; i++) {
            exported[i] = (byte) i;
        }

        var keys = SrtpKeyingMaterial.fromExporter(SrtpProfile.AEAD_AES_128_GCM, exported);

        assertThat(keys.client().key().bytes()[0]).isEqualTo((byte) 0);
        assertThat(keys.server().key().bytes()[0]).isEqualTo((byte) 16);
        assertThat(keys.client().salt().bytes()[0]).isEqualTo((byte) 32);
        assertThat(keys.server().salt().bytes()[0]).isEqualTo((byte) 44);
        assertThat(keys.server().salt().bytes()[11]).isEqualTo((byte) 55);
    }

    @Test
    void hidesSecretsFromLogs() {
        assertThat(Secret.of(new byte[] {1, 2, 3}).toString()).isEqualTo("Secret(3 bytes)");
    }
}
