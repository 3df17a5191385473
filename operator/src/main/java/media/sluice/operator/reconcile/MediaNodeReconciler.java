package media.sluice.operator.reconcile;

import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import media.sluice.operator.api.v1alpha1.DrainProgress;
import media.sluice.operator.api.v1alpha1.DrainReason;
import media.sluice.operator.api.v1alpha1.MediaCluster;
import media.sluice.operator.api.v1alpha1.MediaNode;
import media.sluice.operator.api.v1alpha1.MediaNodePool;
import media.sluice.operator.api.v1alpha1.MediaNodeStatus;
import media.sluice.operator.api.v1alpha1.NodeAddress;
import media.sluice.operator.api.v1alpha1.NodePhase;
import media.sluice.operator.desired.Owner;
import media.sluice.operator.desired.cluster.ClusterDefaults;
import media.sluice.operator.desired.node.NodeAddresses;
import media.sluice.operator.desired.node.NodePod;
import media.sluice.operator.desired.node.NodeTemplate;
import media.sluice.operator.drain.Draining;
import media.sluice.operator.load.ClusterKey;
import media.sluice.operator.load.Coordinators;
import media.sluice.operator.load.Cordon;
import media.sluice.operator.load.NoAnswer;
import media.sluice.operator.pool.PoolNode;
import media.sluice.operator.status.NodeStatus;
import media.sluice.operator.status.NodeView;
import media.sluice.operator.writes.Writer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the one pod of a MediaNode, tells it its addresses, and empties it when it is to go. A node
 * never gets a second pod: one whose pod is gone goes too, and its pool makes another. Called by
 * several threads, for different nodes.
 */
public final class MediaNodeReconciler implements Reconciler<MediaNode> {
    /** Its field manager. */
    public static final String NAME = "sluice-medianode";

    private static final System.Logger LOG = System.getLogger(MediaNodeReconciler.class.getName());
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration UNDER_WAY = Duration.ofSeconds(5);

    /** Counts alone are written that often. */
    private static final Duration COUNTS = Duration.ofSeconds(30);

    private final Parts parts;
    private final Writer writer;
    private final Coordinators coordinators;
    private final OwnedObjects objects;
    private final Machines machines;
    private final ClusterDefaults defaults;
    private final Wakes<MediaNode> wakes;
    private final Map<String, Instant> written = new ConcurrentHashMap<>();

    /** Made once a term. */
    MediaNodeReconciler(Parts parts, Coordinators coordinators, Wakes<MediaNode> wakes) {
        this.parts = parts;
        this.coordinators = coordinators;
        this.wakes = wakes;
        writer = parts.writers().as(NAME);
        objects = new OwnedObjects(parts.client(), writer, List.of(Pod.class));
        machines = new Machines(parts.client(), parts.clock());
        defaults = Defaults.of(parts.settings());
    }

    @Override
    public List<EventSource<?, MediaNode>> prepareEventSources(
            EventSourceContext<MediaNode> context) {
        var sources = new ArrayList<>(objects.sources(MediaNode.class, context));
        sources.add(
                References.source(
                        MediaNodePool.class,
                        MediaNode.class,
                        node -> node.getSpec().poolRef(),
                        context));
        sources.add(wakes.source());
        return sources;
    }

    @Override
    public UpdateControl<MediaNode> reconcile(MediaNode node, Context<MediaNode> context) {
        return Attempt.of(node, () -> bring(node, context));
    }

