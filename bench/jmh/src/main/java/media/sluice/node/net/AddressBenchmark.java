package media.sluice.node.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import media.sluice.core.wire.TransportAddress;
import media.sluice.node.counters.Counters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The JDK's form of an address to the core's and back, for 200 peers in turn. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AddressBenchmark {
    private static final int PEERS = 200;

    private final AddressCache cache = new AddressCache(new Counters());
    private final InetSocketAddress[] known = new InetSocketAddress[PEERS];
    private final TransportAddress[] core = new TransportAddress[PEERS];
    private int next;

    /** Makes the peers' addresses. */
    public AddressBenchmark() {
        for (int i = 0; i < PEERS; i++) {
            known[i] = new InetSocketAddress(InetAddress.getLoopbackAddress(), 30_000 + i);
            core[i] = SocketAddresses.toCore(known[i]);
        }
    }

    /** Once for each datagram in. */
    @Benchmark
    public TransportAddress fromJdk() {
        next = next + 1 == PEERS ? 0 : next + 1;
        return cache.toCore(known[next]);
    }

    /** Once for each datagram out. */
    @Benchmark
    public InetSocketAddress toJdk() {
        next = next + 1 == PEERS ? 0 : next + 1;
        return cache.toJdk(core[next]);
    }
}
