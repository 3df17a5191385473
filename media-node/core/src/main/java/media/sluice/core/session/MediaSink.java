package media.sluice.core.session;

/**
 * Takes what one media section of a session receives: the room's producer. Called on the worker
 * during {@link PeerSession#handleDatagram}; implementations do not allocate in {@link #onRtp}.
 */
public interface MediaSink {

    /**
     * One decrypted RTP packet, duplicates and replays removed, repairs already in their original
     * form.
     *
     * @param packet valid only during the call; the bytes may be read and rewritten in place
     */
    void onRtp(InboundRtp packet, long nowNanos);

    /**
     * The peer's clock (RFC 3550 §6.4.1).
     *
     * @param ntpTime NTP timestamp, 32.32 fixed point seconds since 1900
     * @param rtpTimestamp the same instant on the stream's RTP clock
     */
    default void onSenderReport(
            InboundStream stream, long ntpTime, int rtpTimestamp, long nowNanos) {}

    /**
     * More packets of the stream are missing than can be asked for again: the sender restarted it,
     * or the path was down for long. What follows needs a key frame.
     */
    default void onUnrepairable(InboundStream stream, long nowNanos) {}

    /** The peer ended the stream (RTCP BYE, RFC 3550 §6.6). */
    default void onBye(InboundStream stream, long nowNanos) {}
}
