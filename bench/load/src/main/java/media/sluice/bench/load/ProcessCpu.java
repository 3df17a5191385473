package media.sluice.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * CPU time of processes, from the kernel: {@code utime} and {@code stime} of /proc/PID/stat, in
 * ticks of 10 ms. The kernel keeps their sum exactly and splits it by sampling, so the split is
 * good over seconds only.
 */
record ProcessCpu(long userNanos, long kernelNanos) {
    private static final long TICK_NANOS = 10_000_000;
    private static final int USER_FIELD = 11;

    /** The sum over these processes; throws when one is gone. */
    static ProcessCpu of(List<Long> pids) {
        long user = 0;
        long kernel = 0;
        for (long pid : pids) {
            try {
                String line = Files.readString(Path.of("/proc/" + pid + "/stat"));
                // The name may hold blanks: fields count from behind its bracket.
                String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
                user += Long.parseLong(fields[USER_FIELD]) * TICK_NANOS;
                kernel += Long.parseLong(fields[USER_FIELD + 1]) * TICK_NANOS;
            } catch (IOException e) {
                throw new UncheckedIOException("the server's process " + pid + " is gone", e);
            }
        }
        return new ProcessCpu(user, kernel);
    }

    ProcessCpu minus(ProcessCpu earlier) {
        return new ProcessCpu(userNanos - earlier.userNanos, kernelNanos - earlier.kernelNanos);
    }

    long totalNanos() {
        return userNanos + kernelNanos;
    }
}
