package media.sluice.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.Supplier;
import media.sluice.operator.leader.LeadershipLost;
import media.sluice.operator.writes.StaleView;

/**
 * One attempt at a resource, and when to look again: soon after a view that was stale, never after
 * the leadership was lost, otherwise when the attempt says so or something happens. What else goes
 * wrong is the framework's to retry.
 */
final class Attempt {
    private static final System.Logger LOG = System.getLogger(Attempt.class.getName());

    /** Long enough for the watch to bring what happened. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

    private Attempt() {}

    /**
     * Runs it.
     *
     * @param step says after how long to look again whatever happens
     */
    static <P extends HasMetadata> UpdateControl<P> of(P resource, Supplier<Duration> step) {
        try {
            return UpdateControl.<P>noUpdate().rescheduleAfter(step.get());
        } catch (StaleView stale) {
            LOG.log(
                    Level.DEBUG,
                    "{0} {1}: {2}",
                    resource.getKind(),
                    resource.getMetadata().getName(),
                    stale.getMessage());
            return UpdateControl.<P>noUpdate().rescheduleAfter(LOOK_AGAIN);
        } catch (LeadershipLost lost) {
            LOG.log(Level.INFO, lost.getMessage());
            return UpdateControl.noUpdate();
        }
    }
}
