package media.sluice.bench.load;

import java.util.Arrays;

/** Counts latencies in steps of a microsecond up to a second. */
final class Latencies {
    private static final int STEP_NANOS = 1_000;
    private final long[] buckets = new long[1_000_001];
    private long count;

    void add(long nanos) {
        int bucket = Math.clamp(nanos / STEP_NANOS, 0, buckets.length - 1);
        buckets[bucket]++;
        count++;
    }

    /** In microseconds; 0 without any. */
    long quantile(double share) {
        long rank = (long) Math.ceil(share * count);
        long seen = 0;
        for (int i = 0; i < buckets.length; i++) {
            seen += buckets[i];
            if (seen >= rank && seen > 0) {
                return i;
            }
        }
        return 0;
    }

    void clear() {
        Arrays.fill(buckets, 0);
        count = 0;
    }
}
