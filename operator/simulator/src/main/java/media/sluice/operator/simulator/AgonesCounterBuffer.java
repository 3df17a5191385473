package media.sluice.operator.simulator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Agones' FleetAutoscaler by a counter with a buffer of 20 %, every 30 s: total capacity is what is
 * counted divided by 80 %. The counter is the streams of a game server; a server that starts counts
 * as capacity. Servers with a room on them are never removed, empty ones at once.
 */
final class AgonesCounterBuffer implements Scaler {

    static final long SYNC_MILLIS = 30_000;
    static final int BUFFER_PERCENT = 20;

    private final Cluster cluster;
    private final Pool pool;
    private final double capacity;
    private final int min;
    private final int max;
    private final Swings swings;

    AgonesCounterBuffer(Cluster cluster, double capacity, int min, int max) {
        this.cluster = cluster;
        swings = new Swings(cluster.tally());
        pool = cluster.pools().getFirst();
        this.capacity = capacity;
        this.min = min;
        this.max = max;
    }

    @Override
    public void begin() {
        for (int i = 0; i < min; i++) {
            cluster.create(pool);
        }
        cluster.events().at(cluster.nowMillis() + SYNC_MILLIS, this::sync);
    }

    @Override
    public int oscillations() {
        return swings.count();
    }

    private void sync() {
        double counted = 0;
        for (MediaNode node : pool.nodes) {
            counted += node.committed;
        }
        int replicas = pool.nodes.size();
        double buffer = buffer(counted);
        double available = replicas * capacity - counted;
        if (available < buffer) {
            int more = Math.min((int) Math.ceil((buffer - available) / capacity), max - replicas);
            for (int i = 0; i < more; i++) {
                cluster.create(pool);
            }
            if (more > 0) {
                swings.grew(cluster.nowMillis());
            }
        } else if (available > buffer) {
            shrink(available, buffer);
        }
        cluster.events().at(cluster.nowMillis() + SYNC_MILLIS, this::sync);
    }

    /** What should be free, by what is counted. */
    static double buffer(double counted) {
        return Math.ceil(counted * 100 / (100 - BUFFER_PERCENT)) - counted;
    }

    private void shrink(double available, double buffer) {
        List<MediaNode> empty = new ArrayList<>();
        for (MediaNode node : pool.nodes) {
            if (node.legs.isEmpty()) {
                empty.add(node);
            }
        }
        // Those that start last.
        empty.sort(Comparator.comparing((MediaNode node) -> !node.isReady()));
        double left = available;
        boolean shrank = false;
        for (MediaNode node : empty) {
            if (left - capacity < buffer || pool.nodes.size() <= min) {
                break;
            }
            left -= capacity;
            cluster.remove(node);
            shrank = true;
        }
        if (shrank) {
            swings.shrank(cluster.nowMillis());
        }
    }
}
