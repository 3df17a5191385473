/**
 * Bytes, serial numbers, addresses and the form in which state travels between nodes. The lowest
 * level of the core: it owns no state and knows no protocol.
 */
@HotPath
@NullMarked
package media.sluice.core.wire;

import org.jspecify.annotations.NullMarked;
