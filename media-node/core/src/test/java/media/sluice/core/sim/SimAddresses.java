package media.sluice.core.sim;

import media.sluice.core.wire.TransportAddress;

/** Short ways to write addresses in tests. */
public final class SimAddresses {
    private SimAddresses() {}

    /** An IPv4 endpoint from dotted text. */
    public static TransportAddress v4(String dotted, int port) {
        int bits = 0;
        for (String part : dotted.split("\\.", -1)) {
            bits = bits << 8 | Integer.parseInt(part);
        }
        return TransportAddress.ofIpv4(bits, port);
    }

    /** An endpoint in the documentation prefix 2001:db8::/32. */
    public static TransportAddress v6(int host, int port) {
        return TransportAddress.ofIpv6(0x2001_0DB8_0000_0000L, host, port);
    }

    /** Whether both have the same IP address. */
    public static boolean sameHost(TransportAddress a, TransportAddress b) {
        return a.high() == b.high() && a.low() == b.low();
    }
}
