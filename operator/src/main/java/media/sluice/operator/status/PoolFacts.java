package media.sluice.operator.status;

import java.util.List;
import media.sluice.operator.api.v1alpha1.MediaNodePool;
import media.sluice.operator.load.ClusterLoad;
import media.sluice.operator.pool.PoolMemory;
import media.sluice.operator.pool.PoolNode;
import media.sluice.operator.pool.PoolPlan;
import media.sluice.operator.scaling.Decision;
import org.jspecify.annotations.Nullable;

/**
 * A pool, what was seen of it and what follows.
 *
 * @param revision of new nodes
 * @param desired how many there should be
 * @param plan what is done now
 * @param decision of the autoscaler, acted on or not; null when it was not asked
 */
public record PoolFacts(
        MediaNodePool pool,
        List<PoolNode> nodes,
        ClusterLoad load,
        String revision,
        int desired,
        PoolPlan plan,
        @Nullable Decision decision,
        PoolMemory memory) {

    /** Copies the list. */
    public PoolFacts {
        nodes = List.copyOf(nodes);
    }
}
