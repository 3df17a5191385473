package media.sluice.operator.simulator;

import java.util.ArrayList;
import java.util.List;

/** A room in the model: follows its plan on whatever nodes carry it. */
final class Room extends Events.Event {

    final RoomPlan plan;
    final List<Leg> legs = new ArrayList<>(1);
    int participants;
    int peak;

    /** Joins that no node could take yet. */
    int waiting;

    long longestGapMillis;
    CallLog.Cause cause = CallLog.Cause.NONE;

    private final Cluster cluster;
    private int next;
    private boolean isSettled;

    Room(RoomPlan plan, Cluster cluster) {
        this.plan = plan;
        this.cluster = cluster;
    }

    @Override
    void happen() {
        long now = cluster.nowMillis();
        if (!isSettled && now - plan.startMillis() >= cluster.settledMillis()) {
            isSettled = true;
            cluster.refresh(this);
        }
        while (next < plan.changes().length && plan.millisOf(next) <= now) {
            if (plan.isJoin(next++)) {
                cluster.join(this);
            } else {
                cluster.leave(this);
            }
        }
        if (next < plan.changes().length) {
            long at = plan.millisOf(next);
            long settles = plan.startMillis() + cluster.settledMillis();
            cluster.events().at(isSettled ? at : Math.min(at, settles), this);
        } else {
            cluster.ended(this);
        }
    }

    boolean isOver() {
        return next >= plan.changes().length;
    }

    int participantsElsewhere(Leg leg) {
        return participants - leg.participants;
    }
}
