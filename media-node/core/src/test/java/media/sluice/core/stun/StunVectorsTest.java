package media.sluice.core.stun;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import media.sluice.core.sim.SimAddresses;
import media.sluice.core.wire.TransportAddress;
import org.junit.jupiter.api.Test;

/** The sample messages of RFC 5769 with short-term credentials. */
class StunVectorsTest {
    private static final String TRANSACTION = "2112a442b7e7a701bc34d686fa87dfae";
    private static final String REQUEST =
            "00010058"
                    + TRANSACTION
                    + "802200105354554e207465737420636c69656e74"
                    + "002400046e0001ff"
                    + "80290008932ff9b151263b36"
                    + "000600096576746a3a68367659202020"
                    + "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2"
                    + "80280004e57a3bcf";
    private static final String RESPONSE_V4 =
            "0101003c"
                    + TRANSACTION
                    + "8022000b7465737420766563746f7220"
                    + "002000080001a147e112a643"
                    + "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7"
                    + "80280004c07d4c96";
    private static final String RESPONSE_V6 =
            "01010048"
                    + TRANSACTION
                    + "8022000b7465737420766563746f7220"
                    + "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
                    + "00080014a382954e4be67bf11784c97c8292c275bfe3ed41"
                    + "80280004c8fb0b4c";

    private final StunKey key = StunKey.of("VOkJxbRl1RmTxUk/WvJxBt");
    private final StunView view = new StunView();

    private StunVerdict parse(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        return view.parse(MemorySegment.ofArray(bytes), 0, bytes.length);
    }

    @Test
    void readsSampleRequest() {
        assertThat(parse(REQUEST)).isEqualTo(StunVerdict.OK);

        assertThat(view.type()).isEqualTo(StunType.BINDING_REQUEST);
        assertThat(view.username()).isEqualTo("evtj:h6vY");
        assertThat(view.localUfrag()).isEqualTo("evtj");
        assertThat(view.remoteUfrag()).isEqualTo("h6vY");
        assertThat(view.priority()).isEqualTo(0x6e0001ffL);
        assertThat(view.isFromControlled()).isTrue();
        assertThat(view.isFromControlling()).isFalse();
        assertThat(view.isIntact(key)).isTrue();
        assertThat(view.isIntact(StunKey.of("another"))).isFalse();
        assertThat(view.transactionHigh()).isEqualTo(0xb7e7a701);
        assertThat(view.transactionLow()).isEqualTo(0xbc34d686fa87dfaeL);
        assertThat(view.unknownRequired()).isZero();
    }

    @Test
    void readsSampleIpv4Response() {
        assertThat(parse(RESPONSE_V4)).isEqualTo(StunVerdict.OK);

        assertThat(view.type()).isEqualTo(StunType.BINDING_SUCCESS);
        assertThat(view.isIntact(key)).isTrue();
        assertThat(view.mappedAddress()).isEqualTo(SimAddresses.v4("192.0.2.1", 32853));
    }

    @Test
    void readsSampleIpv6Response() {
        assertThat(parse(RESPONSE_V6)).isEqualTo(StunVerdict.OK);

        assertThat(view.isIntact(key)).isTrue();
        assertThat(view.mappedAddress())
                .isEqualTo(
                        TransportAddress.ofIpv6(
                                0x2001_0db8_1234_5678L, 0x0011_2233_4455_6677L, 32853));
    }

    @Test
    void refusesSampleWithOneChangedByte() {
        byte[] good = HexFormat.of().parseHex(REQUEST);
        for (int i = 0; i < good.length - 8; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 0x40;
            var verdict = view.parse(MemorySegment.ofArray(bad), 0, bad.length);

            assertThat(verdict == StunVerdict.OK && view.isIntact(key)).as("byte %d", i).isFalse();
        }
    }
}
