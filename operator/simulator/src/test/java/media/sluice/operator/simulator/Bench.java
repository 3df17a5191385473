package media.sluice.operator.simulator;

import java.util.List;

/** A cluster of one pool whose nodes start in 30 s, for tests. */
final class Bench {

    static final long SEED = 7;
    private static final int HOUR_MILLIS = 3_600_000;

    final Parameters parameters = Parameters.published();
    final Pool pool = new Pool("node", 0);
    final Cluster cluster;

    Bench() {
        this(false);
    }

    Bench(boolean keepsBackups) {
        cluster = new Cluster(parameters, SEED, 30, 0, keepsBackups, List.of(pool));
        cluster.places(WholeRooms.leastLoaded(cluster), false, () -> {});
    }

    HorizontalPodAutoscaler hpa(int min) {
        return new HorizontalPodAutoscaler(cluster, 70, min, 100);
    }

    Bench placingLikeOurs() {
        cluster.places(new BestFit(parameters, 80, true, cluster), true, () -> {});
        return this;
    }

    /** So many ready nodes. */
    Bench nodes(int count) {
        for (int i = 0; i < count; i++) {
            cluster.create(pool);
        }
        cluster.events().runUntil(cluster.nowMillis() + 120_000);
        return this;
    }

    /** Rooms of twelve, nine of which make 972 streams of 1,000: as many as load so many nodes. */
    void load(int perRoomSeconds, int nodes) {
        for (int i = 0; i < nodes * 9; i++) {
            cluster.start(room("load-" + i, cluster.nowMillis(), 12, perRoomSeconds));
        }
    }

    /** A room whose people come within seconds and stay for an hour. */
    static RoomPlan room(String key, long startMillis, int people, int seconds) {
        int[] changes = new int[2 * people];
        for (int i = 0; i < people; i++) {
            changes[i] = i * seconds * 1_000 / people << 1;
            changes[people + i] = HOUR_MILLIS + i << 1 | 1;
        }
        return new RoomPlan(key, startMillis, changes);
    }

    void run(long millis) {
        cluster.events().runUntil(cluster.nowMillis() + millis);
    }
}
