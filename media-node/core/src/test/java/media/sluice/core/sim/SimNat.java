package media.sluice.core.sim;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/** A NAT with endpoint-independent mapping (RFC 4787 §4.1) and a choice of filtering (§5). */
public final class SimNat {
    /** Which outside senders may use a mapping. */
    public enum Filtering {
        /** Anybody. */
        ENDPOINT_INDEPENDENT,
        /** Hosts the inside has sent to. */
        ADDRESS,
        /** Exactly the address and port the inside has sent to. */
        ADDRESS_AND_PORT
    }

    private final String publicHost;
    private final Filtering filtering;
    private final Map<TransportAddress, Integer> portByInside = new HashMap<>();
    private final Map<Integer, TransportAddress> insideByPort = new HashMap<>();
    private final Map<Integer, Set<TransportAddress>> contactedByPort = new HashMap<>();
    private int nextPort = 40_000;

    public SimNat(String publicHost, Filtering filtering) {
        this.publicHost = publicHost;
        this.filtering = filtering;
    }

    /** Forgets all mappings, as a rebooted NAT does; the next datagram out gets a new port. */
    public void forgetMappings() {
        portByInside.clear();
        insideByPort.clear();
        contactedByPort.clear();
    }

    boolean owns(TransportAddress address) {
        return SimAddresses.sameHost(SimAddresses.v4(publicHost, 0), address);
    }

    TransportAddress outbound(TransportAddress inside, TransportAddress destination) {
        int port = portByInside.computeIfAbsent(inside, key -> nextPort++);
        insideByPort.put(port, inside);
        contactedByPort.computeIfAbsent(port, key -> new HashSet<>()).add(destination);
        return SimAddresses.v4(publicHost, port);
    }

    @Nullable TransportAddress inbound(TransportAddress outside, TransportAddress destination) {
        var inside = insideByPort.get(destination.port());
        var contacted = contactedByPort.get(destination.port());
        if (inside == null || contacted == null) {
            return null;
        }
        boolean mayPass =
                switch (filtering) {
                    case ENDPOINT_INDEPENDENT -> true;
                    case ADDRESS ->
                            contacted.stream().anyMatch(a -> SimAddresses.sameHost(a, outside));
                    case ADDRESS_AND_PORT -> contacted.contains(outside);
                };
        return mayPass ? inside : null;
    }
}
