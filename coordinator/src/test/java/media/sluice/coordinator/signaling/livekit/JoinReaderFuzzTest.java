package media.sluice.coordinator.signaling.livekit;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import media.sluice.coordinator.access.Claims;
import media.sluice.coordinator.jwt.JwtTokens;

/** An address with a good token and any query is a join, a resume, or a refusal with its status. */
class JoinReaderFuzzTest {
    private static final long YEAR_2100 = 4_102_444_800L;
    private static final List<String> NAMES =
            List.of(
                    "join_request",
                    "attributes",
                    "capabilities",
                    "sdk",
                    "protocol",
                    "reconnect",
                    "sid",
                    "publish",
                    "auto_subscribe",
                    "adaptive_stream");

    private final JwtTokens tokens = new JwtTokens(Map.of("devkey", "secret"));
    private final String token =
            tokens.write(
                    new Claims(
                            "devkey",
                            "alice",
                            YEAR_2100,
                            Map.of(
                                    "video",
                                    Map.of(
                                            "roomJoin",
                                            true,
                                            "room",
                                            "r",
                                            "canUpdateOwnMetadata",
                                            true))));

    @FuzzTest
    void query(FuzzedDataProvider data) {
        var query = new HashMap<>(Map.of("access_token", token));
        boolean isV1 = data.consumeBoolean();
        while (data.remainingBytes() > 0) {
            query.put(data.pickValue(NAMES), data.consumeString(400));
        }
        try {
            var asked = new JoinReader(tokens).read(new JoinAddress(isV1, query, ""));
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
}
