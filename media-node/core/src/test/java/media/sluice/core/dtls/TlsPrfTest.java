package media.sluice.core.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class TlsPrfTest {

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    /** The widely used vector for P_SHA256 of TLS 1.2, posted to the TLS working group's list. */
    @Test
    void agreesWithTheKnownVectorOfSha256() {
        byte[] out =
                TlsPrf.expand(
                        "HmacSHA256",
                        hex("9bbe436ba940f017b17652849a71db35"),
                        "test label",
                        hex("a0ba9f936cda311827a6f796ffd5198c"),
                        100);

        assertThat(HexFormat.of().formatHex(out))
                .isEqualTo(
                        "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a"
                                + "6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab"
                                + "4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff701"
                                + "87347b66");
    }
}
