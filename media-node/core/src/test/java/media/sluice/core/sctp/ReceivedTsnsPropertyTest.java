package media.sluice.core.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceivedTsnsPropertyTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithAPlainSet(long seed) throws CorruptStateException {
        var random = new Random(seed);
        long base = (1L << 32) - 100;
        var tsns = new ReceivedTsns(base);
        var model = new TreeSet<Long>();
        long cumulative = base;
        for (int i = 0; i < 4_000; i++) {
            long tsn = cumulative - 3 + random.nextInt(60);
            boolean isKnown = tsn <= cumulative || model.contains(tsn);
            assertThat(tsns.contains(tsn)).as("seed %d step %d", seed, i).isEqualTo(isKnown);
            if (random.nextInt(50) == 0) {
                tsns.advanceTo(tsn);
                cumulative = Math.max(cumulative, tsn);
                model.headSet(cumulative, true).clear();
            } else if (!isKnown) {
                assertThat(tsns.isTakeable(tsn)).isTrue();
                tsns.add(tsn);
                model.add(tsn);
            }
            while (model.remove(cumulative + 1)) {
                cumulative++;
            }
            if (random.nextInt(100) == 0) {
                var writer = new StateWriter();
                tsns.export(writer);
                tsns = ReceivedTsns.restore(new StateReader(writer.toBytes()));
            }
            assertThat(tsns.cumulativeTsn()).isEqualTo(cumulative);
            assertThat(unpack(tsns)).isEqualTo(model);
        }
    }

    private static TreeSet<Long> unpack(ReceivedTsns tsns) {
        var all = new TreeSet<Long>();
        int[] gaps = tsns.gaps(1000);
        for (int i = 0; i < gaps.length; i += 2) {
            for (int offset = gaps[i]; offset <= gaps[i + 1]; offset++) {
                all.add(tsns.cumulativeTsn() + offset);
            }
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1L << 32})
    void takesNoMoreRangesThanASackNames(long base) {
        var tsns = new ReceivedTsns(base);
        for (int i = 0; i < ReceivedTsns.MAX_RANGES; i++) {
            tsns.add(base + 2 + 2L * i);
        }
        long beyond = base + 4 + 2L * ReceivedTsns.MAX_RANGES;
        assertThat(tsns.isTakeable(beyond)).isFalse();
        assertThat(tsns.isTakeable(base + 3)).isTrue();
        assertThat(tsns.isTakeable(base + 1)).isTrue();
        assertThat(tsns.isTakeable(base + ReceivedTsns.MAX_AHEAD + 1)).isFalse();
    }
}
