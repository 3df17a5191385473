package media.sluice.core.codec;

/** Opus (RFC 7587): only its size is looked at, so encrypted sound is treated alike. */
public final class OpusPayload {

    /** RFC 6716 §3.1: a frame of at most one byte is DTX; with its TOC byte that makes two. */
    public static final int MAX_DTX_SIZE = 2;

    private OpusPayload() {}

    /** Whether the payload is silence of discontinuous transmission. */
    public static boolean isDtx(int payloadLength) {
        return payloadLength <= MAX_DTX_SIZE;
    }
}
