package media.sluice.core.room;

import java.util.Arrays;
import java.util.List;
import media.sluice.core.codec.Codec;
import org.jspecify.annotations.Nullable;

/**
 * Which payload type a receiver knows for each payload type of a producer. A codec that the
 * receiver did not negotiate is not forwarded, but RED, which is unwrapped for a receiver of Opus.
 */
final class PayloadMapping {

    /** The receiver has no such codec. */
    static final int NONE = -1;

    private final int[] outgoing = new int[128];
    private final int[] repair = new int[128];
    private final boolean[] unwraps = new boolean[128];

    PayloadMapping(List<CodecParameters> producer, List<CodecParameters> receiver) {
        Arrays.fill(outgoing, NONE);
        Arrays.fill(repair, NONE);
        for (CodecParameters sent : producer) {
            CodecParameters match = match(sent, receiver);
            if (match == null && sent.codec() == Codec.RED) {
                match = ofCodec(Codec.OPUS, receiver);
                unwraps[sent.payloadType()] = match != null;
            }
            if (match != null) {
                outgoing[sent.payloadType()] = match.payloadType();
                repair[match.payloadType()] = match.rtxPayloadType();
            }
        }
    }

    /** Outgoing payload type, or {@link #NONE}. */
    int outgoing(int payloadType) {
        return outgoing[payloadType];
    }

    /** RTX payload type for an outgoing payload type, or {@link #NONE}. */
    int repair(int outgoingType) {
        return repair[outgoingType];
    }

    /** Whether the primary block is taken out of RED. */
    boolean unwraps(int payloadType) {
        return unwraps[payloadType];
    }

    private static @Nullable CodecParameters match(
            CodecParameters sent, List<CodecParameters> receiver) {
        CodecParameters best = null;
        int bestScore = -1;
        for (CodecParameters candidate : receiver) {
            int score = candidate.codec() == sent.codec() ? likeness(sent, candidate) : -1;
            if (score > bestScore) {
                best = candidate;
                bestScore = score;
            }
        }
        return best;
    }

    private static @Nullable CodecParameters ofCodec(Codec codec, List<CodecParameters> list) {
        for (CodecParameters candidate : list) {
            if (candidate.codec() == codec) {
                return candidate;
            }
        }
        return null;
    }

    /** Negative if the receiver cannot take it; else the better the higher. */
    private static int likeness(CodecParameters sent, CodecParameters candidate) {
        return switch (sent.codec()) {
            case H264 -> likenessH264(sent, candidate);
            case VP9, AV1 ->
                    sent.format("profile-id", "0").equals(candidate.format("profile-id", "0"))
                            ? 1
                            : 0;
            case OPUS, RED, PCMU, PCMA, G722, VP8, H265 -> 0;
        };
    }

    private static int likenessH264(CodecParameters sent, CodecParameters candidate) {
        String mode = candidate.format("packetization-mode", "0");
        if (!sent.format("packetization-mode", "0").equals(mode)) {
            return -1;
        }
        return profile(sent).equals(profile(candidate)) ? 1 : 0;
    }

    /** Profile and constraints without the level, which is asymmetric. */
    private static String profile(CodecParameters codec) {
        String id = codec.format("profile-level-id", "420010");
        return id.substring(0, Math.min(4, id.length()));
    }
}
