package media.sluice.core.room;

/** Where the packets of one producer enter the room, from a session or (later) a relay. */
public interface ProducerIngress {

    /**
     * One plain RTP packet, valid during the call only. No duplicates; repairs in original form.
     */
    void onPacket(IngressPacket packet);

    /** The sender's clock of one layer: NTP timestamp (32.32) and RTP timestamp of one instant. */
    void onSenderReport(int layer, long ntp, int rtpTimestamp, long nowNanos);

    /** Packets of a layer are missing that cannot be repaired; the next ones come already. */
    void onUnrepairable(int layer, long nowNanos);

    /** The sender ended a layer (RTCP BYE). */
    void onBye(int layer, long nowNanos);
}
