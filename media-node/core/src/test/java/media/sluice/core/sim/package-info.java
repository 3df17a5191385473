/**
 * Seeded network simulator with virtual time: nodes, links, partitions and NATs between peers that
 * are sans-IO state machines. The simulator owns the clock; a run is a function of its seed.
 */
@NullMarked
package media.sluice.core.sim;

import org.jspecify.annotations.NullMarked;
