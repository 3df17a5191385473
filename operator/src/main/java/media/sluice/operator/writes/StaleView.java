package media.sluice.operator.writes;

/**
 * The cluster holds something else than the reconciler believed, and nothing was written. No fault:
 * it looks again and decides again.
 */
public final class StaleView extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StaleView(Write write, Throwable cause) {
        super(write + " came too late: the object is another one by now", cause);
    }
}
