package media.sluice.coordinator.api;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import media.sluice.coordinator.access.Claims;
import media.sluice.coordinator.access.TokenCodec;

/**
 * A token for whoever asks: {@code GET /api/token?room=&identity=} answers {@code {token, url}}.
 * For development only: it lets anybody in.
 */
public final class TokenRoute {
    private static final long VALID_SECONDS = 6 * 3600;
    private static final int BAD_REQUEST = 400;
    private static final int UNAVAILABLE = 503;

    private final TokenCodec tokens;
    private final Supplier<Optional<String>> apiKey;
    private final InstantSource clock;

    /**
     * The path, not yet on a router.
     *
     * @param apiKey the key to sign with, if there is one now
     */
    public TokenRoute(TokenCodec tokens, Supplier<Optional<String>> apiKey, InstantSource clock) {
        this.tokens = tokens;
        this.apiKey = apiKey;
        this.clock = clock;
    }

    /** Puts the path on a router. */
    public void mount(Router router) {
        router.get("/api/token").handler(this::answer);
    }

    private void answer(RoutingContext context) {
        var request = context.request();
        var room = text(request, "room");
        var identity = text(request, "identity");
        if (room.isEmpty() || identity.isEmpty()) {
            context.response()
                    .setStatusCode(BAD_REQUEST)
                    .end("say who and where: /api/token?room=ROOM&identity=IDENTITY");
            return;
        }
        var members = new HashMap<String, Object>();
        members.put("video", grant(room));
        members.put("name", text(request, "name").isEmpty() ? identity : text(request, "name"));
        var expires = clock.instant().getEpochSecond() + VALID_SECONDS;
        var key = apiKey.get();
        if (key.isEmpty()) {
            context.response()
                    .setStatusCode(UNAVAILABLE)
                    .end("there is no API key: write one into the file of API keys");
            return;
        }
        var token = tokens.write(new Claims(key.get(), identity, expires, members));
        var host = Optional.ofNullable(request.authority()).map(Object::toString).orElse("");
        var answer =
                new JsonObject()
                        .put("token", token)
                        .put("url", (request.isSSL() ? "wss://" : "ws://") + host);
        context.response()
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(answer.encode());
    }

    private static Map<String, Object> grant(String room) {
        return Map.of("roomJoin", true, "room", room, "canUpdateOwnMetadata", true);
    }

    private static String text(HttpServerRequest request, String name) {
        return Optional.ofNullable(request.getParam(name)).orElse("").strip();
    }
}
