package media.sluice.operator.simulator;

import org.jspecify.annotations.Nullable;

/** The part of a room that one node carries, in the model. */
final class Leg {

    final Room room;
    MediaNode node;
    int participants;
    double load;
    double committed;

    /** Who takes over if the node crashes. */
    @Nullable MediaNode backup;

    /** As the operator hears of it; made anew when it changed. */
    private media.sluice.operator.scaling.@Nullable Leg report;

    Leg(Room room, MediaNode node) {
        this.room = room;
        this.node = node;
    }

    void changed() {
        report = null;
    }

    media.sluice.operator.scaling.Leg report() {
        if (report == null) {
            report =
                    new media.sluice.operator.scaling.Leg(
                            node.name, load, committed, participants, room.legs.size() - 1);
        }
        return report;
    }
}
