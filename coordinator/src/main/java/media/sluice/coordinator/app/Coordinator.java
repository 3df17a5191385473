package media.sluice.coordinator.app;

import io.grpc.BindableService;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import media.sluice.coordinator.access.TokenCodec;
import media.sluice.coordinator.api.FrontDoor;
import media.sluice.coordinator.api.MoveRoute;
import media.sluice.coordinator.api.TokenRoute;
import media.sluice.coordinator.api.TwirpRoutes;
import media.sluice.coordinator.cluster.OperatorEndpoint;
import media.sluice.coordinator.config.CoordinatorSettings;
import media.sluice.coordinator.jwt.JwtTokens;
import media.sluice.coordinator.livekit.DataPackets;
import media.sluice.coordinator.nodes.grpc.KnownNodes;
import media.sluice.coordinator.nodes.grpc.NodeServer;
import media.sluice.coordinator.nodes.grpc.NodeTls;
import media.sluice.coordinator.peer.Randoms;
import media.sluice.coordinator.port.Counter;
import media.sluice.coordinator.port.Counters;
import media.sluice.coordinator.port.NodeListener;
import media.sluice.coordinator.room.RoomSettings;
import media.sluice.coordinator.signaling.livekit.SignalRoutes;
import media.sluice.coordinator.store.memory.MemoryRoomStore;
import media.sluice.coordinator.usecase.Log;
import media.sluice.coordinator.usecase.Rooms;
import media.sluice.coordinator.usecase.Services;
import media.sluice.credentials.Follower;

/** The running coordinator. */
@Singleton
@Startup
public final class Coordinator {
    private static final Log LOG = new Log(Coordinator.class);

    private final CoordinatorSettings settings;
    private final Vertx vertx;
    private final InstantSource clock = InstantSource.system();
    private final ScheduledExecutorService timers;
    private final ExecutorService nodeCalls =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("node-calls").factory());
    private final TokenCodec tokens;
    private final AcceptedKeys keys;
    private final Follower follower;
    private final Counters counters;
    private final KnownNodes nodes;
    private final Rooms rooms;
    private final NodeServer nodeServer;
    private final Rehearsal rehearsal;

    /** Puts it together and opens the port for nodes. */
    public Coordinator(CoordinatorSettings settings, Vertx vertx, MeterRegistry registry) {
        this.settings = settings;
        this.vertx = vertx;
        timers =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("timers").daemon().factory());
        counters = new MeterCounters(registry);
        keys =
                AcceptedKeys.of(
                        settings,
                        new FileChanges(
                                "API keys",
                                counters,
                                Counter.API_KEYS_TAKEN,
                                Counter.API_KEYS_REFUSED));
        tokens = new JwtTokens(keys::now);
        var tls =
                NodeTls.of(
                        settings.nodesTlsCertificate(),
                        settings.nodesTlsKey(),
                        settings.nodesTlsTrust(),
                        new FileChanges(
                                "certificate",
                                counters,
                                Counter.CERTIFICATES_TAKEN,
                                Counter.CERTIFICATES_REFUSED));
        follower = Follower.of(Stream.concat(keys.files().stream(), tls.files().stream()).toList());
        nodes = new KnownNodes(this::listener, timers, tls);
        var id = settings.id().orElseGet(() -> Randoms.sid("CO_"));
        var services =
                new Services(
                        id,
                        nodes,
                        new MemoryRoomStore(clock.millis()),
                        tokens,
                        clock,
                        timers,
                        nodeCalls,
                        counters,
                        new DataPackets(),
                        false);
        var defaults = settings.rooms();
        rooms =
                new Rooms(
                        services,
                        new RoomSettings(
                                defaults.emptyTimeout(),
                                defaults.departureTimeout(),
                                defaults.maxParticipants()),
                        defaults.autoCreate(),
                        joinWaitMillis(settings));
        var operators = new OperatorEndpoint(id + "-" + Randoms.sid("ST_"), nodes, rooms, counters);
        nodeServer = openNodeServer(settings, tls, operators);
        rehearsal = new Rehearsal(vertx, nodes, timers, nodeCalls, settings.rehearsals());
        rehearsal.start();
        LOG.info("coordinator started", "id", id, "nodesPort", nodeServer.port());
    }

    /** Puts all paths on the HTTP server. */
    void mount(@Observes Router router) {
        new FrontDoor(() -> nodes.isServing() && rehearsal.isOver()).mount(router);
        var iceServers = settings.iceServers().orElse(List.of());
        new SignalRoutes(vertx, tokens, rooms, iceServers, new SignalRoutes.Basics(clock, counters))
                .mount(router);
        new TwirpRoutes(tokens, rooms, nodes, settings.rooms().enableRemoteUnmute()).mount(router);
        if (settings.dev()) {
            new TokenRoute(tokens, () -> keys.now().first(), clock).mount(router);
            new MoveRoute(rooms).mount(router);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        rehearsal.stop();
        follower.close();
        nodeServer.close();
        nodes.close();
        timers.shutdownNow();
        nodeCalls.shutdownNow();
    }

    private NodeListener listener() {
        return rooms;
    }

    private NodeServer openNodeServer(
            CoordinatorSettings from, NodeTls tls, BindableService operators) {
        try {
            return NodeServer.start(
                    from.nodesBind(), from.nodesPort(), tls, nodes, List.of(operators));
        } catch (IOException fault) {
            throw new UncheckedIOException(
                    "cannot listen for media nodes on port "
                            + from.nodesPort()
                            + ": end the program that uses it or set sluice.coordinator.nodes-port",
                    fault);
        }
    }

    private static int joinWaitMillis(CoordinatorSettings settings) {
        int millis = settings.joinWaitMillis();
        if (millis < 0 || millis > 60_000) {
            throw new IllegalStateException(
                    "sluice.coordinator.join-wait-millis is " + millis + ": set it to 0 to 60000");
        }
        return millis;
    }
}
