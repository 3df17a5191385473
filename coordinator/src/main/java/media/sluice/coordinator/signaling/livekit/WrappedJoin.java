package media.sluice.coordinator.signaling.livekit;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import livekit.LivekitRtc;

/**
 * A join request as it travels in an address: base64 of a message whose content may be compressed.
 */
final class WrappedJoin {
    /**
     * Largest request after decompression, bytes: a small address could otherwise fill the memory.
     */
    static final int MAX_BYTES = 1 << 20;

    private WrappedJoin() {}

    static LivekitRtc.JoinRequest read(String text) throws JoinRefusal {
        try {
            var wrapped = LivekitRtc.WrappedJoinRequest.parseFrom(decode(text));
            var bytes = wrapped.getJoinRequest().toByteArray();
            return LivekitRtc.JoinRequest.parseFrom(
                    wrapped.getCompression() == LivekitRtc.WrappedJoinRequest.Compression.GZIP
                            ? inflate(bytes)
                            : bytes);
        } catch (IllegalArgumentException | InvalidProtocolBufferException bad) {
            throw new JoinRefusal(
                    JoinRefusal.BAD_REQUEST, "join_request cannot be read: " + bad.getMessage());
        }
    }

    /** Clients differ in alphabet and padding. */
    private static byte[] decode(String text) {
        var urlSafe = text.replace('+', '-').replace('/', '_').replace(' ', '-');
        int end = urlSafe.length();
        while (end > 0 && urlSafe.charAt(end - 1) == '=') {
            end--;
        }
        return Base64.getUrlDecoder().decode(urlSafe.substring(0, end));
    }

    private static byte[] inflate(byte[] bytes) throws JoinRefusal {
        try (var stream = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            var inflated = stream.readNBytes(MAX_BYTES + 1);
            if (inflated.length > MAX_BYTES) {
                throw new JoinRefusal(JoinRefusal.BAD_REQUEST, "join_request is larger than 1 MiB");
            }
            return inflated;
        } catch (IOException bad) {
            throw new JoinRefusal(
                    JoinRefusal.BAD_REQUEST,
                    "join_request cannot be unpacked: " + bad.getMessage());
        }
    }
}
