package media.sluice.node.net;

import java.net.InetSocketAddress;
import media.sluice.core.wire.TransportAddress;
import media.sluice.node.counters.Counter;
import media.sluice.node.counters.Counters;
import org.jspecify.annotations.Nullable;

/**
 * Both directions between the JDK's socket addresses and the core's, without allocation for
 * addresses that were seen lately. Two direct-mapped tables: an address that falls on another's
 * place takes it, so memory is bounded whatever an attacker sends.
 */
final class AddressCache {

    /** Addresses kept per direction, a power of two; a worker serves some thousand peers. */
    private static final int SIZE = 8_192;

    private final Counters counters;
    private final @Nullable InetSocketAddress[] receivedFrom =
            new @Nullable InetSocketAddress[SIZE];
    private final @Nullable TransportAddress[] received = new @Nullable TransportAddress[SIZE];
    private final @Nullable TransportAddress[] sentTo = new @Nullable TransportAddress[SIZE];
    private final @Nullable InetSocketAddress[] sent = new @Nullable InetSocketAddress[SIZE];

    AddressCache(Counters counters) {
        this.counters = counters;
    }

    /** The core's form of a datagram's source. */
    TransportAddress toCore(InetSocketAddress address) {
        int place = place(address.hashCode());
        TransportAddress known = received[place];
        if (known != null && address.equals(receivedFrom[place])) {
            return known;
        }
        counters.increment(Counter.ADDRESS_CACHE_MISSES);
        TransportAddress made = SocketAddresses.toCore(address);
        receivedFrom[place] = address;
        received[place] = made;
        return made;
    }

    /** The JDK's form of a datagram's destination. */
    InetSocketAddress toJdk(TransportAddress address) {
        int place = place(address.hashCode());
        InetSocketAddress known = sent[place];
        if (known != null && address.equals(sentTo[place])) {
            return known;
        }
        counters.increment(Counter.ADDRESS_CACHE_MISSES);
        InetSocketAddress made = SocketAddresses.toJdk(address);
        sentTo[place] = address;
        sent[place] = made;
        return made;
    }

    private static int place(int hash) {
        int mixed = hash * 0x9E37_79B9;
        return (mixed ^ mixed >>> 16) & SIZE - 1;
    }
}
