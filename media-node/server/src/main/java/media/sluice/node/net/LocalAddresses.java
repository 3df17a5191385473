package media.sluice.node.net;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import media.sluice.core.wire.ColdPath;

/**
 * Addresses at which peers can reach this host, best first: IPv4 of every interface, IPv6 of every
 * interface, 127.0.0.1 last. A configured public address (NAT) stands in for the IPv4 ones.
 *
 * @param addresses in order of preference
 * @param ipv6 the IPv6 ones, each of which gets sockets of its own
 */
@ColdPath("runs once at start")
public record LocalAddresses(List<InetAddress> addresses, List<Inet6Address> ipv6) {

    /** Addresses named to peers at most: each costs every client checks. */
    private static final int MAX_ADDRESSES = 8;

    /** IPv6 addresses at most: each costs one socket per port. */
    private static final int MAX_IPV6 = 2;

    public LocalAddresses {
        addresses = List.copyOf(addresses);
        ipv6 = List.copyOf(ipv6);
    }

    /** Reads the host's interfaces. */
    public static LocalAddresses ofHost() throws SocketException {
        Set<InetAddress> ipv4 = new LinkedHashSet<>();
        List<Inet6Address> ipv6 = new ArrayList<>();
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
            if (each.isUp() && !each.isLoopback()) {
                each.inetAddresses().forEach(address -> sort(address, ipv4, ipv6));
            }
        }
        return of(ipv4, ipv6);
    }

    /**
     * One public address, for example that of a NAT with fixed ports, besides the host's IPv6 and
     * 127.0.0.1.
     */
    public static LocalAddresses behind(String nodeIp) throws IOException {
        InetAddress address = InetAddress.ofLiteral(nodeIp);
        List<Inet6Address> ipv6 = new ArrayList<>();
        if (address instanceof Inet6Address six) {
            ipv6.add(six);
            return of(Set.of(), ipv6);
        }
        return of(Set.of(address), ipv6);
    }

    private static void sort(InetAddress address, Set<InetAddress> ipv4, List<Inet6Address> ipv6) {
        if (address instanceof Inet4Address && !address.isLinkLocalAddress()) {
            ipv4.add(address);
        } else if (address instanceof Inet6Address six
                && !six.isLinkLocalAddress()
                && ipv6.size() < MAX_IPV6) {
            ipv6.add(withoutScope(six));
        }
    }

    private static LocalAddresses of(Set<InetAddress> ipv4, List<Inet6Address> ipv6) {
        var all = new ArrayList<InetAddress>(ipv4);
        all.addAll(ipv6);
        List<InetAddress> cut = all.subList(0, Math.min(all.size(), MAX_ADDRESSES - 1));
        var addresses = new ArrayList<>(cut);
        addresses.add(InetAddress.ofLiteral("127.0.0.1"));
        return new LocalAddresses(addresses, ipv6);
    }

    /** The same address without the interface name the JDK adds, which no peer may see. */
    private static Inet6Address withoutScope(Inet6Address address) {
        try {
            return (Inet6Address) InetAddress.getByAddress(address.getAddress());
        } catch (IOException e) {
            throw new IllegalStateException("an address of 16 bytes is always known", e);
        }
    }
}
