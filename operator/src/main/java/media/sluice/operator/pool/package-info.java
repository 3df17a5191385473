/**
 * What a pool's autoscaler sees, and what follows from its decision, as functions of values. Pure.
 */
@NullMarked
package media.sluice.operator.pool;

import org.jspecify.annotations.NullMarked;
