package media.sluice.coordinator.port;

import media.sluice.coordinator.sdp.Agreement;
import media.sluice.coordinator.sdp.SentTrack;

/**
 * A producer's media for a session.
 *
 * @param sessionId the receiving session
 * @param consumerId unique in the room
 * @param producerId the producer
 * @param mid the receiver's media section (RFC 9143)
 * @param agreement codecs and header extensions of that section that fit the producer
 * @param sent sources and canonical name to send with
 * @param wanted how much of it
 */
public record ConsumerSpec(
        String sessionId,
        String consumerId,
        String producerId,
        String mid,
        Agreement agreement,
        SentTrack sent,
        Wanted wanted) {}
