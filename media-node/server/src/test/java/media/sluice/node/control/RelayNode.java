package media.sluice.node.control;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import media.sluice.core.crypto.CertificateFingerprint;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.dtls.FakeHandshaker;
import media.sluice.core.dtls.FakeSecrets;
import media.sluice.core.session.SessionPorts;
import media.sluice.node.crypto.jdk.JdkSrtpEngine;
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

/**
 * A node on loopback as other nodes and controllers reach it: worker, media ports, ciphers and gRPC
 * are the real ones, only the DTLS handshake is make-believe.
 */
final class RelayNode {

    final String address;
    final MediaNodeServiceBlockingStub api;
    final List<NodeEvent> events = new CopyOnWriteArrayList<>();
    private final Workers workers;
    private final Channels channels;
    private final Server server;
    private final ManagedChannel channel;

    RelayNode(String name) throws IOException {
        var random = new SecureRandom();
        var certificate = CertificateFingerprint.of(CertificateFingerprint.SHA_256, new byte[] {9});
        var lifecycle = new Lifecycle();
        int port = freePort();
        address = "127.0.0.1:" + port;
        workers =
                new Workers(
                        MediaPorts.bind(0, 2, List.of()),
                        List.of(InetAddress.ofLiteral("127.0.0.1")),
                        wake ->
                                new PlaneSetup(
                                        new SessionPorts(
                                                () -> {
                                                    byte[] serverRandom = new byte[32];
                                                    random.nextBytes(serverRandom);
                                                    return new FakeHandshaker(
                                                            FakeSecrets.of(
                                                                    SrtpProfile.AEAD_AES_128_GCM),
                                                            serverRandom);
                                                },
                                                new JdkSrtpEngine(),
                                                random::nextBytes),
                                        certificate,
                                        events::add));
        channels = Channels.plain();
        var directory = new RoomDirectory();
        var tickets = new Tickets(System::nanoTime);
        var trunks = new Trunks(address, new LegDesk(directory), channels);
        var facts =
                new NodeFacts(
                        new NodeIdentity(name, "boot", "1", address, ""),
                        List.of(),
                        certificate,
                        100);
        var links =
                new NodeApi.Links(
                        new EventHub(Clock.systemUTC()), tickets, channels, trunks, _ -> {});
        var nodeApi = new NodeApi(facts, workers, lifecycle, directory, links);
        server =
                NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .addService(new MediaNodeEndpoint(nodeApi))
                        .addService(
                                new HandoverEndpoint(tickets, new ArrivalDesk(directory, trunks)))
                        .addService(new TrunkEndpoint(trunks))
                        .build()
                        .start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        api = MediaNodeServiceGrpc.newBlockingStub(channel);
        lifecycle.advance(Lifecycle.Phase.READY);
    }

    private static int freePort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    /** As if the process were killed: no goodbye to anybody. */
    void kill() throws InterruptedException {
        server.shutdownNow();
        channels.close();
        workers.stop();
        channel.shutdownNow();
    }
}
