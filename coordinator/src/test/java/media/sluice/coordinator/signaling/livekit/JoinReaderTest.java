package media.sluice.coordinator.signaling.livekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import livekit.LivekitRtc;
import media.sluice.coordinator.access.Claims;
import media.sluice.coordinator.jwt.JwtTokens;
import org.junit.jupiter.api.Test;

class JoinReaderTest {
    private static final String JSON = "{\"k\":\"new\",\"n\":\"2\"}";

    private final JwtTokens tokens = new JwtTokens(Map.of("devkey", "secret"));
    private final JoinReader reader = new JoinReader(tokens);

    @Test
    void readsACompressedRequestWithItsOffer() throws JoinRefusal, IOException {
        var request =
                LivekitRtc.JoinRequest.newBuilder()
                        .setConnectionSettings(
                                LivekitRtc.ConnectionSettings.newBuilder().setAutoSubscribe(true))
                        .setPublisherOffer(
                                LivekitRtc.SessionDescription.newBuilder().setId(4).setSdp("v=0"))
                        .build();

        var asked = reader.read(address(true, Map.of("join_request", wrapped(request)), grant()));

        assertThat(asked)
                .isInstanceOfSatisfying(
                        JoinReader.Asked.Join.class,
                        join -> {
                            assertThat(join.call().isSinglePeer()).isTrue();
                            assertThat(join.call().offer().orElseThrow().id()).isEqualTo(4);
                            assertThat(join.call().client().autoSubscribe()).isTrue();
                        });
    }

    @Test
    void readsAResume() throws JoinRefusal {
        var asked = reader.read(address(false, Map.of("reconnect", "1", "sid", "PA_1"), grant()));

        assertThat(asked)
                .isInstanceOfSatisfying(
                        JoinReader.Asked.Resume.class,
                        resume -> assertThat(resume.call().sid()).isEqualTo("PA_1"));
    }

    @Test
    void mergesAttributesOfTheAddressOverThoseOfTheToken() throws JoinRefusal {
        var members = new HashMap<>(grant());
        members.put("canUpdateOwnMetadata", true);
        var encoded = Base64.getUrlEncoder().encodeToString(JSON.getBytes(StandardCharsets.UTF_8));

        var asked = reader.read(address(false, Map.of("attributes", encoded), members));

        var join = (JoinReader.Asked.Join) asked;
        assertThat(join.call().profile().attributes())
                .isEqualTo(Map.of("k", "new", "n", "2", "t", "token"));
    }

    @Test
    void refusesWithTheStatusesClientsKnow() {
        var noJoin = Map.<String, Object>of("room", "r");

        assertRefused(401, new JoinAddress(false, Map.of(), ""));
        assertRefused(401, new JoinAddress(false, Map.of(), "Basic abc"));
        assertRefused(401, address(false, Map.of(), noJoin));
        assertRefused(400, address(false, Map.of(), Map.of("roomJoin", true)));
        assertRefused(400, address(true, Map.of(), grant()));
        assertRefused(400, address(true, Map.of("join_request", "!!"), grant()));
        assertRefused(401, address(false, Map.of("attributes", "eyJhIjoiYiJ9"), grant()));
    }

    private void assertRefused(int status, JoinAddress address) {
        assertThatThrownBy(() -> reader.read(address))
                .isInstanceOfSatisfying(
                        JoinRefusal.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(status));
    }

    private JoinAddress address(
            boolean isV1, Map<String, String> query, Map<String, Object> grant) {
        var claims =
                new Claims(
                        "devkey",
                        "alice",
                        Instant.now().getEpochSecond() + 60,
                        Map.of("video", grant, "attributes", Map.of("k", "old", "t", "token")));
        var all = new HashMap<>(query);
        all.put("access_token", tokens.write(claims));
        return new JoinAddress(isV1, all, "");
    }

    private static Map<String, Object> grant() {
        return Map.of("roomJoin", true, "room", "r");
    }

    private static String wrapped(LivekitRtc.JoinRequest request) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(request.toByteArray());
        }
        var wrapped =
                LivekitRtc.WrappedJoinRequest.newBuilder()
                        .setCompression(LivekitRtc.WrappedJoinRequest.Compression.GZIP)
                        .setJoinRequest(ByteString.copyFrom(bytes.toByteArray()))
                        .build();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(wrapped.toByteArray());
    }
}
