package media.sluice.coordinator.api;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Optional;
import media.sluice.coordinator.usecase.MoveOutcome;
import media.sluice.coordinator.usecase.Rooms;

/**
 * Moves whoever is named to another node: {@code POST /api/move?room=&identity=} answers {@code
 * {how, node_id, switch_micros}}, or 409 with a sentence. The meeting page's button; for
 * development only, as it asks for no token.
 */
public final class MoveRoute {
    private static final int CONFLICT = 409;

    private final Rooms rooms;

    /** The path, not yet on a router. */
    public MoveRoute(Rooms rooms) {
        this.rooms = rooms;
    }

    /** Puts the path on a router. */
    public void mount(Router router) {
        router.post("/api/move")
                .handler(context -> Thread.ofVirtual().name("api").start(() -> answer(context)));
    }

    private void answer(RoutingContext context) {
        var outcome = rooms.move(text(context, "room"), text(context, "identity"), "");
        switch (outcome.orElse(null)) {
            case MoveOutcome.Moved moved ->
                    context.response()
                            .putHeader("Content-Type", "application/json")
                            .end(
                                    new JsonObject()
                                            .put("how", moved.how().name().toLowerCase(Locale.ROOT))
                                            .put("node_id", moved.toNodeId())
                                            .put("switch_micros", moved.switchMicros())
                                            .encode());
            case MoveOutcome.Stayed stayed -> refuse(context, stayed.reason());
            case null -> refuse(context, "there is no such room: /api/move?room=ROOM&identity=I");
        }
    }

    private static void refuse(RoutingContext context, String reason) {
        context.response()
                .setStatusCode(CONFLICT)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end(reason);
    }

    private static String text(RoutingContext context, String name) {
        return Optional.ofNullable(context.request().getParam(name)).orElse("").strip();
    }
}
