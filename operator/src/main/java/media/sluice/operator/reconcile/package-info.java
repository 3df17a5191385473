/**
 * Brings the cluster to what resources want: reads, asks {@code desired} and {@code status},
 * writes.
 */
@NullMarked
package media.sluice.operator.reconcile;

import org.jspecify.annotations.NullMarked;
