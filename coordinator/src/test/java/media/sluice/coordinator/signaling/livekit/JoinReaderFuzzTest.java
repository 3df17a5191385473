package media.sluice.coordinator.signaling.livekit;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import livekit.LivekitRtc;
import media.sluice.coordinator.access.Claims;
import media.sluice.coordinator.jwt.JwtTokens;

/**
 * An address with a good token and any query is a join, a resume, or a refusal with its status. The
 * input has one member of the query a line, {@code name=value}; the value of {@code join} is a
 * request as JSON, that of {@code token} the number of one of the tokens, and {@code v1} and {@code
 * authorization} are what they say.
 */
class JoinReaderFuzzTest {
    private static final long YEAR_2100 = 4_102_444_800L;
    private static final String LONG_NAME = "x".repeat(300);

    private final JwtTokens tokens = new JwtTokens(Map.of("devkey", "secret"));
    private final List<String> written =
            List.of(
                    token("alice", grant(true, "r", true)),
                    token("alice", grant(true, "r", false)),
                    token("", grant(true, "r", true)),
                    token("alice", grant(true, "", true)),
                    token("alice", grant(false, "r", true)),
                    token(LONG_NAME, grant(true, "r", true)),
                    token("alice", grant(true, LONG_NAME, true)),
                    token("alice", Map.of()),
                    "");

    private static Map<String, Object> grant(boolean mayJoin, String room, boolean mayUpdate) {
        return Map.of(
                "video",
                Map.of("roomJoin", mayJoin, "room", room, "canUpdateOwnMetadata", mayUpdate));
    }

    private String token(String identity, Map<String, Object> members) {
        return tokens.write(new Claims("devkey", identity, YEAR_2100, members));
    }

    @FuzzTest
    void query(byte[] bytes) {
        var address = address(new String(bytes, StandardCharsets.UTF_8));
        try {
            var asked = new JoinReader(tokens).read(address);
            if (asked instanceof JoinReader.Asked.Join join
                    && !join.call().profile().isWithinLimits()) {
                throw new IllegalStateException("a profile beyond its limits came in");
            }
        } catch (JoinRefusal refused) {
            if (refused.status() != JoinRefusal.BAD_REQUEST
                    && refused.status() != JoinRefusal.UNAUTHORIZED) {
                throw new IllegalStateException("a status that clients do not know", refused);
            }
        }
    }

    private JoinAddress address(String text) {
        var query = new HashMap<>(Map.of("access_token", written.getFirst()));
        boolean isV1 = false;
        var authorization = "";
        for (var line : text.split("\n", -1)) {
            int at = line.indexOf('=');
            var name = at < 0 ? line : line.substring(0, at);
            var value = at < 0 ? "" : line.substring(at + 1);
            switch (name) {
                case "v1" -> isV1 = true;
                case "authorization" -> authorization = value.replace("TOKEN", written.getFirst());
                case "token" -> query.put("access_token", numbered(value));
                case "join" -> query.put("join_request", wrapped(value));
                default -> query.put(name, value);
            }
        }
        return new JoinAddress(isV1, query, authorization);
    }

    private String numbered(String value) {
        int number = value.isEmpty() ? 0 : value.charAt(0) - '0';
        return number >= 0 && number < written.size() ? written.get(number) : value;
    }

    /** A request as JSON in the form in which it travels; text that is none travels as it is. */
    private static String wrapped(String json) {
        var request = LivekitRtc.JoinRequest.newBuilder();
        try {
            JsonFormat.parser().merge(json, request);
        } catch (InvalidProtocolBufferException none) {
            return json;
        }
        var outside =
                LivekitRtc.WrappedJoinRequest.newBuilder()
                        .setJoinRequest(request.build().toByteString());
        return Base64.getUrlEncoder().encodeToString(outside.build().toByteArray());
    }
}
