package media.sluice.core.rtcp;

/**
 * The receiver report packet (RFC 3550 §6.4.2): a header, the SSRC of the reporter, and report
 * blocks.
 */
final class ReceiverReport {

    /** Bytes before the first report block. */
    static final int LENGTH = 8;

    private ReceiverReport() {}
}
