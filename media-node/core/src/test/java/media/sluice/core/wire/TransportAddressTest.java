package media.sluice.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TransportAddressTest {

    @Test
    void showsItselfOnlyWhenAsked() {
        var address = TransportAddress.ofIpv4(0xC0000201, 5004);

        assertThat(address.text()).isEqualTo("192.0.2.1:5004");
        assertThat(address.toString()).doesNotContain("192").doesNotContain("5004");
    }

    @Test
    void writesIpv6AsRfc5952Says() {
        assertThat(ipv6(0x20010db800000000L, 1)).isEqualTo("[2001:db8::1]:9");
        assertThat(ipv6(0, 1)).isEqualTo("[::1]:9");
        assertThat(ipv6(0, 0)).isEqualTo("[::]:9");
        assertThat(ipv6(0xfe80000000000000L, 0)).isEqualTo("[fe80::]:9");
        assertThat(ipv6(0x20010db800000001L, 0x0001000100010001L))
                .isEqualTo("[2001:db8:0:1:1:1:1:1]:9");
        assertThat(ipv6(0x2001000000000001L, 0x0000000000000001L)).isEqualTo("[2001:0:0:1::1]:9");
    }

    @Test
    void mappedIpv4IsTheSameEndpoint() {
        var plain = TransportAddress.ofIpv4(0x7F000001, 7882);
        var mapped = TransportAddress.ofIpv6(0, 0xFFFF_7F00_0001L, 7882);

        assertThat(mapped).isEqualTo(plain).hasSameHashCodeAs(plain);
        assertThat(mapped.isIpv4()).isTrue();
        assertThat(plain).isNotEqualTo(plain.withPort(7883));
        assertThat(TransportAddress.ofIpv6(0, 1, 7882).isIpv4()).isFalse();
    }

    @Test
    void survivesTheJourneyBetweenNodes() throws CorruptStateException {
        var address = TransportAddress.ofIpv6(0x20010db800000000L, 77, 65535);
        var writer = new StateWriter();
        address.export(writer);

        assertThat(TransportAddress.restore(new StateReader(writer.toBytes()))).isEqualTo(address);
    }

    private static String ipv6(long high, long low) {
        return TransportAddress.ofIpv6(high, low, 9).text();
    }
}
