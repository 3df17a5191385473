/**
 * Session descriptions (RFC 8866) as WebRTC uses them (RFC 8829): parses an offer or answer into
 * typed media sections, negotiates codecs and header extensions, and writes ours. Pure functions
 * and records; owns no state.
 */
@NullMarked
package media.sluice.coordinator.sdp;

import org.jspecify.annotations.NullMarked;
