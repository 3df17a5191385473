package media.sluice.node.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import media.sluice.core.wire.ColdPath;
import media.sluice.core.wire.TransportAddress;

/** Conversion between the JDK's addresses and the core's. Stateless. */
@ColdPath("runs once per address; AddressCache keeps the result")
public final class SocketAddresses {

    private SocketAddresses() {}

    /** The core's form; IPv4 addresses in IPv6 sockets become IPv4. */
    public static TransportAddress toCore(InetSocketAddress address) {
        return toCore(address.getAddress(), address.getPort());
    }

    /** The core's form of an IP address and a port. */
    public static TransportAddress toCore(InetAddress address, int port) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet4Address
                ? TransportAddress.ofIpv4(bytes.getInt(), port)
                : TransportAddress.ofIpv6(bytes.getLong(), bytes.getLong(), port);
    }

    /** The JDK's form. */
    public static InetSocketAddress toJdk(TransportAddress address) {
        byte[] bytes =
                address.isIpv4()
                        ? ByteBuffer.allocate(4).putInt(address.ipv4()).array()
                        : ByteBuffer.allocate(16)
                                .putLong(address.high())
                                .putLong(address.low())
                                .array();
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), address.port());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 bytes is always known", e);
        }
    }

    /** Reads an IP address literal; throws {@link IllegalArgumentException} for anything else. */
    public static TransportAddress parse(String ip, int port) {
        return toCore(InetAddress.ofLiteral(ip), port);
    }

    /** IP address alone as text (RFC 5952 for IPv6), without brackets and port. */
    public static String ipText(TransportAddress address) {
        String text = address.text();
        int colon = text.lastIndexOf(':');
        return address.isIpv4() ? text.substring(0, colon) : text.substring(1, colon - 1);
    }
}
