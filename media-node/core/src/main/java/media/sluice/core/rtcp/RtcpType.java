package media.sluice.core.rtcp;

/** Packet types and feedback message types (FMT) of RTCP, as registered with IANA. */
public final class RtcpType {

    public static final int SENDER_REPORT = 200;
    public static final int RECEIVER_REPORT = 201;
    public static final int SOURCE_DESCRIPTION = 202;
    public static final int BYE = 203;
    public static final int APP = 204;

    /** Transport layer feedback (RTPFB), with one of the FMTs below as count. */
    public static final int TRANSPORT_FEEDBACK = 205;

    /** Payload-specific feedback (PSFB), with one of the FMTs below as count. */
    public static final int PAYLOAD_FEEDBACK = 206;

    public static final int EXTENDED_REPORT = 207;

    /** RTPFB: generic NACK (RFC 4585 §6.2.1). */
    public static final int FMT_NACK = 1;

    /** RTPFB: transport-wide congestion control feedback. */
    public static final int FMT_TRANSPORT_WIDE = 15;

    /** PSFB: picture loss indication (RFC 4585 §6.3.1). */
    public static final int FMT_PICTURE_LOSS = 1;

    /** PSFB: full intra request (RFC 5104 §4.3.1). */
    public static final int FMT_FULL_INTRA = 4;

    /** PSFB: application layer feedback, of which REMB is one. */
    public static final int FMT_APPLICATION = 15;

    private RtcpType() {}
}
