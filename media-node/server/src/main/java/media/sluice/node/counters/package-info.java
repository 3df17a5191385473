/**
 * What the node counts: one catalogue, and one set of values per worker. Owned by the thread that
 * counts, read by any.
 */
@HotPath
@NullMarked
package media.sluice.node.counters;

import media.sluice.core.wire.HotPath;
import org.jspecify.annotations.NullMarked;
