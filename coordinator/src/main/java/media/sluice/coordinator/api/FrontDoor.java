package media.sluice.coordinator.api;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What every path shares (CORS), health, what clients ask for at {@code /} to learn whether the
 * service is there, and pages for people.
 */
public final class FrontDoor {
    private static final int FIRST = -1000;
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int NOT_ACCEPTABLE = 406;
    private static final int SERVICE_UNAVAILABLE = 503;
    private static final String A_DAY_SECONDS = "86400";

    private final BooleanSupplier isReady;

    /**
     * The door.
     *
     * @param isReady a media node is there
     */
    public FrontDoor(BooleanSupplier isReady) {
        this.isReady = isReady;
    }

    /** Puts the paths on a router. */
    public void mount(Router router) {
        router.route().order(FIRST).handler(this::shareAcrossOrigins);
        router.route("/").order(FIRST + 1).handler(this::root);
        router.get("/health/live").handler(context -> health(context, true));
        router.get("/health/ready").handler(context -> health(context, isReady.getAsBoolean()));
    }

    private void root(RoutingContext context) {
        if (wantsPage(context.request())) {
            context.next();
            return;
        }
        boolean ready = isReady.getAsBoolean();
        context.response()
                .setStatusCode(ready ? OK : NOT_ACCEPTABLE)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end(
                        ready
                                ? "OK"
                                : "Not Ready: no media node is in service, or the first has just come");
    }

    /** Liveness depends on no other process, readiness on a media node. */
    private static void health(RoutingContext context, boolean isWell) {
        context.response()
                .setStatusCode(isWell ? OK : SERVICE_UNAVAILABLE)
                .putHeader("Content-Type", "application/json")
                .end("{\"status\":\"%s\"}".formatted(isWell ? "UP" : "DOWN"));
    }

    private static boolean wantsPage(HttpServerRequest request) {
        var accept = request.getHeader("Accept");
        return HttpMethod.GET.equals(request.method())
                && accept != null
                && accept.contains("text/html");
    }

    private void shareAcrossOrigins(RoutingContext context) {
        var request = context.request();
        var response = context.response();
        var origin = request.getHeader("Origin");
        if (origin != null) {
            response.putHeader("Access-Control-Allow-Origin", origin)
                    .putHeader("Access-Control-Expose-Headers", "*")
                    .putHeader("Vary", "Origin");
        }
        boolean isPreflight =
                HttpMethod.OPTIONS.equals(request.method())
                        && request.getHeader("Access-Control-Request-Method") != null;
        if (!isPreflight) {
            context.next();
            return;
        }
        var headers =
                Optional.ofNullable(request.getHeader("Access-Control-Request-Headers"))
                        .orElse("*");
        response.putHeader(
                        "Access-Control-Allow-Methods", "OPTIONS, HEAD, GET, POST, PATCH, DELETE")
                .putHeader("Access-Control-Allow-Headers", headers)
                .putHeader("Access-Control-Max-Age", A_DAY_SECONDS)
                .setStatusCode(NO_CONTENT)
                .end();
    }
}
