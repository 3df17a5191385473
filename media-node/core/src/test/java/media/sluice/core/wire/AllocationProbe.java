package media.sluice.core.wire;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * Measures what a hot path allocates: the calling thread's bytes over many calls after a warm-up.
 */
public final class AllocationProbe {

    public static final int CALLS = 200_000;

    private AllocationProbe() {}

    /**
     * Bytes per call, 0 for a path that allocates nothing (single odd allocations of the JVM round
     * to 0).
     */
    public static long bytesPerCall(Runnable path) {
        repeat(path);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        repeat(path);
        return (threads.getCurrentThreadAllocatedBytes() - before) / CALLS;
    }

    private static void repeat(Runnable path) {
        for (int i = 0; i < CALLS; i++) {
            path.run();
        }
    }
}
