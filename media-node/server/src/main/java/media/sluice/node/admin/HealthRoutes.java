package media.sluice.node.admin;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import media.sluice.node.lifecycle.Lifecycle;

/**
 * Three questions with three answers. None depends on another process: a node without coordinators
 * is alive and ready.
 *
 * <ul>
 *   <li>{@code /health/live}: 200 while every worker's loop turns, else 503: restart the process;
 *   <li>{@code /health/ready}: 200 while new rooms are welcome, else 503;
 *   <li>{@code /health/draining}: 200 while the node drains, with the number of sessions left, else
 *       404.
 * </ul>
 */
public final class HealthRoutes {

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    private final Lifecycle lifecycle;
    private final BooleanSupplier workersTurn;
    private final IntSupplier sessions;

    public HealthRoutes(Lifecycle lifecycle, BooleanSupplier workersTurn, IntSupplier sessions) {
        this.lifecycle = lifecycle;
        this.workersTurn = workersTurn;
        this.sessions = sessions;
    }

    /** Adds the routes. */
    public void addTo(Router router) {
        router.get("/health/live").handler(this::live);
        router.get("/health/ready").handler(this::ready);
        router.get("/health/draining").handler(this::draining);
    }

    private void live(RoutingContext context) {
        answer(context, workersTurn.getAsBoolean() ? OK : UNAVAILABLE);
    }

    private void ready(RoutingContext context) {
        answer(context, lifecycle.isReady() && workersTurn.getAsBoolean() ? OK : UNAVAILABLE);
    }

    private void draining(RoutingContext context) {
        answer(context, lifecycle.isDraining() ? OK : NOT_FOUND);
    }

    private void answer(RoutingContext context, int status) {
        context.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(
                        new JsonObject()
                                .put("phase", lifecycle.phase().name())
                                .put("sessions", sessions.getAsInt())
                                .encode());
    }
}
