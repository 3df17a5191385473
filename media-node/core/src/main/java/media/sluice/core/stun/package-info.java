/**
 * STUN messages (RFC 8489) as ICE uses them: reading, checking and writing binding requests and
 * responses. Pure data, no transactions and no state beyond reusable buffers.
 */
@NullMarked
package media.sluice.core.stun;

import org.jspecify.annotations.NullMarked;
