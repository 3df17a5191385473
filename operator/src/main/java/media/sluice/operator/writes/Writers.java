package media.sluice.operator.writes;

import io.fabric8.kubernetes.client.KubernetesClient;
import media.sluice.operator.leader.Fence;

/** Makes writers, one a reconciler. */
public final class Writers {
    private final KubernetesClient client;
    private final Fence fence;
    private final WriteGate gate;

    /** All writers ask this fence and this gate. */
    public Writers(KubernetesClient client, Fence fence, WriteGate gate) {
        this.client = client;
        this.fence = fence;
        this.gate = gate;
    }

    /**
     * The writer of one reconciler.
     *
     * @param manager its field manager, for example {@code sluice-mediacluster}
     */
    public Writer as(String manager) {
        return new ClusterWriter(client, manager, fence, gate);
    }
}
