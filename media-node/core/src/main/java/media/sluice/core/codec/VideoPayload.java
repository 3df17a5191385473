package media.sluice.core.codec;

import java.lang.foreign.MemorySegment;

/**
 * The facts of the last parsed video payload that forwarding needs, whatever the codec. One per
 * worker.
 *
 * <p>H.264 and H.265: a stream that carries its parameter sets in band starts its key frames with
 * them, and to switch at a later slice would leave the decoder with another layer's parameters. So
 * the caller keeps per source whether parameter sets have been seen in band, and asks {@link
 * #isKeyFrameStart(boolean)} with it.
 */
public final class VideoPayload {

    private final Vp8Descriptor vp8 = new Vp8Descriptor();
    private final Vp9Descriptor vp9 = new Vp9Descriptor();
    private boolean parameterSets;
    private boolean keyPicture;
    private int temporalLayer;

    /** Parses a payload; false if it cannot be a payload of that codec. Sound always passes. */
    public boolean parse(Codec codec, MemorySegment segment, long offset, int length) {
        parameterSets = false;
        keyPicture = false;
        temporalLayer = 0;
        switch (codec) {
            case VP8 -> {
                if (!vp8.parse(segment, offset, length)) {
                    return false;
                }
                keyPicture = vp8.isKeyFrameStart();
                temporalLayer = vp8.temporalLayer();
            }
            case VP9 -> {
                if (!vp9.parse(segment, offset, length)) {
                    return false;
                }
                keyPicture = vp9.isKeyFrameStart();
                temporalLayer = vp9.temporalLayer();
            }
            case H264 -> {
                int found = H264Payload.inspect(segment, offset, length);
                parameterSets = (found & H264Payload.SPS) != 0;
                keyPicture = (found & H264Payload.IDR_START) != 0;
            }
            case H265 -> {
                int found = H265Payload.inspect(segment, offset, length);
                parameterSets = (found & H265Payload.PARAMETERS) != 0;
                keyPicture = (found & H265Payload.IRAP_START) != 0;
            }
            case AV1 -> keyPicture = Av1Payload.isKeyFrameStart(segment, offset, length);
            case OPUS, RED, PCMU, PCMA, G722 -> {
                // Every packet of sound stands for itself.
            }
        }
        return true;
    }

    /**
     * Whether a decoder can start at this packet, given whether the source sends parameter sets in
     * band.
     */
    public boolean isKeyFrameStart(boolean parameterSetsInBand) {
        return parameterSets || (keyPicture && !parameterSetsInBand);
    }

    /** Whether H.264 or H.265 parameter sets are in this packet. */
    public boolean hasParameterSets() {
        return parameterSets;
    }

    /** The temporal layer, 0 if the codec's descriptor does not tell. */
    public int temporalLayer() {
        return temporalLayer;
    }

    /** The VP8 descriptor; meaningful after a VP8 payload was parsed. */
    public Vp8Descriptor vp8() {
        return vp8;
    }

    /** The VP9 descriptor; meaningful after a VP9 payload was parsed. */
    public Vp9Descriptor vp9() {
        return vp9;
    }
}
