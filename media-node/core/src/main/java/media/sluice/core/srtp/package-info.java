/**
 * SRTP and SRTCP around the cipher port (RFC 3711, RFC 7714): packet index and roll-over counter,
 * replay windows, and the rule that an index is sealed once. A receiver and a sender belong to one
 * session each and to its worker's thread.
 */
@HotPath
@NullMarked
package media.sluice.core.srtp;

import media.sluice.core.wire.HotPath;
import org.jspecify.annotations.NullMarked;
