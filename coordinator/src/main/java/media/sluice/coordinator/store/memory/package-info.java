/** What a next owner of a room must know, in memory of one coordinator. */
@NullMarked
package media.sluice.coordinator.store.memory;

import org.jspecify.annotations.NullMarked;
