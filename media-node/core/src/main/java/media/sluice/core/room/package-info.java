/**
 * Who receives what on one worker: sessions, producers and consumers of a room, the way of a packet
 * from a producer to its consumers, their repair and reports. A room is owned by one worker; it is
 * fed by its sessions and drained of datagrams (through {@link media.sluice.core.room.Egress}) and
 * events.
 */
@NullMarked
package media.sluice.core.room;

import org.jspecify.annotations.NullMarked;
