package media.sluice.coordinator.sdp;

import java.util.List;

/**
 * One media section as the peer described it.
 *
 * @param index position in the description, from 0 (sdpMLineIndex)
 * @param mid identification (RFC 9143), 1 to 16 characters
 * @param kind what it carries
 * @param direction seen from the peer
 * @param isRejected port 0 and not bundled: the section is not in use
 * @param codecs without RTX entries; empty for data
 * @param extensions header extensions
 * @param streamId first half of a=msid, empty when absent
 * @param trackId second half of a=msid, empty when absent
 * @param streams what the peer sends: one entry per simulcast layer in the order of a=simulcast, or
 *     one
 * @param maxMessageSizeBytes of a data section (RFC 8841); 65536 when absent, 0 means no limit
 */
public record MediaSection(
        int index,
        String mid,
        MediaKind kind,
        Direction direction,
        boolean isRejected,
        List<Codec> codecs,
        List<HeaderExtension> extensions,
        String streamId,
        String trackId,
        List<RemoteStream> streams,
        long maxMessageSizeBytes) {

    public MediaSection {
        codecs = List.copyOf(codecs);
        extensions = List.copyOf(extensions);
        streams = List.copyOf(streams);
    }

    /** True when the peer sends media here. */
    public boolean isSending() {
        return !isRejected && direction.isSending();
    }

    /** True when the peer can be sent media here. */
    public boolean isReceiving() {
        return !isRejected && direction.isReceiving();
    }

    /** True when layers are told apart by rid. */
    public boolean isSimulcast() {
        return streams.stream().anyMatch(stream -> !stream.rid().isEmpty());
    }
}
