package media.sluice.operator.writes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;

/**
 * Changes the cluster in the name of one reconciler (its field manager). Nothing is written
 * blindly: a creation is refused when the object is there, everything else when it is not the one
 * that was read. A reconciler that acts on an old view, and an operator that is no longer the
 * leader but does not know it yet, therefore cannot undo what happened since; they get {@link
 * StaleView} or {@link media.sluice.operator.leader.LeadershipLost}.
 *
 * <p>Any thread may call it.
 */
public interface Writer {
    /** Creates an object. Its name must follow from what it is for, so that it is made once. */
    <T extends HasMetadata> T create(T desired);

    /**
     * Makes an object what it should be (server-side apply): fields that this writer gave earlier
     * and that {@code desired} lacks go, fields of others stay.
     *
     * @param current the object as it was read
     */
    <T extends HasMetadata> T apply(T desired, T current);

    /** Sets labels and annotations, and leaves all else: for objects whose rest cannot change. */
    <T extends HasMetadata> T label(
            T current, Map<String, String> labels, Map<String, String> annotations);

    /**
     * Replaces what is said about an object. Its spec is never written.
     *
     * @param status the value of the field {@code status}
     */
    <T extends HasMetadata> T status(T current, Object status);

    /** Deletes an object, if it is still the one that was read. */
    void delete(HasMetadata current);
}
