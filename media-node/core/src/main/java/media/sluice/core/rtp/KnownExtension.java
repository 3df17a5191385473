package media.sluice.core.rtp;

import org.jspecify.annotations.Nullable;

/** The header extensions that Sluice negotiates; exported state names them by {@link #code()}. */
public enum KnownExtension {
    /** Media section the stream belongs to (RFC 9143 §15). Belongs to one connection. */
    MID(1, Scope.CONNECTION, "urn:ietf:params:rtp-hdrext:sdes:mid"),
    /** Simulcast layer of a packet (RFC 8852 §3.1). Never reaches a subscriber. */
    RID(2, Scope.CONNECTION, "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"),
    /** Simulcast layer that a retransmission repairs (RFC 8852 §3.2). */
    REPAIRED_RID(3, Scope.CONNECTION, "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"),
    /** Sound level of the packet (RFC 6464): one byte, see {@link AudioLevel}. */
    AUDIO_LEVEL(4, Scope.END_TO_END, "urn:ietf:params:rtp-hdrext:ssrc-audio-level"),
    /** Departure time in 6.18 fixed point seconds: three bytes, see {@link AbsoluteTime}. */
    ABS_SEND_TIME(
            5, Scope.CONNECTION, "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"),
    /**
     * Transport-wide sequence number: two bytes
     * (draft-holmer-rmcat-transport-wide-cc-extensions-01).
     */
    TRANSPORT_SEQUENCE(
            6,
            Scope.CONNECTION,
            "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"),
    /** Capture time of the frame in NTP format: 8 or 16 bytes, see {@link AbsoluteTime}. */
    ABS_CAPTURE_TIME(
            7, Scope.END_TO_END, "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time"),
    /** AV1 dependency descriptor, also used for VP9 and H.264. */
    DEPENDENCY_DESCRIPTOR(
            8,
            Scope.END_TO_END,
            "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"),
    /** Smallest and largest playout delay: three bytes. Set by the server. */
    PLAYOUT_DELAY(
            9, Scope.CONNECTION, "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"),
    /** Rotation of the picture (3GPP TS 26.114): one byte. */
    VIDEO_ORIENTATION(10, Scope.END_TO_END, "urn:3gpp:video-orientation"),
    /** Frame marking (RFC 9626). */
    FRAME_MARKING(11, Scope.END_TO_END, "urn:ietf:params:rtp-hdrext:framemarking");

    /** Who an extension is meant for. */
    public enum Scope {
        /** Made by the sender of one connection: dropped when a packet is forwarded, set anew. */
        CONNECTION,
        /** Says something about the media: forwarded under the receiver's id. */
        END_TO_END
    }

    /** Above every {@link #code()}: the size of a table indexed by it. */
    static final int CODES = 16;

    private static final KnownExtension[] ALL = values();

    private final int code;
    private final Scope scope;
    private final String uri;

    KnownExtension(int code, Scope scope, String uri) {
        this.code = code;
        this.scope = scope;
        this.uri = uri;
    }

    /** The number of this extension in exported state, 1..255; never reused. */
    public int code() {
        return code;
    }

    public Scope scope() {
        return scope;
    }

    /** The URI that names the extension in SDP and in the node API. */
    public String uri() {
        return uri;
    }

    /** The extension with this URI, or null when Sluice does not know it. */
    public static @Nullable KnownExtension ofUri(String uri) {
        for (KnownExtension extension : ALL) {
            if (extension.uri.equals(uri)) {
                return extension;
            }
        }
        return null;
    }

    /** The extension with this {@link #code()}, or null when a newer version wrote it. */
    public static @Nullable KnownExtension ofCode(int code) {
        for (KnownExtension extension : ALL) {
            if (extension.code == code) {
                return extension;
            }
        }
        return null;
    }
}
