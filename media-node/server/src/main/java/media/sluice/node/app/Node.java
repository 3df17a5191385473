package media.sluice.node.app;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import media.sluice.core.session.SessionPorts;
import media.sluice.core.wire.TransportAddress;
import media.sluice.credentials.Follower;
import media.sluice.node.admin.Registrations;
import media.sluice.node.config.NodeConfig;
import media.sluice.node.config.NodeIp;
import media.sluice.node.control.ArrivalDesk;
import media.sluice.node.control.EventHub;
import media.sluice.node.control.LegDesk;
import media.sluice.node.control.NodeApi;
import media.sluice.node.control.NodeFacts;
import media.sluice.node.control.RoomDirectory;
import media.sluice.node.control.rehearsal.Rehearsal;
import media.sluice.node.crypto.bouncycastle.BcHandshakers;
import media.sluice.node.crypto.bouncycastle.CertificateFiles;
import media.sluice.node.crypto.bouncycastle.NodeCertificate;
import media.sluice.node.crypto.jdk.JdkSrtpEngine;
import media.sluice.node.lifecycle.Lifecycle;
import media.sluice.node.lifecycle.NodeIdentity;
import media.sluice.node.net.BoundSocket;
import media.sluice.node.net.LocalAddresses;
import media.sluice.node.net.MediaPorts;
import media.sluice.node.net.SocketAddresses;
import media.sluice.node.relay.Channels;
import media.sluice.node.relay.Tickets;
import media.sluice.node.relay.Trunks;
import media.sluice.node.worker.NodeEvent;
import media.sluice.node.worker.PlaneSetup;
import media.sluice.node.worker.Workers;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The parts of one node, put together by hand in the order in which they need each other. */
final class Node {

    private static final Logger LOG = Logger.getLogger(Node.class);

    private static final Duration OWN_CERTIFICATE_VALIDITY = Duration.ofDays(30);
    private static final long LOOK_MILLIS = 50;

    /** An operator writes it within seconds of the pod's getting its machine. */
    private static final Duration ADDRESS_PATIENCE = Duration.ofSeconds(60);

    /** A client that has found the target sends nothing more to a node it left. */
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private static final long TUNNEL_NANOS = TimeUnit.SECONDS.toNanos(3);

    /**
     * Looks that must find the tunnels quiet: what a worker has just read is sent on between two.
     */
    private static final int QUIET_LOOKS = 3;

    private final NodeConfig config;
    private final NodeIdentity identity;
    private final Rehearsal rehearsal;
    private final Channels channels;
    private final Follower follower;
    private final RoomDirectory directory = new RoomDirectory();
    private @Nullable Registrations registrations;
    final Lifecycle lifecycle = new Lifecycle();
    final EventHub events = new EventHub(Clock.systemUTC());
    final Tickets tickets = new Tickets(System::nanoTime);
    final Workers workers;
    final NodeApi api;
    final Trunks trunks;
    final ArrivalDesk arrivals;

    Node(NodeConfig config, NodeTls tls) throws IOException {
        this.config = config;
        Optional<String> nodeIp = NodeIp.await(config, ADDRESS_PATIENCE);
        LocalAddresses addresses =
                nodeIp.isPresent() ? LocalAddresses.behind(nodeIp.get()) : LocalAddresses.ofHost();
        channels = tls.client().map(Channels::over).orElseGet(Channels::plain);
        follower = tls.follow();
        identity = NodeIdentity.of(config, reachableHost(config, addresses));
        trunks = new Trunks(identity.address(), new LegDesk(directory), channels);
        arrivals = new ArrivalDesk(directory, trunks);
        NodeCertificate certificate = certificate(config);
        var handshakers = new BcHandshakers(certificate);
        var random = new SecureRandom();
        rehearsal =
                new Rehearsal(
                        handshakers,
                        certificate.fingerprint(),
                        TimeUnit.SECONDS.toNanos(config.rehearsalSeconds()));
        List<List<BoundSocket>> sockets =
                MediaPorts.bind(config.mediaPorts(), workerCount(config), addresses.ipv6());
        workers =
                new Workers(
                        sockets,
                        addresses.addresses(),
                        wake ->
                                new PlaneSetup(
                                        new SessionPorts(
                                                () -> handshakers.newHandshaker(wake),
                                                new JdkSrtpEngine(),
                                                random::nextBytes),
                                        certificate.fingerprint(),
                                        this::onEvent));
        var facts =
                new NodeFacts(
                        identity,
                        mediaAddresses(sockets, addresses.addresses()),
                        certificate.fingerprint(),
                        config.maxSessions());
        api =
                new NodeApi(
                        facts,
                        workers,
                        lifecycle,
                        directory,
                        new NodeApi.Links(events, tickets, channels, trunks, LOG::info));
    }

