/**
 * The rules of a room: who is in it, what they publish, who receives what, who speaks and how well.
 * {@link media.sluice.coordinator.room.Room} decides on commands and applies events; one thread
 * owns each. Pure: time and identifiers come in with the commands.
 */
@NullMarked
package media.sluice.coordinator.room;

import org.jspecify.annotations.NullMarked;
