/**
 * Which media node a room goes to. A pure function over what the directory knows; owns no state.
 */
@NullMarked
package media.sluice.coordinator.placement;

import org.jspecify.annotations.NullMarked;
