package media.sluice.coordinator.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One media section of a description that we write. */
public sealed interface LocalSection {

    /** Identification (RFC 9143). */
    String mid();

    /** What it carries. */
    MediaKind kind();

    /**
     * Sound or pictures.
     *
     * @param mid identification
     * @param kind audio or video
     * @param direction seen from us
     * @param agreement codecs and header extensions; not empty
     * @param sent what we send, when the direction says that we do
     * @param receivedRids layers that we take, in the order of the offer; empty without simulcast
     */
    record Media(
            String mid,
            MediaKind kind,
            Direction direction,
            Agreement agreement,
            @Nullable SentTrack sent,
            List<String> receivedRids)
            implements LocalSection {

        public Media {
            receivedRids = List.copyOf(receivedRids);
        }
    }

    /**
     * Data channels.
     *
     * @param mid identification
     * @param maxMessageSizeBytes largest message that we accept (RFC 8841)
     */
    record Data(String mid, int maxMessageSizeBytes) implements LocalSection {
        @Override
        public MediaKind kind() {
            return MediaKind.APPLICATION;
        }
    }

    /**
     * Not used: port 0 (RFC 3264, section 6).
     *
     * @param mid identification
     * @param kind as offered
     * @param payloadType a format to repeat, as the m= line needs one
     */
    record Rejected(String mid, MediaKind kind, int payloadType) implements LocalSection {}
}
