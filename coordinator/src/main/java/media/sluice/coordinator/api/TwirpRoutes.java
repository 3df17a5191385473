package media.sluice.coordinator.api;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import media.sluice.coordinator.access.TokenCodec;
import media.sluice.coordinator.livekit.JsonMessages;
import media.sluice.coordinator.port.NodeDirectory;
import media.sluice.coordinator.usecase.Log;
import media.sluice.coordinator.usecase.Rooms;

/** The server API's paths: protobuf or JSON in and out (Twirp specification v7). */
public final class TwirpRoutes {
    private static final String ROOM_SERVICE = "/twirp/livekit.RoomService/:method";
    private static final String ADMIN = "/twirp/sluice.Admin/:method";

    /** An empty one before the first slash, twirp, service, method. */
    private static final int PATH_WORDS = 4;

    private static final long MAX_BODY_BYTES = 10L << 20;
    private static final String JSON = "application/json";
    private static final String PROTOBUF = "application/protobuf";

    /** Of RoomService, and not built yet: SDKs learn that from the code. */
    private static final Set<String> LATER_METHODS =
            Set.of("PerformRpc", "ForwardParticipant", "MoveParticipant");

    /** Services of LiveKit's API that are not built yet. */
    private static final Set<String> LATER_SERVICES =
            Set.of(
                    "livekit.AgentDispatchService",
                    "livekit.Connector",
                    "livekit.Egress",
                    "livekit.Ingress",
                    "livekit.SIP");

    private static final Log LOG = new Log(TwirpRoutes.class);

    private final TokenCodec tokens;
    private final Map<String, TwirpMethod> methods;
    private final Map<String, TwirpMethod> adminMethods;

    /**
     * The paths, not yet on a router.
     *
     * @param canUnmute the API may unmute tracks
     */
    public TwirpRoutes(TokenCodec tokens, Rooms rooms, NodeDirectory nodes, boolean canUnmute) {
        this.tokens = tokens;
        methods = TwirpMethod.of(new RoomService(rooms, canUnmute));
        adminMethods = TwirpMethod.of(new AdminService(rooms, nodes));
    }

    /** Puts the paths on a router. */
    public void mount(Router router) {
        mount(router, ROOM_SERVICE, methods);
        mount(router, ADMIN, adminMethods);
        router.route("/twirp/*").handler(context -> fail(context, notServed(context)));
    }

    private void mount(Router router, String path, Map<String, TwirpMethod> served) {
        router.post(path)
                .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES))
                .handler(context ->
                        Thread.ofVirtual().name("api").start(() -> answer(context, served)));
    }

    private static TwirpException notServed(RoutingContext context) {
        var words = context.normalizedPath().split("/", -1);
        boolean isLater =
                words.length == PATH_WORDS
                        && (LATER_SERVICES.contains(words[2])
                                || LATER_METHODS.contains(words[PATH_WORDS - 1]));
        return isLater
                ? new TwirpException(
                        TwirpCode.UNIMPLEMENTED,
                        words[2] + "/" + words[PATH_WORDS - 1] + " is not built in this version")
                : new TwirpException(
                        TwirpCode.BAD_ROUTE, "no handler for path " + context.request().path());
    }

    private void answer(RoutingContext context, Map<String, TwirpMethod> served) {
        try {
            var isJson = isJson(context);
            var name = context.pathParam("method");
            var method = served.get(name);
            if (method == null) {
                throw notServed(context);
            }
            var header = context.request().getHeader("Authorization");
            var caller = Caller.of(header == null ? "" : header, tokens);
            var request = read(method.empty(), context, isJson);
            reply(context, method.call().apply(caller, request), isJson);
        } catch (TwirpException refused) {
            fail(context, refused);
        } catch (RuntimeException fault) {
            // Bulkhead: one broken call must not go unanswered.
            LOG.fault("server API call failed", fault);
            fail(context, new TwirpException(TwirpCode.INTERNAL, "internal error"));
        }
    }

    private static boolean isJson(RoutingContext context) {
        var type = Optional.ofNullable(context.request().getHeader("Content-Type")).orElse("");
        if (type.startsWith(JSON)) {
            return true;
        }
        if (type.startsWith(PROTOBUF)) {
            return false;
        }
        throw new TwirpException(TwirpCode.BAD_ROUTE, "unexpected Content-Type: \"" + type + "\"");
    }

    private static Message read(Message empty, RoutingContext context, boolean isJson) {
        var body = Optional.ofNullable(context.body().buffer()).orElse(Buffer.buffer());
        var request = empty.newBuilderForType();
        try {
            if (isJson) {
                JsonMessages.merge(body.toString(), request);
            } else {
                request.mergeFrom(body.getBytes());
            }
        } catch (InvalidProtocolBufferException bad) {
            throw new TwirpException(
                    TwirpCode.MALFORMED, "the request cannot be read: " + bad.getMessage());
        }
        return request.build();
    }

    private static void reply(RoutingContext context, Message answer, boolean isJson) {
        var response = context.response();
        if (isJson) {
            response.putHeader("Content-Type", JSON).end(json(answer));
        } else {
            response.putHeader("Content-Type", PROTOBUF).end(Buffer.buffer(answer.toByteArray()));
        }
    }

    private static void fail(RoutingContext context, TwirpException refused) {
        var body =
                Struct.newBuilder()
                        .putFields("code", text(refused.code().text()))
                        .putFields("msg", text(String.valueOf(refused.getMessage())))
                        .build();
        context.response()
                .setStatusCode(refused.code().status())
                .putHeader("Content-Type", JSON)
                .end(json(body));
    }

    private static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    private static String json(Message message) {
        try {
            return JsonFormat.printer()
                    .preservingProtoFieldNames()
                    .alwaysPrintFieldsWithNoPresence()
                    .omittingInsignificantWhitespace()
                    .print(message);
        } catch (InvalidProtocolBufferException bad) {
            throw new IllegalStateException("an answer of ours has no JSON form", bad);
        }
    }
}
