package media.sluice.node.control.rehearsal;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalServerChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import media.sluice.core.crypto.CertificateFingerprint;
import media.sluice.core.session.SessionPorts;
import media.sluice.node.control.ArrivalDesk;
import media.sluice.node.control.EventHub;
import media.sluice.node.control.LegDesk;
import media.sluice.node.control.MediaNodeEndpoint;
import media.sluice.node.control.NodeApi;
import media.sluice.node.control.NodeFacts;
import media.sluice.node.control.RoomDirectory;
import media.sluice.node.lifecycle.Lifecycle;
import media.sluice.node.lifecycle.NodeIdentity;
import media.sluice.node.net.MediaPorts;
import media.sluice.node.relay.Channels;
import media.sluice.node.relay.HandoverEndpoint;
import media.sluice.node.relay.Tickets;
import media.sluice.node.relay.TrunkEndpoint;
import media.sluice.node.relay.Trunks;
import media.sluice.node.worker.NodeEvent;
import media.sluice.node.worker.PlaneSetup;
import media.sluice.node.worker.Workers;
import media.sluice.proto.media.v1alpha1.MediaNodeServiceGrpc;
import media.sluice.proto.media.v1alpha1.MediaNodeServiceGrpc.MediaNodeServiceBlockingStub;
import org.jspecify.annotations.Nullable;

/**
 * A second node within this process, with the same parts: one worker, UDP ports of its own, and its
 * API, which only this process can reach (Netty's local transport). Nothing of it is in the
 * figures.
 */
final class RehearsedNode implements AutoCloseable {

    private static final int MAX_SESSIONS = 16;

    private final String address;
    private final Workers workers;
    private final Channels channels;
    private final Server server;
    private final ManagedChannel channel;
    private final MediaNodeServiceBlockingStub api;

    /**
     * Open until closed.
     *
     * @param name unique among the nodes that are open in this process
     * @param loops carry the local transport
     */
    RehearsedNode(
            String name,
            SessionPartsMaker parts,
            CertificateFingerprint certificate,
            EventLoopGroup loops)
            throws IOException {
        address = name;
        var loopback = InetAddress.ofLiteral("127.0.0.1");
        workers =
                new Workers(
                        MediaPorts.bind(0, 1, List.of()),
                        List.of(loopback),
                        wake ->
                                new PlaneSetup(
                                        parts.make(wake), certificate, RehearsedNode::ignore));
        channels = new Channels(other -> channel(other, loops));
        var directory = new RoomDirectory();
        var tickets = new Tickets(System::nanoTime);
        var trunks = new Trunks(name, new LegDesk(directory), channels);
        var lifecycle = new Lifecycle();
        var facts =
                new NodeFacts(
                        new NodeIdentity(name, name, "", name, ""),
                        List.of(),
                        certificate,
                        MAX_SESSIONS);
        var links =
                new NodeApi.Links(
                        new EventHub(Clock.systemUTC()), tickets, channels, trunks, _ -> {});
        var nodeApi = new NodeApi(facts, workers, lifecycle, directory, links);
        server =
                NettyServerBuilder.forAddress(new LocalAddress(name))
                        .channelType(LocalServerChannel.class)
                        .bossEventLoopGroup(loops)
                        .workerEventLoopGroup(loops)
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .addService(new MediaNodeEndpoint(nodeApi))
                        .addService(
                                new HandoverEndpoint(tickets, new ArrivalDesk(directory, trunks)))
                        .addService(new TrunkEndpoint(trunks))
                        .build()
                        .start();
        channel = channel(name, loops);
        api = MediaNodeServiceGrpc.newBlockingStub(channel);
        lifecycle.advance(Lifecycle.Phase.READY);
    }

    /** The ciphers, handshakers and random bytes of one worker. */
    @FunctionalInterface
    interface SessionPartsMaker {
        /** The handshakers call {@code wake} when they have something to say. */
        SessionPorts make(Runnable wake);
    }

    private static ManagedChannel channel(String name, EventLoopGroup loops) {
        return NettyChannelBuilder.forAddress(new LocalAddress(name))
                .channelType(LocalChannel.class)
                .eventLoopGroup(loops)
                .overrideAuthority(name)
                .usePlaintext()
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    private static void ignore(@Nullable NodeEvent event) {
        // Nobody watches a rehearsal.
    }

    /** At which other nodes of the rehearsal reach it. */
    String address() {
        return address;
    }

    MediaNodeServiceBlockingStub api() {
        return api;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        channels.close();
        server.shutdownNow();
        try {
            workers.stop();
        } catch (InterruptedException _) {
            // The loops end by themselves; only the wait for them is over.
            Thread.currentThread().interrupt();
        }
    }
}
