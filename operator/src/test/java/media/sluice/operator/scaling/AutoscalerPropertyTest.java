package media.sluice.operator.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What holds for every pool; each of many is made from a seed that a failure names. */
final class AutoscalerPropertyTest {

    private static final int POOLS = 3_000;

    @Test
    void neverHasMoreThanTheMaximumOrTheQuota() {
        forEachPool(pool -> {
            Decision decision = pool.decide();
            int after = pool.nodes.size() + decision.create();
            if (decision.create() > 0) {
                assertThat(after).isLessThanOrEqualTo(pool.policy.maxNodes());
                assertThat(after).isLessThanOrEqualTo(pool.supply.quotaNodes());
            }
            assertThat(decision.need().nodes()).isLessThanOrEqualTo(pool.policy.maxNodes());
        });
    }

    @Test
    void neverShrinksBelowTheMinimumOrTheNeed() {
        forEachPool(pool -> {
            Decision decision = pool.decide();
            if (!decision.cordon().isEmpty()) {
                int left = decision.presentNodes() - decision.cordon().size();
                assertThat(left).isGreaterThanOrEqualTo(pool.policy.minNodes());
                assertThat(left).isGreaterThanOrEqualTo(decision.need().nodes());
                assertThat(decision.create()).isZero();
            }
        });
    }

    @Test
    void emptiesOnlyNodesWhoseRoomsAllFitElsewhere() {
        int[] shrunk = new int[1];
        forEachPool(pool -> {
            Decision decision = pool.decide();
            if (!decision.cordon().isEmpty()) {
                shrunk[0]++;
                assertThat(everyRoomFits(pool, decision.cordon())).isTrue();
            }
        });
        // Otherwise nothing was tested.
        assertThat(shrunk[0]).isGreaterThan(POOLS / 50);
    }

    @Test
    void wantsNoFewerNodesForMoreLoad() {
        forEachPool(pool -> {
            Need before = pool.decide().need();
            pool.legs.replaceAll(leg ->
                    new Leg(
                            leg.node(),
                            leg.nowUnits() * 1.2 + 1,
                            leg.expectedPeakUnits() * 1.3,
                            leg.participants(),
                            leg.peers()));
            Decision after = pool.decide();
            if (after.isLoadFresh()) {
                assertThat(after.need().nodes()).isGreaterThanOrEqualTo(before.nodes());
            }
        });
    }

    @Test
    void decidesNothingMoreWhenWhatItDecidedIsDone() {
        forEachPool(pool -> {
            pool.apply(pool.decide());
            assertThat(pool.decide().changesNothing()).isTrue();
        });
    }

    @Test
    void comesToRestUnderConstantLoad() {
        forEachPool(pool -> {
            pool.nodes.removeIf(node -> node.isSilent());
            pool.legs.removeIf(
                    leg -> pool.nodes.stream().noneMatch(n -> n.name().equals(leg.node())));
            pool.loadAgeMillis = 0;
            int changes = 0;
            for (int minute = 0; minute < 150; minute++) {
                Decision decision = pool.decide();
                pool.apply(decision);
                pool.settle();
                pool.nowMillis += 60_000;
                changes = minute < 100 || decision.changesNothing() ? changes : changes + 1;
            }
            assertThat(changes).isZero();
        });
    }

    @Test
    void givesTheSameDecisionForTheSameObservation() {
        forEachPool(pool -> assertThat(pool.decide()).isEqualTo(pool.decide()));
    }

    @Test
    void explainsEveryDecision() {
        forEachPool(pool -> {
            Decision decision = pool.decide();
            assertThat(decision.explanation()).contains(decision.reason().sentence());
            assertThat(decision.reason() == Reason.SHRINKS).isEqualTo(!decision.cordon().isEmpty());
        });
    }

    /** First fit of the largest first, reckoned here again from what was seen. */
    private static boolean everyRoomFits(Pools pool, List<String> going) {
        List<Double> free = new ArrayList<>();
        List<Double> moving = new ArrayList<>();
        double limit = Pools.FULL * pool.policy.fillPercent() / 100;
        for (Node node : pool.nodes) {
            boolean stays = node.phase() == Node.Phase.READY && !going.contains(node.name());
            if (stays) {
                free.add(limit - pool.committed(node.name()));
            } else if (node.phase() != Node.Phase.STARTING) {
                pool.legs.stream()
                        .filter(leg -> leg.node().equals(node.name()))
                        .forEach(leg -> moving.add(leg.committedUnits()));
            }
        }
        moving.sort(Comparator.reverseOrder());
        for (double units : moving) {
            int place = 0;
            while (place < free.size() && free.get(place) + 1e-9 < units) {
                place++;
            }
            if (place == free.size()) {
                return false;
            }
            free.set(place, free.get(place) - units);
        }
        return true;
    }

    private static void forEachPool(Consumer<Pools> property) {
        for (long seed = 1; seed <= POOLS; seed++) {
            try {
                property.accept(random(seed));
            } catch (AssertionError e) {
                throw new AssertionError("pool of seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static Pools random(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Pools pool = new Pools();
        int max = random.nextInt(1, 15);
        pool.policy =
                Policy.defaults()
                        .between(random.nextInt(0, max + 1), max)
                        .keepingCrashHeadroom(random.nextBoolean());
        pool.supply =
                new Supply(Pools.FULL, 1, random.nextInt(1, 30), new ProvisionTimes(List.of(60)));
        double slow = random.nextDouble(4_000);
        pool.memory =
                new Memory(
                        pool.memory.sinceMillis(),
                        new Slope(Pools.NOW - 10_000, slow + random.nextDouble(500), slow),
                        NeedWindow.empty(),
                        List.of(),
                        List.of(),
                        0,
                        season(random));
        int nodes = random.nextInt(0, max + 1);
        int fullness = random.nextInt(1, 12);
        for (int i = 0; i < nodes; i++) {
            Node.Phase phase = phase(random);
            if (phase == Node.Phase.READY && random.nextInt(25) == 0) {
                pool.silent("n" + i);
                continue;
            }
            int rooms = phase == Node.Phase.STARTING ? 0 : random.nextInt(0, fullness);
            pool.node("n" + i, phase, rooms, random.nextInt(5, 120));
        }
        return pool;
    }

    private static Season season(SplittableRandom random) {
        Season season = Season.unknown();
        for (int slot = -3; slot < 9; slot++) {
            season =
                    season.with(
                            Pools.NOW - 86_400_000L + slot * Season.SLOT_MILLIS,
                            random.nextDouble(6_000));
        }
        return season;
    }

    private static Node.Phase phase(SplittableRandom random) {
        return switch (random.nextInt(12)) {
            case 0 -> Node.Phase.STARTING;
            case 1 -> Node.Phase.CORDONED;
            case 2 -> Node.Phase.LEAVING;
            default -> Node.Phase.READY;
        };
    }
}
