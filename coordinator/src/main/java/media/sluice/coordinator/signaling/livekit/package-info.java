/**
 * LiveKit's signal protocol: WebSockets at {@code /rtc} and {@code /rtc/v1}, requests to join in
 * their address, protobuf or JSON messages. Owns one socket per client.
 */
@NullMarked
package media.sluice.coordinator.signaling.livekit;

import org.jspecify.annotations.NullMarked;
