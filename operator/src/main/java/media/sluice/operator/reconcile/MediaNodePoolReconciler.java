package media.sluice.operator.reconcile;

import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import media.sluice.operator.api.v1alpha1.Autoscaling;
import media.sluice.operator.api.v1alpha1.AutoscalingMode;
import media.sluice.operator.api.v1alpha1.DrainReason;
import media.sluice.operator.api.v1alpha1.MediaCluster;
import media.sluice.operator.api.v1alpha1.MediaNode;
import media.sluice.operator.api.v1alpha1.MediaNodePool;
import media.sluice.operator.desired.Labels;
import media.sluice.operator.desired.Owner;
import media.sluice.operator.desired.cluster.ClusterDefaults;
import media.sluice.operator.desired.node.NodeTemplate;
import media.sluice.operator.load.ClusterKey;
import media.sluice.operator.load.ClusterLoad;
import media.sluice.operator.load.Coordinators;
import media.sluice.operator.policy.Policies;
import media.sluice.operator.pool.PoolNode;
import media.sluice.operator.pool.PoolPlan;
import media.sluice.operator.status.PoolFacts;
import media.sluice.operator.status.PoolStatus;
import media.sluice.operator.writes.Writer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps as many MediaNodes as a pool should have: looks, asks the autoscaler or reads what somebody
 * wrote, and creates, empties and takes back. Called by several threads, for different pools.
 */
public final class MediaNodePoolReconciler implements Reconciler<MediaNodePool> {
    /** Its field manager. */
    public static final String NAME = "sluice-medianodepool";

    private static final System.Logger LOG =
            System.getLogger(MediaNodePoolReconciler.class.getName());
    private static final Duration UNDER_WAY = Duration.ofSeconds(5);

    private final Parts parts;
    private final Writer writer;
    private final Coordinators coordinators;
    private final Wakes<MediaNode> nodeWakes;
    private final Wakes<MediaNodePool> wakes = new Wakes<>("waiting joins");
    private final ClusterDefaults defaults;
    private final Map<String, PoolDesk> desks = new ConcurrentHashMap<>();
    private final Neighbours neighbours;

    /** Made once a term. */
    MediaNodePoolReconciler(
            Parts parts,
            Coordinators coordinators,
            Neighbours neighbours,
            Wakes<MediaNode> nodeWakes) {
        this.parts = parts;
        this.neighbours = neighbours;
        this.coordinators = coordinators;
        this.nodeWakes = nodeWakes;
        writer = parts.writers().as(NAME);
        defaults = Defaults.of(parts.settings());
    }

    @Override
    public List<EventSource<?, MediaNodePool>> prepareEventSources(
            EventSourceContext<MediaNodePool> context) {
        neighbours.see(context.getPrimaryCache());
        coordinators.onWaiting(cluster ->
                neighbours.of(cluster).forEach(name -> wakes.wake(cluster.namespace(), name)));
        var nodes =
                new InformerEventSource<>(
                        InformerEventSourceConfiguration.from(MediaNode.class, MediaNodePool.class)
                                .withLabelSelector(Labels.OURS)
                                .withSecondaryToPrimaryMapper(
                                        Mappers.fromOwnerReferences(MediaNodePool.class))
                                .withNamespacesInheritedFromController()
                                .build(),
                        context);
        return List.of(
                nodes,
                References.source(
                        MediaCluster.class,
                        MediaNodePool.class,
                        pool -> pool.getSpec().clusterRef(),
                        context),
                wakes.source());
    }

    @Override
    public UpdateControl<MediaNodePool> reconcile(
            MediaNodePool pool, Context<MediaNodePool> context) {
        return Attempt.of(pool, () -> bring(pool, context));
    }

    private Duration bring(MediaNodePool pool, Context<MediaNodePool> context) {
        if (pool.getMetadata().getDeletionTimestamp() != null) {
            // Kubernetes collects what it owns.
            desks.remove(pool.getMetadata().getUid());
            return parts.settings().resync();
        }
        var cluster = context.getSecondaryResource(MediaCluster.class).orElse(null);
        if (cluster == null) {
            sayWithoutCluster(pool);
            return UNDER_WAY;
        }
        var owner = Owner.of(pool);
        var found =
                context.getSecondaryResourcesAsStream(MediaNode.class)
                        .filter(owner::owns)
                        .collect(
                                Collectors.toMap(
                                        node -> node.getMetadata().getName(), Function.identity()));
        var key = new ClusterKey(owner.namespace(), pool.getSpec().clusterRef());
        var template = new NodeTemplate(pool, cluster.getSpec(), defaults);
        var facts =
                decide(
                        pool,
                        template,
                        found.values().stream().map(PoolNode::of).toList(),
                        coordinators.load(key));
        act(facts, template, found);
        return isSettled(facts) ? parts.settings().resync() : UNDER_WAY;
    }

