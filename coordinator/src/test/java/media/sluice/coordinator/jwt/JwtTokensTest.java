package media.sluice.coordinator.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import media.sluice.coordinator.access.AccessDenied;
import media.sluice.coordinator.access.ApiKeys;
import media.sluice.coordinator.access.Claims;
import media.sluice.coordinator.access.RefreshedClaims;
import org.junit.jupiter.api.Test;

class JwtTokensTest {
    private final JwtTokens tokens = new JwtTokens(Map.of("devkey", "secret"));
    private final long nowSeconds = Instant.now().getEpochSecond();

    @Test
    void readsWhatItWrote() {
        var claims = claims(nowSeconds + 100);

        var read = tokens.read(tokens.write(claims));

        assertThat(read.identity()).isEqualTo("alice");
        assertThat(read.attributes()).containsEntry("k", "v");
        assertThat(read.video().orElseThrow().room()).isEqualTo("r");
        assertThat(read.video().orElseThrow().canPublish()).isTrue();
        assertThat(read.video().orElseThrow().canSubscribe()).isFalse();
    }

    @Test
    void absentDataGrantFollowsPublish() {
        var grant = claims(nowSeconds).video().orElseThrow().with(Map.of("canPublish", false));

        assertThat(grant.canPublishData()).isFalse();
    }

    @Test
    void refusesAnotherSecret() {
        var other = new JwtTokens(Map.of("devkey", "other")).write(claims(nowSeconds + 100));

        assertThatThrownBy(() -> tokens.read(other)).isInstanceOf(AccessDenied.class);
    }

    @Test
    void refusesAnUnknownKey() {
        var other = new JwtTokens(Map.of("nobody", "secret"));
        var token = other.write(new Claims("nobody", "a", nowSeconds + 100, Map.of()));

        assertThatThrownBy(() -> tokens.read(token)).hasMessageContaining("API key");
    }

    @Test
    void refusesAnExpiredToken() {
        var token = tokens.write(claims(nowSeconds - 61));

        assertThatThrownBy(() -> tokens.read(token)).isInstanceOf(AccessDenied.class);
    }

    /** Dates are read before the signature: anybody can send such a token. */
    @Test
    void refusesADateThatNoCalendarHas() {
        var payload = "{\"iss\":\"devkey\",\"exp\":" + Long.MAX_VALUE + "}";
        var encoder = Base64.getUrlEncoder().withoutPadding();
        var header = encoder.encodeToString("{\"alg\":\"HS256\"}".getBytes(UTF_8));
        var token = header + "." + encoder.encodeToString(payload.getBytes(UTF_8)) + ".AAAA";

        assertThatThrownBy(() -> tokens.read(token)).isInstanceOf(AccessDenied.class);
    }

    @Test
    void writesAgainWhatAnApplicationWrote() {
        var members = "\"roomConfig\":{\"n\":[99999999999999999999,null,{\"k\":1}]}";
        var token = JwtTokensFuzzTest.signed(members.getBytes(UTF_8));
        var claims = tokens.read(token);

        var read = tokens.read(tokens.write(claims));

        assertThat(read.roomConfig()).isEqualTo(claims.roomConfig()).containsKey("n");
    }

    @Test
    void refreshedTokenLivesTenMinutesAtLeast() {
        var refreshed =
                RefreshedClaims.of(claims(nowSeconds + 5), Map.of("name", "Al"), nowSeconds);

        var read = tokens.read(tokens.write(refreshed));

        assertThat(read.expiresAtSeconds()).isEqualTo(nowSeconds + 600);
        assertThat(read.name()).isEqualTo("Al");
        assertThat(read.video()).isPresent();
    }

    @Test
    void acceptsTheKeysOfTheTime() {
        var now = new AtomicReference<>(ApiKeys.parse("devkey: secret"));
        var following = new JwtTokens(now::get);
        var old = following.write(claims(nowSeconds + 100));

        now.set(ApiKeys.parse("devkey: secret next\nnext: other"));
        assertThat(following.read(old).identity()).isEqualTo("alice");
        assertThat(following.read(following.renew(claims(nowSeconds + 100)).orElseThrow()).apiKey())
                .isEqualTo("next");

        now.set(ApiKeys.parse("next: other"));
        assertThatThrownBy(() -> following.read(old)).hasMessageContaining("API key");
    }

    @Test
    void renewsNoTokenOfAKeyThatWasWithdrawn() {
        var following = new JwtTokens(() -> ApiKeys.parse("next: other"));

        assertThat(following.renew(claims(nowSeconds + 100))).isEmpty();
    }

    private static Claims claims(long expiresAtSeconds) {
        return new Claims(
                "devkey",
                "alice",
                expiresAtSeconds,
                Map.of(
                        "video",
                        Map.of("roomJoin", true, "room", "r", "canSubscribe", false),
                        "attributes",
                        Map.of("k", "v")));
    }
}
