package media.sluice.operator.simulator;

import java.util.List;
import media.sluice.operator.scaling.Policy;

/** One autoscaler on some days of one seed. */
final class Scenario {

    static final int MIN_NODES = 1;
    static final int MAX_NODES = 60;
    private static final long WATCH_MILLIS = 300_000;

    private final Parameters parameters;
    private final Workload workload;
    private final long seed;
    private final int startSeconds;

    Scenario(Parameters parameters, Workload workload, long seed, int startSeconds) {
        this.parameters = parameters;
        this.workload = workload;
        this.seed = seed;
        this.startSeconds = startSeconds;
    }

    /** Runs days, counting from the first counted one on. */
    Outcome run(Contestant contestant, int days, int countedFrom) {
        return run(contestant, days, countedFrom, (millis, streams, nodes) -> {});
    }

    /** The same, watched. */
    Outcome run(Contestant contestant, int days, int countedFrom, Watcher watcher) {
        return new Run(contestant, days, countedFrom, watcher).outcome();
    }

    /** Told every five minutes what all nodes carry, and how many there are. */
    interface Watcher {

        void see(long millis, double streams, int nodes);
    }

    /** What came of it. */
    record Outcome(Contestant contestant, Tally tally, CallLog calls, int oscillations) {}

    /** Who competes. */
    enum Contestant {
        HPA_70("HPA 70 % CPU, least loaded"),
        HPA_60("HPA 60 % CPU, least loaded"),
        AGONES("Agones counter buffer 20 %, packed"),
        OURS("ours, without head-room for crashes"),
        OURS_WITH_HEADROOM("ours, as it is by default"),
        OURS_WHOLE_ROOMS("ours, a room kept on one node"),
        HPA_70_OUR_PLACEMENT("HPA 70 % CPU, our placement"),
        AGONES_OUR_PLACEMENT("Agones counter buffer 20 %, our placement");

        final String words;

        Contestant(String words) {
            this.words = words;
        }
    }

    private final class Run {

        private final Contestant contestant;
        private final int days;
        private final Cluster cluster;
        private final Pool pool = new Pool("node", 0);
        private final Scaler scaler;
        private final Watcher watcher;

        Run(Contestant contestant, int days, int countedFrom, Watcher watcher) {
            this.watcher = watcher;
            this.contestant = contestant;
            this.days = days;
            boolean keepsBackups = contestant == Contestant.OURS_WITH_HEADROOM;
            cluster =
                    new Cluster(
                            parameters,
                            seed,
                            startSeconds,
                            countedFrom * Workload.DAY_MILLIS,
                            keepsBackups,
                            List.of(pool));
            scaler = scaler();
        }

        Outcome outcome() {
            scaler.begin();
            watch();
            for (int day = 0; day < days; day++) {
                workload.day(day).forEach(cluster::start);
                cluster.events().runUntil((day + 1) * Workload.DAY_MILLIS);
            }
            cluster.finish();
            return new Outcome(contestant, cluster.tally(), cluster.calls(), scaler.oscillations());
        }

        private void watch() {
            double streams = 0;
            for (MediaNode node : pool.nodes) {
                streams += node.load;
            }
            watcher.see(cluster.nowMillis(), streams, pool.nodes.size());
            cluster.events().at(cluster.nowMillis() + WATCH_MILLIS, this::watch);
        }

        private Scaler scaler() {
            double full = parameters.streamsOfANode();
            double fill = full * Policy.defaults().fillPercent() / 100;
            return switch (contestant) {
                case HPA_70, HPA_60 -> {
                    cluster.places(WholeRooms.leastLoaded(cluster), false, () -> {});
                    yield hpa(contestant == Contestant.HPA_70 ? 70 : 60);
                }
                case AGONES -> {
                    cluster.places(WholeRooms.packedBelow(fill, cluster), true, () -> {});
                    yield new AgonesCounterBuffer(cluster, fill, MIN_NODES, MAX_NODES);
                }
                case HPA_70_OUR_PLACEMENT -> {
                    cluster.places(placement(true), true, () -> {});
                    yield hpa(70);
                }
                case AGONES_OUR_PLACEMENT -> {
                    cluster.places(placement(true), true, () -> {});
                    yield new AgonesCounterBuffer(cluster, fill, MIN_NODES, MAX_NODES);
                }
                case OURS -> ours(false, true);
                case OURS_WHOLE_ROOMS -> ours(false, false);
                case OURS_WITH_HEADROOM -> ours(true, true);
            };
        }

        private Scaler hpa(int percent) {
            return new HorizontalPodAutoscaler(cluster, percent, MIN_NODES, MAX_NODES);
        }

        private BestFit placement(boolean spans) {
            return new BestFit(parameters, Policy.defaults().fillPercent(), spans, cluster);
        }

        private Scaler ours(boolean headroom, boolean spans) {
            Policy policy =
                    Policy.defaults().between(MIN_NODES, MAX_NODES).keepingCrashHeadroom(headroom);
            BestFit placement = placement(spans);
            SluiceAutoscaler ours = new SluiceAutoscaler(cluster, pool, null, policy, placement);
            cluster.places(placement, true, ours::wake);
            return ours;
        }
    }
}
