/**
 * LiveKit's server API (Twirp: protobuf or JSON over POST), a token for development, and what the
 * front door says.
 */
@NullMarked
package media.sluice.coordinator.api;

import org.jspecify.annotations.NullMarked;