    /** Takes rooms from now on, and says so to the coordinators. */
    void start() {
        registrations =
                new Registrations(
                        config.coordinators().orElse(List.of()),
                        channels::open,
                        identity,
                        lifecycle,
                        new Registrations.Source(
                                workers.counters(),
                                directory::sessionCount,
                                directory::roomCount,
                                config.maxSessions()));
        Thread.ofPlatform()
                .daemon()
                .name("preload")
                .start(() -> {
                    new Preload().run();
                    rehearsal.run();
                });
        lifecycle.advance(Lifecycle.Phase.READY);
        LOG.infof("node ready node=%s address=%s", identity.nodeId(), identity.address());
    }

    /** Takes nothing new, waits a bounded time for sessions to leave, and ends. */
    void stop() throws InterruptedException {
        lifecycle.advance(Lifecycle.Phase.DRAINING);
        events.publish(new NodeEvent.Draining());
        long end = System.nanoTime() + Duration.ofSeconds(config.stopSeconds()).toNanos();
        while (directory.sessionCount() > 0 && end - System.nanoTime() > 0) {
            Thread.sleep(LOOK_MILLIS);
        }
        awaitTunnels();
        workers.stop();
        lifecycle.advance(Lifecycle.Phase.STOPPED);
        if (registrations != null) {
            registrations.close();
        }
        channels.close();
        follower.close();
    }

    /**
     * Who moved last learns of the target only when the session runs there: what is on its way here
     * is sent on until then. On a crowded machine a tunnel is quiet also while a worker waits for
     * its turn.
     */
    private void awaitTunnels() throws InterruptedException {
        long end = System.nanoTime() + TUNNEL_NANOS;
        int quietLooks = 0;
        while (quietLooks < QUIET_LOOKS && end - System.nanoTime() > 0) {
            workers.awaitRead(end - System.nanoTime());
            quietLooks = api.tunnelIdleNanos() >= QUIET_NANOS ? quietLooks + 1 : 0;
            Thread.sleep(LOOK_MILLIS);
        }
    }

    int sessionCount() {
        return directory.sessionCount();
    }

    int roomCount() {
        return directory.roomCount();
    }

    private void onEvent(NodeEvent event) {
        if (event instanceof NodeEvent.SessionEnded ended
                && ended.reason() != NodeEvent.EndReason.MOVED) {
            directory.removeSession(ended.sessionId());
        }
        events.publish(event);
    }

    private static NodeCertificate certificate(NodeConfig config) throws IOException {
        Optional<String> file = config.certificate();
        if (file.isEmpty()) {
            LOG.infof(
                    "no DTLS certificate is set: one was made for this start, sessions cannot move to other nodes");
            return CertificateFiles.generate(OWN_CERTIFICATE_VALIDITY);
        }
        return CertificateFiles.load(
                Path.of(file.get()), Path.of(config.certificateKey().orElseThrow()));
    }

    private static int workerCount(NodeConfig config) {
        return config.workers() == 0
                ? Runtime.getRuntime().availableProcessors()
                : config.workers();
    }

    private static List<TransportAddress> mediaAddresses(
            List<List<BoundSocket>> sockets, List<InetAddress> named) {
        var addresses = new ArrayList<TransportAddress>();
        int[] ports =
                sockets.stream()
                        .flatMap(List::stream)
                        .mapToInt(BoundSocket::port)
                        .distinct()
                        .toArray();
        for (InetAddress address : named) {
            for (int port : ports) {
                addresses.add(SocketAddresses.toCore(address, port));
            }
        }
        return addresses;
    }

    /** The bind address, or the host's first address when every address is bound. */
    private static String reachableHost(NodeConfig config, LocalAddresses addresses)
            throws IOException {
        InetAddress bound = InetAddress.getByName(config.controlHost());
        if (!bound.isAnyLocalAddress()) {
            return bound.getHostAddress();
        }
        return addresses.addresses().stream()
                .filter(Inet4Address.class::isInstance)
                .findFirst()
                .orElse(bound)
                .getHostAddress();
    }
}