    private Duration bring(MediaNode node, Context<MediaNode> context) {
        var pool = context.getSecondaryResource(MediaNodePool.class).orElse(null);
        if (node.getMetadata().getDeletionTimestamp() != null || pool == null) {
            // Kubernetes collects what it owns, and it with its pool.
            written.remove(node.getMetadata().getUid());
            return parts.settings().resync();
        }
        var pod =
                OwnedObjects.find(
                                objects.present(Owner.of(node), context),
                                Pod.class,
                                node.getMetadata().getName())
                        .orElse(null);
        if (pod == null) {
            return withoutPod(node, pool);
        }
        var machine = machines.read(pod.getSpec().getNodeName());
        var addresses = NodeAddresses.of(pool.getSpec().exposure(), pod, machine);
        var view =
                new NodeView(
                        node,
                        advertised(pod, addresses),
                        machine,
                        addresses,
                        coordinators.load(key(pool)));
        if (view.hasPodEnded()) {
            return lose(view);
        }
        return with(view, pool);
    }

    /** Gives it its pod, unless it had one, or is not wanted as it is. */
    private Duration withoutPod(MediaNode node, MediaNodePool pool) {
        var status = node.getStatus();
        boolean hadPod = status != null && status.podName() != null;
        var wish = PoolNode.wish(node);
        if (hadPod) {
            // The watch may be behind; a node that lives is not to be taken for lost.
            var name = node.getMetadata().getName();
            var there =
                    parts.client()
                            .pods()
                            .inNamespace(node.getMetadata().getNamespace())
                            .withName(name)
                            .get();
            if (there != null && Owner.of(node).owns(there)) {
                return SOON;
            }
        }
        var cluster = cluster(pool);
        if (cluster == null) {
            return UNDER_WAY;
        }
        var template = new NodeTemplate(pool, cluster.getSpec(), defaults);
        boolean isOfNow = template.revision().equals(node.getSpec().revision());
        if (hadPod || !isOfNow || wish == PoolNode.Wish.LEAVE || wish == PoolNode.Wish.SHRINK) {
            LOG.log(Level.INFO, "node {0} goes: it has no pod", node.getMetadata().getName());
            writer.delete(node);
            return UNDER_WAY;
        }
        writer.create(template.pod(node));
        return SOON;
    }

    private Duration with(NodeView view, MediaNodePool pool) {
        var wish = PoolNode.wish(view.node());
        if (wish == PoolNode.Wish.SERVE || wish == PoolNode.Wish.CLOSE) {
            boolean isClosed = wish == PoolNode.Wish.CLOSE;
            var number = command(view, pool, isClosed ? Cordon.CLOSED : Cordon.OPEN, "User");
            var phase = NodeStatus.phase(view, isClosed);
            say(view, phase, number, null);
            mark(view);
            boolean isSettled = phase == NodePhase.READY || phase == NodePhase.CORDONED;
            return isSettled ? parts.settings().resync() : UNDER_WAY;
        }
        return drain(
                view,
                pool,
                wish == PoolNode.Wish.LEAVE ? DrainReason.USER : DrainReason.SCALE_DOWN);
    }

    private Duration drain(NodeView view, MediaNodePool pool, DrainReason reason) {
        var now = parts.clock().instant();
        var status = view.node().getStatus();
        var progress = status == null ? null : status.drain();
        var startedAt =
                progress == null || progress.startedAt() == null
                        ? now
                        : Instant.parse(progress.startedAt());
        var step =
                Draining.of(
                        pool.getSpec().drain(),
                        view.node().getSpec().drain(),
                        new Draining.Seen(
                                now.toEpochMilli(),
                                startedAt.toEpochMilli(),
                                status == null ? null : status.phase(),
                                view.isEmpty() && isCordoned(view)));
        var number = command(view, pool, step.cordon(), reason.name());
        say(
                view,
                step.phase(),
                number,
                new DrainProgress(
                        reason,
                        startedAt.toString(),
                        Instant.ofEpochMilli(step.deadlineMillis()).toString(),
                        view.load().roomsOn(view.name()),
                        null,
                        null));
        mark(view);
        if (step.goes()) {
            writer.delete(fresh(view.node()));
        }
        return SOON;
    }

    /** Only then does an empty node stay empty. */
    private static boolean isCordoned(NodeView view) {
        return view.load().node(view.name()).map(seen -> seen.cordon() != Cordon.OPEN).orElse(true);
    }

