package media.sluice.operator.desired.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import media.sluice.operator.desired.keys.KeyRing.Rotation;
import org.junit.jupiter.api.Test;

class KeyRingTest {

    private static final Instant START = Instant.parse("2027-01-01T00:00:00Z");
    private static final Optional<Rotation> DAILY =
            Optional.of(new Rotation(Duration.ofHours(24), Duration.ofHours(2)));

    private int made;
    private final Supplier<KeyPair> fresh = () -> new KeyPair("k" + ++made, "s" + made);
    private final KeyRing first = KeyRing.first(fresh.get(), START);

    @Test
    void staysAsItIsWithoutRotation() {
        assertThat(at(first, Duration.ofDays(1000), Optional.empty())).isEqualTo(first);
        assertThat(first.changesAt(Optional.empty())).isEmpty();
    }

    @Test
    void announcesThenGivesOutThenForgets() {
        assertThat(at(first, Duration.ofHours(23), DAILY)).isEqualTo(first);

        var announced = at(first, Duration.ofMinutes(24 * 60 - 2), DAILY);
        assertThat(announced.active().id()).isEqualTo("k1");
        assertThat(announced.next().orElseThrow().pair().id()).isEqualTo("k2");

        var rotated = at(announced, Duration.ofHours(24), DAILY);
        assertThat(rotated.active().id()).isEqualTo("k2");
        assertThat(rotated.previous().orElseThrow().pair().id()).isEqualTo("k1");
        assertThat(rotated.next()).isEmpty();

        assertThat(at(rotated, Duration.ofMinutes(26 * 60 - 1), DAILY)).isEqualTo(rotated);
        assertThat(at(rotated, Duration.ofHours(26), DAILY).previous()).isEmpty();
    }

    @Test
    void neverGivesOutAKeyThatCoordinatorsHaveJustLearntOf() {
        var late = Duration.ofDays(30);

        var announced = at(first, late, DAILY);
        assertThat(announced.active()).isEqualTo(first.active());
        assertThat(at(announced, late.plusSeconds(119), DAILY)).isEqualTo(announced);

        assertThat(at(announced, late.plusSeconds(120), DAILY).active().id()).isEqualTo("k2");
    }

    @Test
    void takesBackAnAnnouncedKeyWhenRotationIsTurnedOff() {
        var announced = at(first, Duration.ofHours(24), DAILY);

        assertThat(at(announced, Duration.ofHours(25), Optional.empty())).isEqualTo(first);
    }

    /**
     * An operator that looks at arbitrary times, and is away for weeks: what programs are given was
     * announced for two minutes, and is accepted for the whole overlap after.
     */
    @Test
    void isAcceptedFromBeforeItIsGivenOutUntilAfter() {
        for (long seed = 1; seed <= 200; seed++) {
            var random = new Random(seed);
            var ring = first;
            var now = START;
            var acceptedSince = new HashSet<String>();
            for (int step = 0; step < 300; step++) {
                var before = ring;
                ring = ring.at(now, DAILY, fresh);
                if (!ring.active().equals(before.active())) {
                    assertThat(before.next().map(next -> next.pair().id()))
                            .as("seed %d", seed)
                            .contains(ring.active().id());
                    assertThat(ring.previous().orElseThrow().at())
                            .isEqualTo(now.plus(Duration.ofHours(2)));
                    assertThat(ring.previous().orElseThrow().pair()).isEqualTo(before.active());
                }
                ring.next().ifPresent(next -> acceptedSince.add(next.pair().id()));
                var wait = random.nextInt(20) == 0 ? 3_000_000 : 1 + random.nextInt(7200);
                var asked = ring.changesAt(DAILY).orElseThrow();
                now = now.plusSeconds(wait);
                now = random.nextBoolean() && asked.isBefore(now) ? asked : now;
            }
            assertThat(acceptedSince).as("seed %d rotates", seed).hasSizeGreaterThan(5);
        }
    }

    private KeyRing at(KeyRing ring, Duration after, Optional<Rotation> rotation) {
        return ring.at(START.plus(after), rotation, fresh);
    }
}
