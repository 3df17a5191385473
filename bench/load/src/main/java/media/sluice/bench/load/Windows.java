package media.sluice.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Measures a running stage over several windows of equal length. */
final class Windows {
    private final Stage stage;
    private final Loop loop;
    private final @Nullable Sink sink;

    Windows(Stage stage, Loop loop, @Nullable Sink sink) {
        this.stage = stage;
        this.loop = loop;
        this.sink = sink;
    }

    /** What was counted at one instant. */
    private record Mark(long nanos, ProcessCpu cpu, long expected, long swallowed) {}

    /** One JSON object per window. */
    List<String> measure(int windows, int seconds) {
        var results = new ArrayList<String>();
        for (int i = 0; i < windows; i++) {
            Mark before = mark(true);
            Rooms.pause(1_000L * seconds);
            Mark after = mark(false);
            results.add(loop.ask(() -> text(before, after)));
            String failure = stage.failure();
            if (failure != null) {
                throw new IllegalStateException(failure);
            }
        }
        return results;
    }

    private Mark mark(boolean isStart) {
        long swallowed = sink == null ? 0 : sink.swallowed();
        return loop.ask(() -> {
            if (isStart) {
                stage.tally().clear();
            }
            long expected =
                    stage.sources().stream()
                            .mapToLong(s -> s.stream().sent() * s.receivers())
                            .sum();
            return new Mark(
                    System.nanoTime(), ProcessCpu.of(stage.serverPids()), expected, swallowed);
        });
    }

    private String text(Mark before, Mark after) {
        Judge.Tally tally = stage.tally();
        ProcessCpu cpu = after.cpu.minus(before.cpu);
        long delivered = sink == null ? tally.verified : after.swallowed - before.swallowed;
        double each = Math.max(1, delivered);
        return String.format(
                Locale.ROOT,
                "{\"seconds\":%.3f,\"expected\":%d,\"delivered\":%d,\"lost\":%d,\"late\":%d,"
                        + "\"damaged\":%d,\"forged\":%d,\"cpu_ns\":%.1f,\"user_ns\":%.1f,"
                        + "\"kernel_ns\":%.1f,\"busy\":%.3f,\"latency_us\":[%d,%d,%d]}",
                (after.nanos - before.nanos) / 1e9,
                after.expected - before.expected,
                delivered,
                tally.lost,
                tally.late,
                tally.damaged,
                tally.forged,
                cpu.totalNanos() / each,
                cpu.userNanos() / each,
                cpu.kernelNanos() / each,
                cpu.totalNanos() / (double) (after.nanos - before.nanos),
                tally.latencies.quantile(0.5),
                tally.latencies.quantile(0.99),
                tally.latencies.quantile(0.999));
    }
}
