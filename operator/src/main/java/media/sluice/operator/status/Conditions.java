package media.sluice.operator.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a resource. The time of a condition is that of its last change of status, so
 * the same truth said again is the same value, and is not written again. One thread.
 */
public final class Conditions {
    /** All is as it should be (kstatus). */
    public static final String READY = "Ready";

    /** Something is under way (kstatus). */
    public static final String RECONCILING = "Reconciling";

    /** Nothing goes on before somebody does something (kstatus). */
    public static final String STALLED = "Stalled";

    private final Map<String, Condition> before = new LinkedHashMap<>();
    private final Map<String, Condition> now = new LinkedHashMap<>();
    private final long generation;
    private final Instant time;

    /**
     * Begins with what was said before.
     *
     * @param generation metadata.generation of the resource that is spoken of
     */
    public Conditions(@Nullable List<Condition> said, long generation, Instant time) {
        if (said != null) {
            said.forEach(condition -> before.put(condition.getType(), condition));
        }
        this.generation = generation;
        this.time = time;
    }

    /** Says that something is so, or is not. */
    public Conditions say(String type, boolean isSo, String reason, String message) {
        return put(type, isSo ? "True" : "False", reason, message);
    }

    /** Says that it is not known. */
    public Conditions unknown(String type, String reason, String message) {
        return put(type, "Unknown", reason, message);
    }

    /** Ready, and neither reconciling nor stalled. */
    public Conditions ready(String reason, String message) {
        return say(READY, true, reason, message)
                .say(RECONCILING, false, reason, "")
                .say(STALLED, false, reason, "");
    }

    /** Not ready, but on the way. */
    public Conditions reconciling(String reason, String message) {
        return say(READY, false, reason, message)
                .say(RECONCILING, true, reason, message)
                .say(STALLED, false, reason, "");
    }

    /** Not ready, and somebody must do something: the message says what. */
    public Conditions stalled(String reason, String message) {
        return say(READY, false, reason, message)
                .say(RECONCILING, false, reason, "")
                .say(STALLED, true, reason, message);
    }

    /** All that were said now; what was said before and not again is gone. */
    public List<Condition> all() {
        return new ArrayList<>(now.values());
    }

    private Conditions put(String type, String status, String reason, String message) {
        var old = before.get(type);
        var since =
                old != null && Objects.equals(old.getStatus(), status)
                        ? old.getLastTransitionTime()
                        : time.truncatedTo(ChronoUnit.SECONDS).toString();
        now.put(
                type,
                new ConditionBuilder()
                        .withType(type)
                        .withStatus(status)
                        .withReason(reason)
                        .withMessage(message)
                        .withObservedGeneration(generation)
                        .withLastTransitionTime(since)
                        .build());
        return this;
    }
}
