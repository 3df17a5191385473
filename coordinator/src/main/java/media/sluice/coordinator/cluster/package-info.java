/**
 * What operators ask of this coordinator: load of nodes and rooms, who waits for a node, cordons.
 * Owns the number of the newest operator it has heard of.
 */
@NullMarked
package media.sluice.coordinator.cluster;

import org.jspecify.annotations.NullMarked;
