package media.sluice.operator.cluster;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import media.sluice.operator.load.ClusterKey;
import media.sluice.operator.load.ClusterLoad;
import media.sluice.operator.load.Coordinators;
import media.sluice.operator.load.Cordon;
import media.sluice.operator.load.NoAnswer;
import media.sluice.proto.cluster.v1alpha1.OperatorEpoch;

/** One link per cluster that somebody asked about. Any thread. */
public final class GrpcCoordinators implements Coordinators {
    private final Access access;
    private final OperatorEpoch epoch;
    private final Runnable check;
    private final ConcurrentMap<ClusterKey, CoordinatorLink> links = new ConcurrentHashMap<>();
    private final List<Consumer<ClusterKey>> listeners = new CopyOnWriteArrayList<>();

    /**
     * Knows no cluster yet.
     *
     * @param epoch of this operator's term
     * @param operatorId of this process
     * @param check throws when this operator does not lead any more; all links end then
     */
    public GrpcCoordinators(Access access, long epoch, String operatorId, Runnable check) {
        this.access = access;
        this.check = check;
        this.epoch = OperatorEpoch.newBuilder().setCounter(epoch).setOperatorId(operatorId).build();
    }

    @Override
    public ClusterLoad load(ClusterKey cluster) {
        return link(cluster).load();
    }

    @Override
    public long cordon(ClusterKey cluster, String nodeId, Cordon cordon, String reason)
            throws NoAnswer {
        return link(cluster).cordon(nodeId, cordon, reason);
    }

    @Override
    public void onWaiting(Consumer<ClusterKey> listener) {
        listeners.add(listener);
    }

    private CoordinatorLink link(ClusterKey cluster) {
        return links.computeIfAbsent(cluster, this::open);
    }

    private CoordinatorLink open(ClusterKey cluster) {
        var link =
                new CoordinatorLink(
                        cluster,
                        access,
                        epoch,
                        check,
                        () -> listeners.forEach(listener -> listener.accept(cluster)),
                        System::nanoTime);
        link.start();
        return link;
    }
}
