/**
 * One participant's peer connections: which media section carries which track, in both directions,
 * and the node's sessions, producers and consumers behind them (RFC 8829, RFC 9143). Owned by the
 * room's thread.
 */
@NullMarked
package media.sluice.coordinator.peer;

import org.jspecify.annotations.NullMarked;
