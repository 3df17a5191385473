package media.sluice.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;

/**
 * A reconciler and its name, which is its field manager as well.
 *
 * @param reconciler implements {@link Reconciler} of its resource directly: the framework reads the
 *     type from there
 */
public record Registered<P extends HasMetadata>(String name, Reconciler<P> reconciler) {}
