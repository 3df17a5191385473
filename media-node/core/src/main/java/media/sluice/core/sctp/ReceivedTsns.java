package media.sluice.core.sctp;

import java.util.Arrays;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/** Which TSNs have arrived: all up to the cumulative one, and ranges after it. */
final class ReceivedTsns {

    /** Later ranges are not taken: a SACK could hardly name more. */
    static final int MAX_RANGES = 512;

    /** Gap blocks count 16 bits from the cumulative TSN; no window of ours reaches half as far. */
    static final int MAX_AHEAD = 32_768;

    private static final int VERSION = 1;

    private final long[] starts = new long[MAX_RANGES];
    private final long[] ends = new long[MAX_RANGES];
    private int ranges;
    private long cumulativeTsn;

    ReceivedTsns(long cumulativeTsn) {
        this.cumulativeTsn = cumulativeTsn;
    }

    /** Everything up to this extended TSN has arrived or is given up. */
    long cumulativeTsn() {
        return cumulativeTsn;
    }

    boolean hasGaps() {
        return ranges > 0;
    }

    boolean contains(long tsn) {
        int before = rangesUpTo(tsn);
        return tsn <= cumulativeTsn || before > 0 && ends[before - 1] >= tsn;
    }

    /** Whether there is room to remember this TSN. */
    boolean isTakeable(long tsn) {
        return tsn == cumulativeTsn + 1
                || tsn - cumulativeTsn <= MAX_AHEAD
                        && (ranges < MAX_RANGES || joinsLeft(tsn) || joinsRight(tsn));
    }

    /** Notes a TSN that is takeable and not contained. */
    void add(long tsn) {
        if (tsn == cumulativeTsn + 1) {
            cumulativeTsn = tsn;
            absorb();
            return;
        }
        int at = rangesUpTo(tsn);
        boolean left = joinsLeft(tsn);
        boolean right = joinsRight(tsn);
        if (left && right) {
            ends[at - 1] = ends[at];
            remove(at, 1);
        } else if (left) {
            ends[at - 1] = tsn;
        } else if (right) {
            starts[at] = tsn;
        } else {
            System.arraycopy(starts, at, starts, at + 1, ranges - at);
            System.arraycopy(ends, at, ends, at + 1, ranges - at);
            starts[at] = tsn;
            ends[at] = tsn;
            ranges++;
        }
    }

    /** The peer gives up everything up to a TSN (RFC 3758 §3.6). */
    void advanceTo(long tsn) {
        cumulativeTsn = Math.max(cumulativeTsn, tsn);
        absorb();
    }

    private void absorb() {
        int gone = 0;
        while (gone < ranges && starts[gone] <= cumulativeTsn + 1) {
            cumulativeTsn = Math.max(cumulativeTsn, ends[gone]);
            gone++;
        }
        remove(0, gone);
    }

    private void remove(int from, int count) {
        System.arraycopy(starts, from + count, starts, from, ranges - from - count);
        System.arraycopy(ends, from + count, ends, from, ranges - from - count);
        ranges -= count;
    }

    private boolean joinsLeft(long tsn) {
        int before = rangesUpTo(tsn);
        return before > 0 && ends[before - 1] == tsn - 1;
    }

    private boolean joinsRight(long tsn) {
        int before = rangesUpTo(tsn);
        return before < ranges && starts[before] == tsn + 1;
    }

    /** Ranges that begin at or before a TSN; searched from the end, where new ones come. */
    private int rangesUpTo(long tsn) {
        int before = ranges;
        while (before > 0 && starts[before - 1] > tsn) {
            before--;
        }
        return before;
    }

    /** Gap blocks for a SACK: first and last offset in turn. */
    int[] gaps(int maxBlocks) {
        int[] gaps = new int[2 * Math.min(ranges, maxBlocks)];
        for (int i = 0; i < gaps.length / 2; i++) {
            gaps[2 * i] = (int) (starts[i] - cumulativeTsn);
            gaps[2 * i + 1] = (int) (ends[i] - cumulativeTsn);
        }
        return gaps;
    }

    void export(StateWriter writer) {
        writer.begin(VERSION).i64(cumulativeTsn).i32(ranges);
        for (int i = 0; i < ranges; i++) {
            writer.i64(starts[i]).i64(ends[i]);
        }
        writer.end();
    }

    static ReceivedTsns restore(StateReader reader) throws CorruptStateException {
        reader.begin();
        var tsns = new ReceivedTsns(reader.i64());
        int count = reader.count(MAX_RANGES);
        long floor = tsns.cumulativeTsn;
        for (int i = 0; i < count; i++) {
            tsns.starts[i] = reader.i64();
            tsns.ends[i] = reader.i64();
            reader.require(
                    tsns.starts[i] > floor + 1
                            && tsns.ends[i] >= tsns.starts[i]
                            && tsns.ends[i] - tsns.cumulativeTsn <= MAX_AHEAD,
                    "ranges of TSNs out of order");
            floor = tsns.ends[i];
        }
        tsns.ranges = count;
        reader.end();
        return tsns;
    }

    @Override
    public String toString() {
        return cumulativeTsn + Arrays.toString(gaps(ranges));
    }
}