    private PoolFacts decide(
            MediaNodePool pool, NodeTemplate template, List<PoolNode> nodes, ClusterLoad load) {
        var spec = pool.getSpec();
        var policy = Policies.of(spec.autoscaling());
        var desk = desks.computeIfAbsent(pool.getMetadata().getUid(), _ -> new PoolDesk());
        long nowMillis = parts.clock().millis();
        var sight =
                new PoolDesk.Sight(
                        pool,
                        nodes,
                        load,
                        template.revision(),
                        policy,
                        neighbours.takesWaiting(pool, load),
                        neighbours.reserved(Neighbours.key(pool)),
                        neighbours.growing(Neighbours.key(pool)),
                        nowMillis);
        var decision = desk.decide(sight, neighbours.history(pool), neighbours.spilledTo(pool));
        return switch (mode(spec.autoscaling())) {
            case OPERATOR -> {
                neighbours.spills(pool, decision.spillUnits());
                var plan = PoolPlan.of(decision, policy.minNodes(), nodes, template::nodeName);
                yield new PoolFacts(
                        pool,
                        nodes,
                        load,
                        template.revision(),
                        decision.desiredNodes(),
                        plan,
                        decision,
                        desk.memory());
            }
            case ADVISE ->
                    new PoolFacts(
                            pool,
                            nodes,
                            load,
                            template.revision(),
                            (int) nodes.stream().filter(PoolNode::isKept).count(),
                            PoolPlan.none(),
                            decision,
                            desk.memory());
            case MANUAL, EXTERNAL -> {
                int replicas = Objects.requireNonNullElse(spec.replicas(), 1);
                var plan =
                        PoolPlan.of(
                                replicas,
                                template.revision(),
                                nodes,
                                load::participantsOn,
                                template::nodeName);
                yield new PoolFacts(
                        pool,
                        nodes,
                        load,
                        template.revision(),
                        replicas,
                        plan,
                        null,
                        desk.memory());
            }
        };
    }

    /** The status first: what was decided is known even if the operator ends before all is done. */
    private void act(PoolFacts facts, NodeTemplate template, Map<String, MediaNode> found) {
        say(facts);
        var plan = facts.plan();
        for (var name : plan.takeBack()) {
            mark(found.get(name), "");
        }
        for (var place : plan.create()) {
            var node = writer.create(template.node(place));
            LOG.log(
                    Level.INFO,
                    "node {0} created: {1}",
                    node.getMetadata().getName(),
                    PoolStatus.reason(facts));
        }
        for (var name : plan.empty()) {
            mark(found.get(name), DrainReason.SCALE_DOWN.name());
        }
    }

    private void mark(@Nullable MediaNode node, String drain) {
        if (node == null) {
            return;
        }
        writer.label(node, Map.of(), Map.of(PoolNode.DRAIN, drain));
        var metadata = node.getMetadata();
        nodeWakes.wake(metadata.getNamespace(), metadata.getName());
        LOG.log(
                Level.INFO,
                drain.isEmpty() ? "node {0} is taken back" : "node {0} is emptied",
                metadata.getName());
    }

    private void say(PoolFacts facts) {
        var pool = facts.pool();
        var now = parts.clock().instant();
        var policy = Policies.of(pool.getSpec().autoscaling());
        var status = PoolStatus.of(facts, policy.down().stabilizationMillis(), now);
        var desk = desks.get(pool.getMetadata().getUid());
        boolean mayWait = desk != null && desk.hasSaidLately(now);
        if (status.equals(pool.getStatus())
                || (mayWait && PoolStatus.differOnlyInFigures(status, pool.getStatus()))) {
            return;
        }
        writer.status(pool, status);
        if (desk != null) {
            desk.said(now);
        }
    }

    private void sayWithoutCluster(MediaNodePool pool) {
        var status =
                PoolStatus.withoutCluster(
                        pool.getStatus(),
                        pool.getMetadata().getGeneration(),
                        pool.getSpec().clusterRef(),
                        parts.clock().instant());
        if (!status.equals(pool.getStatus())) {
            writer.status(pool, status);
        }
    }

    private static boolean isSettled(PoolFacts facts) {
        return facts.plan().equals(PoolPlan.none())
                && facts.load().waitingJoins() == 0
                && facts.nodes().stream()
                        .allMatch(node -> node.isReady() || node.wish() == PoolNode.Wish.CLOSE);
    }

    private static AutoscalingMode mode(@Nullable Autoscaling spec) {
        return spec == null || spec.mode() == null ? AutoscalingMode.OPERATOR : spec.mode();
    }
}
