/**
 * Congestion control of one transport. Receiving: transport-wide feedback to the publisher, who
 * adapts its rate by it. Sending: the numbering that a bandwidth estimate will rest on; estimate,
 * pacer and probing join here later.
 */
@HotPath
@NullMarked
package media.sluice.core.congestion;

import media.sluice.core.wire.HotPath;
import org.jspecify.annotations.NullMarked;
