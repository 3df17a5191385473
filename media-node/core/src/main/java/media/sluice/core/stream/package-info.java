/**
 * What the server keeps per RTP stream: receive statistics, loss requests, retransmissions, sender
 * reports, key frame requests and whether a layer is alive. Each object is owned by the session of
 * its stream.
 */
@HotPath
@NullMarked
package media.sluice.core.stream;

import media.sluice.core.wire.HotPath;
import org.jspecify.annotations.NullMarked;
