package media.sluice.node.admin;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import media.sluice.node.counters.Counter;
import media.sluice.node.counters.Counters;
import media.sluice.proto.cluster.v1alpha1.Load;

/** Measures load between two heartbeats to one coordinator. Owned by the thread that sends them. */
final class LoadMeter {

    private static final int BITS_PER_BYTE = 8;

    private final List<Counters> workers;
    private final IntSupplier sessions;
    private final IntSupplier rooms;
    private final OperatingSystemMXBean system =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final long[] busy;
    private final long[] total;
    private long bytesIn;
    private long bytesOut;
    private long packetsOut;
    private long atNanos = System.nanoTime();

    LoadMeter(List<Counters> workers, IntSupplier sessions, IntSupplier rooms) {
        this.workers = workers;
        this.sessions = sessions;
        this.rooms = rooms;
        this.busy = new long[workers.size()];
        this.total = new long[workers.size()];
        measure();
    }

    /** Load since the previous call. */
    Load measure() {
        double max = 0;
        double sum = 0;
        for (int i = 0; i < busy.length; i++) {
            double share = busyShare(i);
            max = Math.max(max, share);
            sum += share;
        }
        long now = System.nanoTime();
        double seconds = Math.max(1e-3, (double) (now - atNanos) / TimeUnit.SECONDS.toNanos(1));
        atNanos = now;
        long in = sum(Counter.BYTES_RECEIVED);
        long out = sum(Counter.BYTES_SENT);
        long packets = sum(Counter.DATAGRAMS_SENT);
        Load load =
                Load.newBuilder()
                        .setWorkerBusyMax(max)
                        .setWorkerBusyMean(sum / busy.length)
                        .setCpu(Math.clamp(system.getProcessCpuLoad(), 0.0, 1.0))
                        .setSessions(sessions.getAsInt())
                        .setRooms(rooms.getAsInt())
                        .setIngressBps((long) ((in - bytesIn) * BITS_PER_BYTE / seconds))
                        .setEgressBps((long) ((out - bytesOut) * BITS_PER_BYTE / seconds))
                        .setEgressPacketsPerSecond((long) ((packets - packetsOut) / seconds))
                        .build();
        bytesIn = in;
        bytesOut = out;
        packetsOut = packets;
        return load;
    }

    private double busyShare(int worker) {
        long busyNow = workers.get(worker).value(Counter.BUSY_NANOS);
        long totalNow = workers.get(worker).value(Counter.TOTAL_NANOS);
        double share = (double) (busyNow - busy[worker]) / Math.max(1, totalNow - total[worker]);
        busy[worker] = busyNow;
        total[worker] = totalNow;
        return Math.clamp(share, 0.0, 1.0);
    }

    private long sum(Counter counter) {
        return workers.stream().mapToLong(each -> each.value(counter)).sum();
    }
}
