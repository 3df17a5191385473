/**
 * The encrypted UDP path between two legs of a room on two nodes: frames, keys, replay window, the
 * proof of the path and its end. What the frames carry is the room's. One end belongs to one
 * worker. Frames are sealed by the SRTP port (RFC 7714), see docs/adr/0009.
 */
@HotPath
@NullMarked
package media.sluice.core.trunk;

import media.sluice.core.wire.HotPath;
import org.jspecify.annotations.NullMarked;
