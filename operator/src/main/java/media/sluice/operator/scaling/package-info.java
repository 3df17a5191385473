/**
 * How many media nodes a pool needs and which of them may go: pure functions of what was observed.
 * They own no state; what must survive a decision is a value that goes in and comes out.
 */
@NullMarked
package media.sluice.operator.scaling;

import org.jspecify.annotations.NullMarked;
