package media.sluice.operator.simulator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where rooms and people go. */
interface Placement {

    /** The node for a room that nobody carries yet; null if it has to wait. */
    @Nullable MediaNode forRoom(Room room, List<MediaNode> nodes);

    /** The node for one more participant; null if he has to wait. */
    @Nullable MediaNode forJoin(Room room, List<MediaNode> nodes);

    /** Whether a join may be told to wait, and a room may be on several nodes. */
    boolean spansNodes();
}
