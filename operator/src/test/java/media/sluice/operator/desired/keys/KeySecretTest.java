package media.sluice.operator.desired.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import media.sluice.operator.desired.Owner;
import media.sluice.operator.desired.keys.KeyRing.Timed;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeySecretTest {

    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
    private static final Owner OWNER =
            new Owner("sluice.media/v1alpha1", "ApiKey", "ns", "app", "u");
    private static final KeyRing RING =
            new KeyRing(
                    new KeyPair("b", "two"),
                    NOW,
                    Optional.of(new Timed(new KeyPair("c", "three"), NOW.plusSeconds(60))),
                    Optional.of(new Timed(new KeyPair("a", "one"), NOW.plusSeconds(30))));

    @Test
    void readsWhatItWrote() {
        var secret = KeySecret.of(OWNER, "app", "main", RING);

        assertThat(KeySecret.read(secret)).contains(RING);
        assertThat(text(secret.getData().get("LIVEKIT_API_KEY"))).isEqualTo("b");
        assertThat(text(secret.getData().get("LIVEKIT_API_SECRET"))).isEqualTo("two");
    }

    @Test
    void aSecretWithoutItsKeyHoldsNone() {
        var secret = KeySecret.of(OWNER, "app", "main", RING);
        secret.getData().remove("secret");

        assertThat(KeySecret.read(secret)).isEmpty();
        secret.setData(null);
        assertThat(KeySecret.read(secret)).isEmpty();
    }

    @Test
    void whatCannotStandInAFileOfKeysIsNoKey() {
        var secret = KeySecret.of(OWNER, "app", "main", RING);
        secret.getData().put("secret", encoded("two words"));
        assertThat(KeySecret.read(secret)).isEmpty();

        secret.getData().put("secret", encoded("x\ny: z"));
        assertThat(KeySecret.read(secret)).isEmpty();

        secret.getData().put("secret", encoded("\"quoted\""));
        assertThat(KeySecret.read(secret)).isEmpty();

        secret.getData().put("secret", "no base64!");
        assertThat(KeySecret.read(secret)).isEmpty();
    }

    @Test
    void coordinatorsAcceptAllOfThemAndKnowWhichFollows() {
        var file =
                KeyFile.text(
                        "main",
                        Map.of("app", RING, "bot", KeyRing.first(new KeyPair("z", "zz"), NOW)),
                        NOW);

        assertThat(file)
                .isEqualTo(
                        """
                        # API keys of MediaCluster main
                        b: two
                        c: three
                        a: one b
                        z: zz
                        """);
    }

    @Test
    void theFileForgetsAKeyInTimeAlsoWhenItsSecretDoesNot() {
        assertThat(KeyFile.text("main", Map.of("app", RING), NOW.plusSeconds(30)))
                .doesNotContain("a: one");
    }

    @Test
    void aKeyThatStandsInTwoSecretsHasOneLine() {
        assertThat(KeyFile.text("main", Map.of("app", RING, "copy", RING), NOW))
                .isEqualTo(KeyFile.text("main", Map.of("app", RING), NOW));
    }

    @Test
    void theFileIsNeverEmpty() {
        assertThat(KeyFile.text("main", Map.of(), NOW)).startsWith("# ");
    }

    @Test
    void freshKeysDifferAndFitIntoALine() {
        var random = new Random(1);
        var seen = new HashSet<KeyPair>();
        for (int i = 0; i < 1000; i++) {
            var pair =
                    KeyPair.fresh(size -> {
                        var bytes = new byte[size];
                        random.nextBytes(bytes);
                        return bytes;
                    });
            assertThat(pair.id()).matches("API[A-Za-z0-9]{12}");
            assertThat(pair.secret()).matches("[A-Za-z0-9_-]{43}");
            assertThat(pair.toString()).doesNotContain(pair.secret());
            seen.add(pair);
        }
        assertThat(seen).hasSize(1000);
    }

    private static String text(@Nullable String encoded) {
        return new String(
                Base64.getDecoder().decode(Objects.requireNonNull(encoded)),
                StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
