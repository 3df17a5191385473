/**
 * The only way to the cluster: every change of the API goes through {@link
 * media.sluice.operator.writes.Writer}.
 */
@NullMarked
package media.sluice.operator.writes;

import org.jspecify.annotations.NullMarked;
