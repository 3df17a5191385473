package media.sluice.core.wire;

import org.jspecify.annotations.Nullable;

/**
 * An IP address and UDP or TCP port as two longs and an int: the core never sees {@code java.net}.
 * IPv4 is kept in its IPv4-mapped form {@code ::ffff:a.b.c.d}, so equal endpoints are equal however
 * they were received.
 *
 * <p>Immutable. {@link #toString()} hides the address, because addresses are personal data in logs;
 * {@link #text()} shows it.
 */
public final class TransportAddress {

    private static final long IPV4_PREFIX = 0x0000_FFFFL << 32;

    private final long high;
    private final long low;
    private final int port;

    private TransportAddress(long high, long low, int port) {
        Invariant.range(port, 0, 0xFFFF, "port");
        this.high = high;
        this.low = low;
        this.port = port;
    }

    /**
     * An IPv4 endpoint; {@code address} is in network byte order, 192.0.2.1 is {@code 0xC0000201}.
     */
    public static TransportAddress ofIpv4(int address, int port) {
        return new TransportAddress(0, IPV4_PREFIX | address & 0xFFFF_FFFFL, port);
    }

    /** An IPv6 endpoint from the high and low 64 bits of its address. */
    public static TransportAddress ofIpv6(long high, long low, int port) {
        return new TransportAddress(high, low, port);
    }

    /** Reads what {@link #export} wrote. */
    public static TransportAddress restore(StateReader reader) throws CorruptStateException {
        long high = reader.i64();
        long low = reader.i64();
        return new TransportAddress(high, low, reader.u16());
    }

    public void export(StateWriter writer) {
        writer.i64(high).i64(low).u16(port);
    }

    public boolean isIpv4() {
        return high == 0 && (low & 0xFFFF_FFFF_0000_0000L) == IPV4_PREFIX;
    }

    /** The 32 bits of an IPv4 address; meaningless for IPv6. */
    public int ipv4() {
        return (int) low;
    }

    /** The high 64 bits of the IPv6 form. */
    public long high() {
        return high;
    }

    /** The low 64 bits of the IPv6 form. */
    public long low() {
        return low;
    }

    /** 0..65535. */
    public int port() {
        return port;
    }

    /** Whether this is the given endpoint, without an object for it. */
    public boolean matches(long otherHigh, long otherLow, int otherPort) {
        return high == otherHigh && low == otherLow && port == otherPort;
    }

    /** The same IP address with another port. */
    public TransportAddress withPort(int otherPort) {
        return new TransportAddress(high, low, otherPort);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TransportAddress address
                && matches(address.high, address.low, address.port);
    }

    @Override
    public int hashCode() {
        long mixed = (high * 31 + low) * 0x9E37_79B9_7F4A_7C15L + port;
        return (int) (mixed ^ mixed >>> 32);
    }

    /**
     * Address and port in clear (RFC 5952 for IPv6): for signaling and wire captures, not for logs.
     */
    public String text() {
        return AddressText.of(this);
    }

    @Override
    public String toString() {
        return isIpv4() ? "ipv4(hidden)" : "ipv6(hidden)";
    }
}
