package media.sluice.operator.status;

import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import media.sluice.operator.api.v1alpha1.MediaNodePoolStatus;
import media.sluice.operator.api.v1alpha1.NodePhase;
import media.sluice.operator.api.v1alpha1.PoolLoad;
import media.sluice.operator.api.v1alpha1.Recommendation;
import media.sluice.operator.api.v1alpha1.ScaleDecision;
import media.sluice.operator.api.v1alpha1.Scaling;
import media.sluice.operator.desired.Labels;
import media.sluice.operator.pool.PoolNode;
import media.sluice.operator.pool.Units;
import media.sluice.operator.scaling.Decision;
import org.jspecify.annotations.Nullable;

/** What is said about a MediaNodePool. */
public final class PoolStatus {
    private static final String ACTIVE = "ScalingActive";
    private static final String LIMITED = "ScalingLimited";
    private static final String AVAILABLE = "CapacityAvailable";
    private static final String FRESH = "LoadFresh";

    private final PoolFacts facts;
    private final @Nullable MediaNodePoolStatus before;
    private final Instant now;

    private PoolStatus(PoolFacts facts, Instant now) {
        this.facts = facts;
        this.now = now;
        before = facts.pool().getStatus();
    }

    /** Its status. */
    public static MediaNodePoolStatus of(PoolFacts facts, long stabilizationMillis, Instant now) {
        return new PoolStatus(facts, now).all(stabilizationMillis);
    }

    /** Of a pool whose cluster is not there. */
    public static MediaNodePoolStatus withoutCluster(
            @Nullable MediaNodePoolStatus before, long generation, String cluster, Instant now) {
        var conditions =
                new Conditions(before == null ? null : before.conditions(), generation, now)
                        .stalled(
                                "ClusterMissing",
                                "create the MediaCluster "
                                        + cluster
                                        + " in this namespace, or delete this pool");
        return new MediaNodePoolStatus(
                generation,
                before == null ? null : before.replicas(),
                before == null ? null : before.readyReplicas(),
                before == null ? null : before.cordonedReplicas(),
                before == null ? null : before.drainingReplicas(),
                before == null ? null : before.updatedReplicas(),
                before == null ? null : before.desiredReplicas(),
                before == null ? null : before.selector(),
                before == null ? null : before.revision(),
                before == null ? null : before.load(),
                before == null ? null : before.scaling(),
                conditions.all());
    }

    /** Whether two say the same but for figures, that change all the time. */
    public static boolean differOnlyInFigures(
            MediaNodePoolStatus one, @Nullable MediaNodePoolStatus other) {
        return other != null && withoutFigures(one).equals(withoutFigures(other));
    }

    private static MediaNodePoolStatus withoutFigures(MediaNodePoolStatus status) {
        var scaling = status.scaling();
        return new MediaNodePoolStatus(
                status.observedGeneration(),
                status.replicas(),
                status.readyReplicas(),
                status.cordonedReplicas(),
                status.drainingReplicas(),
                status.updatedReplicas(),
                status.desiredReplicas(),
                status.selector(),
                status.revision(),
                null,
                scaling == null
                        ? null
                        : new Scaling(scaling.recommended(), null, scaling.lastDecision(), null),
                status.conditions());
    }

    private MediaNodePoolStatus all(long stabilizationMillis) {
        var nodes = facts.nodes();
        return new MediaNodePoolStatus(
                facts.pool().getMetadata().getGeneration(),
                nodes.size(),
                count(PoolNode::isReady),
                count(node -> node.isKept() && node.wish() == PoolNode.Wish.CLOSE),
                count(node -> drains(node)),
                count(node -> node.isKept() && node.revision().equals(facts.revision())),
                facts.desired(),
                Labels.POOL + "=" + facts.pool().getMetadata().getName(),
                facts.revision(),
                load(),
                scaling(stabilizationMillis),
                conditions());
    }

    private int count(Predicate<PoolNode> isMeant) {
        return (int) facts.nodes().stream().filter(isMeant).count();
    }

    private static boolean drains(PoolNode node) {
        return node.wish() == PoolNode.Wish.LEAVE || node.wish() == PoolNode.Wish.SHRINK;
    }

