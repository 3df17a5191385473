/**
 * RTP headers (RFC 3550), header extensions (RFC 8285) and retransmission payloads (RFC 4588) as
 * views over packet bytes. Owns no stream state.
 */
@HotPath
@NullMarked
package media.sluice.core.rtp;

import media.sluice.core.wire.HotPath;
import org.jspecify.annotations.NullMarked;
