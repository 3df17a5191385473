/**
 * The model's values as LiveKit's messages, for every adapter that speaks them. Pure; owns no
 * state.
 */
@NullMarked
package media.sluice.coordinator.livekit;

import org.jspecify.annotations.NullMarked;