    private @Nullable PoolLoad load() {
        var load = facts.load();
        if (!load.isFresh()) {
            return before == null ? null : before.load();
        }
        var names = facts.nodes().stream().map(PoolNode::name).collect(Collectors.toSet());
        var decision = facts.decision();
        double units = facts.memory().capacity().unitsPerNode();
        int kept = Math.max(1, count(PoolNode::isKept));
        return new PoolLoad(
                decision == null
                        ? null
                        : (int) Math.round(100 * decision.need().committedUnits() / (units * kept)),
                load.nodes().stream()
                        .filter(node -> names.contains(node.nodeId()))
                        .mapToLong(node -> node.egressBps())
                        .sum(),
                (int)
                        load.rooms().stream()
                                .filter(room ->
                                        room.legs().stream()
                                                .anyMatch(leg -> names.contains(leg.nodeId())))
                                .count(),
                load.rooms().stream()
                        .flatMap(room -> room.legs().stream())
                        .filter(leg -> names.contains(leg.nodeId()))
                        .mapToInt(leg -> leg.participants())
                        .sum(),
                Math.round(units / Units.PER_BPS),
                facts.memory().provision().seconds().isEmpty()
                        ? null
                        : facts.memory().provision().p95Seconds());
    }

    private Scaling scaling(long stabilizationMillis) {
        var decision = facts.decision();
        var memory = facts.memory().scaling();
        var recommendations =
                memory.needs().needs().stream()
                        .map(need -> new Recommendation(time(need.atMillis()), need.nodes()))
                        .toList();
        return new Scaling(
                decision == null ? null : decision.desiredNodes(),
                recommendations.isEmpty() ? null : recommendations,
                lastDecision(),
                time(memory.sinceMillis() + stabilizationMillis));
    }

    /** The last change: another number, or nodes that come or go for the same. */
    private @Nullable ScaleDecision lastDecision() {
        var plan = facts.plan();
        var last =
                before == null || before.scaling() == null ? null : before.scaling().lastDecision();
        boolean isChange =
                !plan.create().isEmpty() || !plan.empty().isEmpty() || !plan.takeBack().isEmpty();
        if (!isChange) {
            return last;
        }
        return new ScaleDecision(
                time(now.toEpochMilli()),
                count(PoolNode::isKept),
                facts.desired(),
                reason(facts),
                facts.decision() == null ? null : facts.decision().explanation());
    }

    /** Why, in one word. */
    public static String reason(PoolFacts facts) {
        var decision = facts.decision();
        return decision != null && decision.desiredNodes() == facts.desired()
                ? word(decision.reason().name())
                : "ReplicasWritten";
    }

    private static String word(String constant) {
        return Arrays.stream(constant.split("_", -1))
                .map(part -> part.charAt(0) + part.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    private List<Condition> conditions() {
        var said =
                new Conditions(
                        before == null ? null : before.conditions(),
                        facts.pool().getMetadata().getGeneration(),
                        now);
        int ready = count(node -> node.isReady() || node.phase() == NodePhase.CORDONED);
        boolean isThere =
                ready >= facts.desired()
                        && count(node -> !node.isKept()) == 0
                        && count(PoolNode::isKept) == facts.desired();
        if (isThere) {
            said.ready("Reconciled", "all nodes that should be there serve");
        } else {
            said.reconciling("NodesChange", "nodes start, or leave");
        }
        boolean isFresh = facts.load().isFresh();
        said.say(
                FRESH,
                isFresh,
                isFresh ? "Told" : "Silent",
                isFresh
                        ? "the coordinator tells its load"
                        : "the coordinator tells no load: no node goes, and none comes beyond minReplicas");
        var decision = facts.decision();
        said.say(
                ACTIVE,
                decision != null && isFresh,
                decision == null
                        ? "Manual"
                        : isFresh ? word(decision.reason().name()) : "LoadUnknown",
                decision == null
                        ? "spec.replicas says how many nodes there are"
                        : decision.reason().sentence());
        limits(said, decision);
        return said.all();
    }

    private static void limits(Conditions said, @Nullable Decision decision) {
        boolean isLimited = decision != null && decision.isLimited();
        said.say(
                LIMITED,
                isLimited,
                isLimited ? "MaxReplicas" : "WithinBounds",
                isLimited ? "raise maxReplicas: the load needs more nodes" : "");
        boolean isAvailable = decision == null || decision.isCapacityAvailable();
        said.say(
                AVAILABLE,
                isAvailable,
                isAvailable ? "Had" : "Quota",
                isAvailable ? "" : "raise the quota: the load needs more nodes than can be had");
    }

    private static String time(long millis) {
        return Objects.requireNonNull(Instant.ofEpochMilli(millis / 1000 * 1000).toString());
    }
}
