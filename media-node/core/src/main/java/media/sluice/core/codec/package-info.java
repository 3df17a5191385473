/**
 * Views of RTP payload descriptors: VP8 (RFC 7741), VP9 (RFC 9628), H.264 (RFC 6184), H.265 (RFC
 * 7798), AV1 with its dependency descriptor, Opus (RFC 7587) and RED (RFC 2198). They read what a
 * forwarder needs (where a picture starts, whether it is a key frame, its layer) and nothing inside
 * a frame. Owned by the worker that parses; state is only the last parsed payload.
 */
@HotPath
@NullMarked
package media.sluice.core.codec;

import media.sluice.core.wire.HotPath;
import org.jspecify.annotations.NullMarked;
