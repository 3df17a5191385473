package media.sluice.coordinator.sdp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Reads one media section (RFC 8866, section 5.14) into its typed form. */
final class SectionReader {

    private static final int MOST_EXTENSIONS = 64;

    /** RFC 8841, section 6.1: the size that holds when the attribute is absent. */
    private static final long DEFAULT_MESSAGE_SIZE_BYTES = 65_536;

    private final int index;
    private final SdpBlock block;
    private final SdpLine head;

    SectionReader(int index, SdpBlock block) {
        this.index = index;
        this.block = block;
        this.head = block.lines().getFirst();
    }

    MediaSection read() throws SdpException {
        var words = head.value().split(" ", -1);
        if (words.length < 4) {
            throw head.refuse("needs media, port, protocol and format");
        }
        var port = Numbers.parse(words[1], 0, 65_535);
        if (port < 0) {
            throw head.refuse("port must be 0 to 65535");
        }
        var kind = kind(words[0]);
        var isRejected = port == 0 && !block.has("bundle-only");
        checkProtocol(kind, words[2], isRejected);
        var codecs =
                kind == MediaKind.APPLICATION
                        ? List.<Codec>of()
                        : new CodecReader(block, head, List.of(words).subList(3, words.length))
                                .read();
        var msid = msid();
        return new MediaSection(
                index,
                mid(),
                kind,
                direction(),
                isRejected,
                codecs,
                extensions(),
                msid[0],
                msid[1],
                StreamReader.read(block),
                maxMessageSizeBytes());
    }

    private MediaKind kind(String token) throws SdpException {
        for (var kind : MediaKind.values()) {
            if (kind.token().equals(token)) {
                return kind;
            }
        }
        throw head.refuse("media must be audio, video or application");
    }

    private void checkProtocol(MediaKind kind, String protocol, boolean isRejected)
            throws SdpException {
        var isFitting =
                kind == MediaKind.APPLICATION
                        ? protocol.endsWith("DTLS/SCTP")
                        : protocol.endsWith("TLS/RTP/SAVPF");
        if (!isFitting && !isRejected) {
            throw head.refuse("protocol must be UDP/TLS/RTP/SAVPF, or UDP/DTLS/SCTP for data");
        }
        if (kind != MediaKind.APPLICATION && !isRejected && !block.has("rtcp-mux")) {
            throw head.refuse("a=rtcp-mux is missing; RTCP on a port of its own is not supported");
        }
    }

    private String mid() throws SdpException {
        var line = block.attribute("mid").orElseThrow(() -> head.refuse("a=mid is missing"));
        var mid = line.attributeValue();
        if (mid.isEmpty() || mid.length() > 16) {
            throw line.refuse("must have 1 to 16 characters");
        }
        return mid;
    }

    private Direction direction() {
        for (var direction : Direction.values()) {
            if (block.has(direction.token())) {
                return direction;
            }
        }
        return Direction.SENDRECV;
    }

    private String[] msid() {
        var words =
                block.attribute("msid")
                        .map(SdpLine::attributeValue)
                        .orElse("")
                        .strip()
                        .split(" +", 2);
        return new String[] {words[0], words.length > 1 ? words[1] : ""};
    }

    private List<HeaderExtension> extensions() throws SdpException {
        var extensions = new ArrayList<HeaderExtension>();
        var ids = new HashSet<Integer>();
        for (var line : block.attributes("extmap")) {
            var words = line.attributeValue().split(" ", -1);
            var id = Numbers.parse(words[0].split("/", 2)[0], 1, 255);
            if (id < 0 || words.length < 2) {
                throw line.refuse("needs an identifier from 1 to 255 and a URI");
            }
            if (!ids.add((int) id)) {
                throw line.refuse("uses an identifier twice");
            }
            if (extensions.size() < MOST_EXTENSIONS) {
                extensions.add(new HeaderExtension((int) id, words[1]));
            }
        }
        return extensions;
    }

    private long maxMessageSizeBytes() throws SdpException {
        var line = block.attribute("max-message-size");
        if (line.isEmpty()) {
            return DEFAULT_MESSAGE_SIZE_BYTES;
        }
        var size = Numbers.parse(line.get().attributeValue(), 0, Long.MAX_VALUE);
        if (size < 0) {
            throw line.get().refuse("must be a number of bytes");
        }
        return size;
    }
}
