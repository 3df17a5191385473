/**
 * What is done to a packet between its producer and one consumer: choice of the layer, continuous
 * sequence numbers, timestamps and picture ids (RFC 7667 §3.7), and who speaks. Each object is
 * owned by the consumer or room it belongs to.
 */
@HotPath
@NullMarked
package media.sluice.core.forwarding;

import media.sluice.core.wire.HotPath;
import org.jspecify.annotations.NullMarked;
