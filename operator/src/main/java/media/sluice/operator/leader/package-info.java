/** Who of several operators acts: one holds a Lease, and a number that never falls goes with it. */
@NullMarked
package media.sluice.operator.leader;

import org.jspecify.annotations.NullMarked;
