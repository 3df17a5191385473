package media.sluice.operator.simulator;

import media.sluice.operator.scaling.Decision;
import media.sluice.operator.scaling.Need;
import media.sluice.operator.scaling.Reason;

/**
 * Whether a decision's reason and numbers account for what it does: reckoned again from the terms
 * that it gives, and from nothing else.
 */
final class Audit {

    private Audit() {}

    static boolean explains(Decision decision) {
        return !decision.explanation().isBlank()
                && addsUp(decision)
                && fits(decision)
                && namesTheTerm(decision);
    }

    private static boolean addsUp(Decision decision) {
        if (!decision.isLoadFresh()) {
            return decision.changesNothing();
        }
        Need need = decision.need();
        double planned =
                Math.max(
                        need.committedUnits() + need.slopeUnits(),
                        Math.max(need.seasonUnits(), need.floorUnits()));
        int forLoad = (int) Math.ceil(planned / need.unitsOfNode());
        int wanted = Math.max(forLoad + need.reserveNodes() + need.crashNodes(), need.floorNodes());
        return need.nodesForLoad() == forLoad
                && need.nodes() == Math.max(need.minNodes(), Math.min(need.maxNodes(), wanted));
    }

    /** What is done goes the way that the reason says, and ends where the terms do. */
    private static boolean fits(Decision decision) {
        int grown = decision.create() + decision.uncordon().size();
        int left = decision.presentNodes() - decision.cordon().size();
        int need = decision.need().nodes();
        return switch (decision.reason()) {
            case GROWS_FOR_COMMITTED_LOAD,
                    GROWS_FOR_SLOPE,
                    GROWS_FOR_SEASON,
                    GROWS_FOR_RESERVATION,
                    GROWS_FOR_SCHEDULE,
                    GROWS_FOR_WAITING_ROOMS,
                    GROWS_FOR_RELIEF,
                    GROWS_TO_MINIMUM,
                    REPLACES_LEAVING_NODES,
                    TAKES_BACK_CORDONED_NODES ->
                    grown > 0
                            && decision.cordon().isEmpty()
                            && decision.presentNodes() + grown <= need;
            case SHRINKS -> grown == 0 && !decision.cordon().isEmpty() && left >= need;
            case LIMITED_BY_MAXIMUM, LIMITED_BY_QUOTA, LIMITED_BY_RATE, USES_RESERVE ->
                    decision.changesNothing() && decision.presentNodes() <= need;
            case STEADY -> decision.changesNothing() && decision.presentNodes() == need;
            case HELD_BY_WINDOW,
                    HELD_BY_SCHEDULE,
                    HELD_BY_UPGRADE,
                    HELD_BY_SILENT_NODES,
                    HELD_BY_LOAD,
                    HELD_BY_ROOMS,
                    HELD_BY_RATE ->
                    decision.changesNothing() && decision.presentNodes() > need;
            case FROZEN_WITHOUT_LOAD_DATA -> decision.changesNothing() && !decision.isLoadFresh();
        };
    }

    private static boolean namesTheTerm(Decision decision) {
        Need need = decision.need();
        Reason reason = decision.reason();
        boolean holdsForSeason = need.seasonUnits() >= need.committedUnits() + need.slopeUnits();
        return (reason != Reason.GROWS_FOR_SEASON || holdsForSeason)
                && (reason != Reason.GROWS_FOR_SLOPE || need.slopeUnits() > 0)
                && (reason != Reason.GROWS_FOR_RESERVATION || need.floorUnits() > 0)
                && (reason != Reason.GROWS_FOR_SCHEDULE || need.floorNodes() > 0)
                && (reason != Reason.GROWS_FOR_RELIEF || need.floorNodes() > 0);
    }
}
