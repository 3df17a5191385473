package media.sluice.coordinator.app;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import media.sluice.coordinator.access.TokenCodec;
import media.sluice.coordinator.jwt.JwtTokens;
import media.sluice.coordinator.livekit.DataPackets;
import media.sluice.coordinator.placement.Placement;
import media.sluice.coordinator.port.Counters;
import media.sluice.coordinator.port.NodeDirectory;
import media.sluice.coordinator.room.RoomSettings;
import media.sluice.coordinator.signaling.livekit.RehearsedClient;
import media.sluice.coordinator.signaling.livekit.SignalRoutes;
import media.sluice.coordinator.store.memory.MemoryRoomStore;
import media.sluice.coordinator.usecase.Log;
import media.sluice.coordinator.usecase.Rooms;
import media.sluice.coordinator.usecase.Services;
import org.jspecify.annotations.Nullable;

/**
 * Plays joins through once the first node is there, on the real nodes but in rooms, with a key and
 * behind a port of its own: nobody sees them in a list, in the log or in the figures. It is what a
 * training run learns from: the ahead-of-time cache of that run keeps the classes a join needs and
 * where the compiler should begin (JEP 514, JEP 515), and a start with it does not rehearse.
 */
final class Rehearsal {
    private static final String LOOPBACK = "127.0.0.1";
    private static final String ROOM = "rehearsal";
    private static final int EMPTY_SECONDS = 2;
    private static final long NODE_PATIENCE_MILLIS = 250;
    private static final int MAX_FAILURES = 5;

    /** Profiles settle long before; a training run should not take longer on a slow machine. */
    private static final long LIMIT_NANOS = 20_000_000_000L;

    private static final Counters UNCOUNTED = _ -> {};
    private static final Log LOG = new Log(Rehearsal.class);

    private final Vertx vertx;
    private final NodeDirectory nodes;
    private final ScheduledExecutorService timers;
    private final Executor nodeCalls;
    private final int count;
    private final String secret = UUID.randomUUID().toString();
    private volatile boolean isStopped;
    private volatile boolean isOver;

    /**
     * Not yet begun.
     *
     * @param count joins to play
     */
    Rehearsal(
            Vertx vertx,
            NodeDirectory nodes,
            ScheduledExecutorService timers,
            Executor nodeCalls,
            int count) {
        this.vertx = vertx;
        this.nodes = nodes;
        this.timers = timers;
        this.nodeCalls = nodeCalls;
        this.count = count;
    }

    /** Begins in the background. */
    void start() {
        isOver = count == 0;
        if (!isOver) {
            Thread.ofVirtual().name("rehearsal").start(this::run);
        }
    }

    /** True once everything is played, or broken off. */
    boolean isOver() {
        return isOver;
    }

    void stop() {
        isStopped = true;
    }

    private void run() {
        try {
            while (!hasNode() && !isStopped) {
                Thread.sleep(NODE_PATIENCE_MILLIS);
            }
            long beganNanos = System.nanoTime();
            int played = rehearse(LIMIT_NANOS);
            long millis = (System.nanoTime() - beganNanos) / 1_000_000;
            LOG.info("joins rehearsed", "count", played, "millis", millis);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | IllegalStateException fault) {
            // The first joins are slower then, and that is all.
            if (!isStopped) {
                LOG.warn("rehearsal broken off", "reason", fault);
            }
        } finally {
            isOver = true;
        }
    }

    private boolean hasNode() {
        return Placement.choose(nodes.facts()) instanceof Placement.Chosen;
    }

    /**
     * Plays the joins; blocks.
     *
     * @param limitNanos none begins later than that
     * @return how many were answered
     */
    int rehearse(long limitNanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        var tokens = new JwtTokens(Map.of(ROOM, secret));
        var rooms = rooms(tokens);
        var server = open(tokens, rooms);
        try {
            return play(server.actualPort(), limitNanos);
        } finally {
            rooms.delete(ROOM);
            var _ = server.close();
        }
    }

    private Rooms rooms(TokenCodec tokens) {
        var clock = InstantSource.system();
        var store = new MemoryRoomStore(clock.millis());
        var services =
                new Services(
                        ROOM,
                        nodes,
                        store,
                        tokens,
                        clock,
                        timers,
                        nodeCalls,
                        UNCOUNTED,
                        new DataPackets(),
                        true);
        return new Rooms(services, new RoomSettings(EMPTY_SECONDS, EMPTY_SECONDS, 0), true);
    }

    private HttpServer open(TokenCodec tokens, Rooms rooms)
            throws InterruptedException, ExecutionException, TimeoutException {
        var router = Router.router(vertx);
        var basics = new SignalRoutes.Basics(InstantSource.system(), UNCOUNTED);
        new SignalRoutes(vertx, tokens, rooms, List.of(), basics).mount(router);
        return RehearsedClient.await(
                vertx.createHttpServer(HttpLimits.options())
                        .requestHandler(router)
                        .listen(0, LOOPBACK));
    }

    /** Everybody publishes, and sees who came before; two are in the room at a time. */
    private int play(int port, long limitNanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        var tokens = new JwtTokens(Map.of(ROOM, secret));
        RehearsedClient before = null;
        int played = 0;
        int failed = 0;
        long endNanos = System.nanoTime() + limitNanos;
        while (played < count && !isStopped && System.nanoTime() - endNanos < 0) {
            var client = new RehearsedClient(vertx, tokens, ROOM, "rehearsed-" + played);
            try {
                client.join(port);
                played++;
            } catch (ExecutionException | TimeoutException fault) {
                // The node is busy or going: worth another try, but not many.
                if (++failed == MAX_FAILURES) {
                    throw fault;
                }
            } finally {
                leave(before);
                before = client;
            }
        }
        leave(before);
        return played;
    }

    private static void leave(@Nullable RehearsedClient client) {
        if (client != null) {
            client.leave();
        }
    }
}
