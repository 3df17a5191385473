package media.sluice.operator.drain;

import java.util.Objects;
import media.sluice.operator.api.v1alpha1.Drain;
import media.sluice.operator.api.v1alpha1.Durations;
import media.sluice.operator.api.v1alpha1.Migration;
import media.sluice.operator.api.v1alpha1.NodeDrain;
import media.sluice.operator.api.v1alpha1.NodePhase;
import media.sluice.operator.load.Cordon;
import org.jspecify.annotations.Nullable;

/**
 * One look at a node that drains:
 *
 * <pre>
 *  Draining ── settle, migrateAfter ──► Migrating ── nobody left ──► Empty ── still nobody ──► goes
 *     └──────────────────────────── deadline, or force ──────────────────────────────────────► goes
 * </pre>
 *
 * @param phase to show
 * @param cordon to command
 * @param goes the node is deleted now
 * @param deadlineMillis when it goes even if it is not empty
 */
public record Draining(NodePhase phase, Cordon cordon, boolean goes, long deadlineMillis) {

    /** As much of the deadline is left to people who may be moved only when nothing else helps. */
    private static final double LAST_PART = 0.2;

    /**
     * What was seen.
     *
     * @param startedMillis when the drain began
     * @param isEmpty nobody is on the node, nor on the way to it; false while that is not known
     */
    public record Seen(
            long nowMillis, long startedMillis, @Nullable NodePhase phase, boolean isEmpty) {}

    /** What follows. */
    public static Draining of(@Nullable Drain usual, @Nullable NodeDrain asked, Seen seen) {
        var rules = Rules.of(usual, asked);
        long since = seen.nowMillis() - seen.startedMillis();
        long deadlineMillis = seen.startedMillis() + rules.deadlineMillis();
        var cordon = since >= rules.movesAfterMillis() ? Cordon.EMPTYING : Cordon.CLOSED;
        boolean isForced = asked != null && Boolean.TRUE.equals(asked.force());
        if (isForced || since >= rules.deadlineMillis()) {
            return new Draining(NodePhase.DELETING, cordon, true, deadlineMillis);
        }
        if (seen.isEmpty()) {
            // Two looks, so that what was on its way between two reports is seen too.
            boolean wasEmpty =
                    seen.phase() == NodePhase.EMPTY || seen.phase() == NodePhase.DELETING;
            return new Draining(
                    wasEmpty ? NodePhase.DELETING : NodePhase.EMPTY,
                    cordon,
                    wasEmpty,
                    deadlineMillis);
        }
        return new Draining(
                cordon == Cordon.EMPTYING ? NodePhase.MIGRATING : NodePhase.DRAINING,
                cordon,
                false,
                deadlineMillis);
    }

    /** When who is moved, and when it is over, from the start. */
    private record Rules(long movesAfterMillis, long deadlineMillis) {
        private static final long SETTLE = 5_000;
        private static final long DEADLINE = 30 * 60_000L;

        static Rules of(@Nullable Drain usual, @Nullable NodeDrain asked) {
            long deadline =
                    asked != null && asked.deadline() != null
                            ? Durations.millis(asked.deadline())
                            : millis(usual == null ? null : usual.deadline(), DEADLINE);
            long settle = millis(usual == null ? null : usual.settle(), SETTLE);
            long after = millis(usual == null ? null : usual.migrateAfter(), 0);
            var migration =
                    Objects.requireNonNullElse(
                            usual == null ? null : usual.migration(), Migration.ENABLED);
            return switch (migration) {
                case ENABLED -> new Rules(Math.max(settle, after), deadline);
                case LAST_RESORT -> new Rules((long) (deadline * (1 - LAST_PART)), deadline);
                case DISABLED -> new Rules(Long.MAX_VALUE, deadline);
            };
        }

        private static long millis(@Nullable String text, long usual) {
            return text == null ? usual : Durations.millis(text);
        }
    }
}
