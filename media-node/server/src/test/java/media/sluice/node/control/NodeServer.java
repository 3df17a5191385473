package media.sluice.node.control;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import media.sluice.core.crypto.CertificateFingerprint;
import media.sluice.core.crypto.FakeSrtpEngine;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.dtls.FakeHandshaker;
import media.sluice.core.dtls.FakeSecrets;
import media.sluice.core.session.SessionPorts;
import media.sluice.node.lifecycle.Lifecycle;
import media.sluice.node.lifecycle.NodeIdentity;
import media.sluice.node.net.MediaPorts;
import media.sluice.node.relay.Channels;
import media.sluice.node.relay.Tickets;
import media.sluice.node.relay.Trunks;
import media.sluice.node.worker.PlaneSetup;
import media.sluice.node.worker.Workers;
import media.sluice.proto.media.v1alpha1.MediaNodeServiceGrpc;
import media.sluice.proto.media.v1alpha1.MediaNodeServiceGrpc.MediaNodeServiceBlockingStub;

/** A node of one worker on loopback, reached as controllers reach it: over gRPC. */
final class NodeServer {

    static final int MAX_SESSIONS = 2;

    final Lifecycle lifecycle = new Lifecycle();
    final MediaNodeServiceBlockingStub api;
    private final Workers workers;
    private final Channels channels;
    private final Server server;
    private final ManagedChannel channel;

    NodeServer() throws IOException {
        var random = new SecureRandom();
        var certificate = CertificateFingerprint.of(CertificateFingerprint.SHA_256, new byte[] {9});
        var events = new EventHub(Clock.systemUTC());
        workers =
                new Workers(
                        MediaPorts.bind(0, 1, List.of()),
                        List.of(InetAddress.ofLiteral("127.0.0.1")),
                        wake ->
                                new PlaneSetup(
                                        new SessionPorts(
                                                () ->
                                                        new FakeHandshaker(
                                                                FakeSecrets.of(
                                                                        SrtpProfile
                                                                                .AEAD_AES_128_GCM),
                                                                new byte[32]),
                                                new FakeSrtpEngine(),
                                                random::nextBytes),
                                        certificate,
                                        events::publish));
        channels = Channels.plain();
        var facts =
                new NodeFacts(
                        new NodeIdentity("node", "boot", "1", "127.0.0.1:1", ""),
                        List.of(),
                        certificate,
                        MAX_SESSIONS);
        var directory = new RoomDirectory();
        var trunks = new Trunks("127.0.0.1:1", new LegDesk(directory), channels);
        var links =
                new NodeApi.Links(events, new Tickets(System::nanoTime), channels, trunks, _ -> {});
        var endpoint =
                new MediaNodeEndpoint(new NodeApi(facts, workers, lifecycle, directory, links));
        server =
                NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                        .addService(endpoint)
                        .build()
                        .start();
        channel =
                NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                        .usePlaintext()
                        .build();
        api = MediaNodeServiceGrpc.newBlockingStub(channel);
        lifecycle.advance(Lifecycle.Phase.READY);
    }

    void stop() throws InterruptedException {
        channel.shutdownNow();
        server.shutdownNow();
        workers.stop();
        channels.close();
    }
}
