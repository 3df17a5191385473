package media.sluice.coordinator.signaling.livekit;

import com.google.protobuf.ByteString;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import media.sluice.coordinator.access.TokenCodec;
import media.sluice.coordinator.port.Counters;
import media.sluice.coordinator.usecase.JoinOutcome;
import media.sluice.coordinator.usecase.Log;
import media.sluice.coordinator.usecase.Rooms;
import org.jspecify.annotations.Nullable;

/**
 * The paths of the signal protocol. The session is opened before the connection is upgraded, so
 * that whatever goes wrong is still an HTTP status with a text.
 */
public final class SignalRoutes {
    /** Longest message of a client, bytes on the wire and bytes inflated. */
    public static final int MAX_MESSAGE_BYTES = 2 << 20;

    private static final int TRAILER_BYTES = 16;
    private static final int NOT_FOUND = 404;
    private static final Log LOG = new Log(SignalRoutes.class);

    private final Vertx vertx;
    private final Door door;
    private final Outgoing outgoing;
    private final InstantSource clock;
    private final Counters counters;

    /**
     * The paths, not yet on a router.
     *
     * @param iceServers addresses of STUN and TURN servers to tell clients; may be empty
     */
    public SignalRoutes(
            Vertx vertx, TokenCodec tokens, Rooms rooms, List<String> iceServers, Basics basics) {
        this.vertx = vertx;
        door = new Door(new JoinReader(tokens), rooms);
        var trailer = new byte[TRAILER_BYTES];
        new SecureRandom().nextBytes(trailer);
        outgoing = new Outgoing(new ServerFacts(iceServers, ByteString.copyFrom(trailer)));
        clock = basics.clock();
        counters = basics.counters();
    }

    /**
     * What every adapter uses.
     *
     * @param clock wall clock
     * @param counters counts what happens
     */
    public record Basics(InstantSource clock, Counters counters) {}

    /** Puts the paths on a router. */
    public void mount(Router router) {
        router.route(HttpMethod.GET, "/rtc").handler(context -> socket(context, false));
        router.route(HttpMethod.GET, "/rtc/v1").handler(context -> socket(context, true));
        router.route(HttpMethod.GET, "/rtc/validate").handler(context -> validate(context, false));
        router.route(HttpMethod.GET, "/rtc/v1/validate")
                .handler(context -> validate(context, true));
    }

    private void validate(RoutingContext context, boolean isV1) {
        var address = address(context, isV1);
        context.response().putHeader("Access-Control-Allow-Origin", "*");
        onVirtualThread(
                context,
                () -> {
                    door.validate(address);
                    context.response().end("success");
                });
    }

    private void socket(RoutingContext context, boolean isV1) {
        var upgrade = context.request().getHeader("Upgrade");
        if (upgrade == null || !upgrade.equalsIgnoreCase("websocket")) {
            context.response().setStatusCode(NOT_FOUND).end();
            return;
        }
        var address = address(context, isV1);
        var loop = vertx.getOrCreateContext();
        context.request().pause();
        onVirtualThread(
                context,
                () -> {
                    var outcome = door.enter(address);
                    loop.runOnContext(_ -> upgrade(context, outcome));
                });
    }

    private void upgrade(RoutingContext context, JoinOutcome outcome) {
        try {
            var request = context.request();
            FewerFlushes.on(request.connection());
            var agreed = DeflateOffer.answer(request.headers().getAll(DeflateOffer.HEADER));
            agreed.ifPresent(answer -> request.response().putHeader(DeflateOffer.HEADER, answer));
            var inflater = new MessageInflater(agreed.isPresent(), MAX_MESSAGE_BYTES);
            inflater.on(request.connection());
            request.toWebSocket()
                    .onSuccess(socket -> opened(socket, inflater, outcome))
                    .onFailure(fault -> abandoned(outcome, fault));
        } catch (IllegalStateException gone) {
            // The client closed its connection while the session was being opened.
            abandoned(outcome, gone);
        }
    }

    private void opened(ServerWebSocket socket, MessageInflater inflater, JoinOutcome outcome) {
        var signal = new SignalSocket(vertx, socket, outgoing, clock, counters);
        inflater.onFault(signal::onFault);
        switch (outcome) {
            case JoinOutcome.Opened(var line) -> signal.open(line);
            case JoinOutcome.SentAway(var leave) -> signal.sendAway(leave);
            case JoinOutcome.Refused _ -> throw new IllegalStateException("a refusal was upgraded");
        }
    }

    private static void abandoned(JoinOutcome outcome, Throwable fault) {
        LOG.debug("client left before its connection was upgraded", "reason", fault);
        if (outcome instanceof JoinOutcome.Opened(var line)) {
            line.closed();
        }
    }

    private interface Step {
        void run() throws JoinRefusal;
    }

    private static void onVirtualThread(RoutingContext context, Step step) {
        Thread.ofVirtual()
                .name("signal")
                .start(() -> {
                    try {
                        step.run();
                    } catch (JoinRefusal refusal) {
                        refuse(context, refusal.status(), refusal.getMessage());
                    } catch (RuntimeException fault) {
                        // Bulkhead: one broken request must not go unanswered.
                        LOG.fault("request to join failed", fault);
                        refuse(context, JoinRefusal.FAULT, "internal error");
                    }
                });
    }

    private static void refuse(RoutingContext context, int status, @Nullable String text) {
        LOG.info("request to join refused", "status", status, "reason", text);
        var response = context.response();
        if (!response.ended()) {
            context.request().resume();
            response.setStatusCode(status)
                    .putHeader("Content-Type", "text/plain; charset=utf-8")
                    .putHeader("Connection", "close")
                    .end(Optional.ofNullable(text).orElse(""));
        }
    }

    private static JoinAddress address(RoutingContext context, boolean isV1) {
        var query = new HashMap<String, String>();
        context.queryParams()
                .forEach(member -> query.putIfAbsent(member.getKey(), member.getValue()));
        var authorization = context.request().getHeader("Authorization");
        return new JoinAddress(isV1, query, authorization == null ? "" : authorization);
    }
}