    /** What the status was written to is another version. */
    private MediaNode fresh(MediaNode node) {
        var read =
                parts.client()
                        .resources(MediaNode.class)
                        .inNamespace(node.getMetadata().getNamespace())
                        .withName(node.getMetadata().getName())
                        .get();
        boolean isSame =
                read != null && read.getMetadata().getUid().equals(node.getMetadata().getUid());
        return isSame ? read : node;
    }

    /** Commands a cordon that is not there yet; answers its number, null when there is none. */
    private @Nullable Long command(
            NodeView view, MediaNodePool pool, Cordon wanted, String reason) {
        var seen = view.load().node(view.name()).orElse(null);
        if (seen == null || !view.load().isFresh()) {
            return null;
        }
        if (seen.cordon() == wanted) {
            return seen.cordonNumber() == 0 ? null : seen.cordonNumber();
        }
        parts.fence().check();
        try {
            return coordinators.cordon(key(pool), view.name(), wanted, reason);
        } catch (NoAnswer none) {
            LOG.log(
                    Level.INFO,
                    "node {0} is not {1} yet: {2}",
                    view.name(),
                    wanted,
                    none.getMessage());
            return null;
        }
    }

    private Duration lose(NodeView view) {
        var status = view.node().getStatus();
        if (status == null || status.phase() != NodePhase.LOST) {
            say(view, NodePhase.LOST, null, null);
            return SOON;
        }
        writer.delete(view.node());
        return UNDER_WAY;
    }

    private void say(
            NodeView view, NodePhase phase, @Nullable Long number, @Nullable DrainProgress drain) {
        var now = parts.clock().instant();
        var node = view.node();
        var before = node.getStatus();
        MediaNodeStatus status = NodeStatus.of(view, phase, number, drain, now);
        var last = written.get(node.getMetadata().getUid());
        boolean mayWait = last != null && last.plus(COUNTS).isAfter(now);
        if (status.equals(before) || (mayWait && NodeStatus.differOnlyInCounts(status, before))) {
            return;
        }
        writer.status(node, status);
        written.put(node.getMetadata().getUid(), now);
    }

    /** Writes the addresses back to the pod, where the node reads them. */
    private Pod advertised(Pod pod, List<NodeAddress> addresses) {
        var text = addresses.stream().map(NodeAddress::ip).collect(Collectors.joining(","));
        var annotations = pod.getMetadata().getAnnotations();
        var told = annotations == null ? null : annotations.get(NodePod.ADVERTISE);
        if (text.isEmpty()
                || text.equals(told)
                || pod.getMetadata().getDeletionTimestamp() != null) {
            return pod;
        }
        return writer.label(pod, Map.of(), Map.of(NodePod.ADVERTISE, text));
    }

    /** Says on the pod whether somebody is there: budgets and autoscalers look for that. */
    private void mark(NodeView view) {
        var pod = view.pod();
        if (pod == null
                || !view.load().isFresh()
                || pod.getMetadata().getDeletionTimestamp() != null) {
            return;
        }
        var occupied = Boolean.toString(view.load().participantsOn(view.name()) > 0);
        var labels = pod.getMetadata().getLabels();
        if (labels == null || !occupied.equals(labels.get(NodePod.OCCUPIED))) {
            writer.label(pod, Map.of(NodePod.OCCUPIED, occupied), Map.of());
        }
    }

    private @Nullable MediaCluster cluster(MediaNodePool pool) {
        return parts.client()
                .resources(MediaCluster.class)
                .inNamespace(pool.getMetadata().getNamespace())
                .withName(pool.getSpec().clusterRef())
                .get();
    }

    private static ClusterKey key(MediaNodePool pool) {
        return new ClusterKey(pool.getMetadata().getNamespace(), pool.getSpec().clusterRef());
    }
}
