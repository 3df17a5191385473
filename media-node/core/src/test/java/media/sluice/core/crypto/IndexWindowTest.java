package media.sluice.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexWindowTest {

    @Test
    void remembersExactly1024Numbers() {
        var window = new IndexWindow();
        window.mark(5000);

        assertThat(window.isFree(5000 - 1023)).isTrue();
        assertThat(window.isTooOld(5000 - 1024)).isTrue();
        assertThat(window.isUsed(5000)).isTrue();
        assertThat(window.isFree(5001)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agreesWithASet(long seed) {
        var random = new Random(seed);
        var window = new IndexWindow();
        var used = new HashSet<Long>();
        long highest = -1;
        for (int step = 0; step < 20_000; step++) {
            long index = Math.max(0, highest + random.nextInt(2200) - 1100 + step % 3);
            boolean expected = index > highest - 1024 && !used.contains(index);
            assertThat(window.isFree(index)).as("seed %d step %d", seed, step).isEqualTo(expected);
            if (expected) {
                window.mark(index);
                used.add(index);
                highest = Math.max(highest, index);
            }
        }
    }

    @Test
    void takesEverythingUpToANumberAsUsed() {
        var window = new IndexWindow();

        window.markAllUpTo(70_000);

        assertThat(window.isFree(70_000)).isFalse();
        assertThat(window.isFree(69_100)).isFalse();
        assertThat(window.isFree(70_001)).isTrue();
        window.mark(70_003);
        assertThat(window.isFree(70_002)).isTrue();
    }

    @Test
    void survivesExport() throws CorruptStateException {
        var window = new IndexWindow();
        window.mark(3000);
        window.mark(2500);
        var writer = new StateWriter();
        window.export(writer);

        var restored = IndexWindow.restore(new StateReader(writer.toBytes()));

        assertThat(restored.highest()).isEqualTo(3000);
        assertThat(restored.isUsed(2500)).isTrue();
        assertThat(restored.isFree(2501)).isTrue();
    }
}
