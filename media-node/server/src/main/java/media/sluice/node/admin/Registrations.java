package media.sluice.node.admin;

import io.grpc.ManagedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntSupplier;
import media.sluice.node.counters.Counters;
import media.sluice.node.lifecycle.Lifecycle;
import media.sluice.node.lifecycle.NodeIdentity;
import media.sluice.proto.cluster.v1alpha1.Capacity;
import media.sluice.proto.cluster.v1alpha1.Register;

/** One registration per coordinator. */
public final class Registrations implements AutoCloseable {

    /**
     * Forwarded packets per second and worker at 60 % of a core: the portable path costs about
     * 1,500 ns per packet.
     */
    private static final long PACKETS_PER_WORKER = 400_000;

    private static final long BITS_PER_PACKET = 1_136 * 8;

    private final List<Thread> threads = new ArrayList<>();

    /**
     * Starts them.
     *
     * @param channels makes the connection to an address host:port
     */
    public Registrations(
            List<String> coordinators,
            Function<String, ManagedChannel> channels,
            NodeIdentity identity,
            Lifecycle lifecycle,
            Source source) {
        Register register = register(identity, source);
        for (String coordinator : coordinators) {
            var registration =
                    new Registration(
                            coordinator,
                            () -> channels.apply(coordinator),
                            register,
                            new LoadMeter(source.workers(), source.sessions(), source.rooms()),
                            lifecycle);
            threads.add(Thread.ofVirtual().name("register-" + coordinator).start(registration));
        }
    }

    private static Register register(NodeIdentity identity, Source source) {
        long packets = PACKETS_PER_WORKER * source.workers().size();
        return Register.newBuilder()
                .setNodeId(identity.nodeId())
                .setBootId(identity.bootId())
                .setControlAddress(identity.address())
                .setRelayAddress(identity.address())
                .setVersion(identity.version())
                .setZone(identity.zone())
                .setCapacity(
                        Capacity.newBuilder()
                                .setSessions(source.maxSessions())
                                .setEgressPacketsPerSecond(packets)
                                .setEgressBps(packets * BITS_PER_PACKET))
                .build();
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }

    /**
     * Where load is read.
     *
     * @param workers counters of each worker
     * @param sessions sessions now
     * @param rooms rooms now
     * @param maxSessions sessions at most
     */
    public record Source(
            List<Counters> workers, IntSupplier sessions, IntSupplier rooms, int maxSessions) {}
}
