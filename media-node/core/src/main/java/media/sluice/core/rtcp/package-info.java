/**
 * RTCP: compound packets (RFC 3550), feedback (RFC 4585, RFC 5104), transport-wide feedback,
 * extended reports (RFC 3611) and reduced-size packets (RFC 5506), read and written in place. Owns
 * no stream state.
 */
@HotPath
@NullMarked
package media.sluice.core.rtcp;

import media.sluice.core.wire.HotPath;
import org.jspecify.annotations.NullMarked;
