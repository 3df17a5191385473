package media.sluice.bench.load;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a client needs of the server's description, and the two descriptions that it writes. */
record Sdp(
        String ufrag,
        String password,
        String fingerprint,
        boolean isLite,
        List<InetSocketAddress> candidates) {

    /** The client's own side. */
    record Local(String ufrag, String password, String fingerprint, int port) {}

    private static final String END = "\r\n";

    /** What an answer takes from the offer as it is. */
    private static final Set<String> REPEATED =
            Set.of(
                    "a=mid",
                    "a=rtpmap",
                    "a=fmtp",
                    "a=rtcp-fb",
                    "a=extmap",
                    "a=sctp-port",
                    "a=max-message-size");

    private static final String TWCC =
            "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

    /** Reads an offer or answer of the server. */
    static Sdp parse(String text) {
        var candidates = new ArrayList<InetSocketAddress>();
        String ufrag = "";
        String password = "";
        String fingerprint = "";
        boolean isLite = false;
        for (String line : text.lines().toList()) {
            if (line.startsWith("a=ice-ufrag:") && ufrag.isEmpty()) {
                ufrag = after(line);
            } else if (line.startsWith("a=ice-pwd:") && password.isEmpty()) {
                password = after(line);
            } else if (line.toLowerCase(Locale.ROOT).startsWith("a=fingerprint:sha-256 ")) {
                fingerprint = line.substring(line.indexOf(' ') + 1);
            } else if (line.equals("a=ice-lite")) {
                isLite = true;
            } else if (line.startsWith("a=candidate:")) {
                InetSocketAddress candidate = candidate(line.substring(2));
                if (candidate != null && !candidates.contains(candidate)) {
                    candidates.add(candidate);
                }
            }
        }
        if (ufrag.isEmpty() || password.isEmpty() || fingerprint.isEmpty()) {
            throw new IllegalArgumentException("no ICE credentials or fingerprint in: " + text);
        }
        return new Sdp(ufrag, password, fingerprint, isLite, List.copyOf(candidates));
    }

    /** The address of a {@code candidate:} line, or null when it is not UDP over IPv4. */
    static @Nullable InetSocketAddress candidate(String line) {
        String[] words = line.split(" ", -1);
        if (words.length < 6 || !words[2].equalsIgnoreCase("udp") || words[4].contains(":")) {
            return null;
        }
        return new InetSocketAddress(InetAddress.ofLiteral(words[4]), Integer.parseInt(words[5]));
    }

    /** An offer that sends these streams; the client is the one that starts DTLS. */
    static String offer(Local local, List<Publication> streams) {
        var text = new StringBuilder(head(streams.stream().map(s -> s.mid()).toList()));
        for (Publication stream : streams) {
            boolean isVideo = stream.isVideo();
            int type = stream.payloadType();
            text.append(isVideo ? "m=video" : "m=audio").append(" 9 UDP/TLS/RTP/SAVPF ");
            text.append(type).append(END).append(transport(local));
            text.append("a=mid:").append(stream.mid()).append(END);
            text.append("a=sendonly").append(END).append("a=rtcp-mux").append(END);
            text.append("a=rtpmap:").append(type);
            text.append(isVideo ? " VP8/90000" : " opus/48000/2").append(END);
            if (isVideo) {
                for (String feedback : List.of("nack", "nack pli", "ccm fir", "transport-cc")) {
                    text.append("a=rtcp-fb:").append(type).append(' ').append(feedback).append(END);
                }
            } else {
                text.append("a=fmtp:").append(type).append(" minptime=10;useinbandfec=1");
                text.append(END);
            }
            text.append("a=extmap:").append(Publication.TWCC_ID).append(' ').append(TWCC);
            text.append(END);
            text.append("a=msid:bench ").append(stream.cid()).append(END);
            for (String attribute : List.of("cname:bench", "msid:bench " + stream.cid())) {
                text.append("a=ssrc:").append(Integer.toUnsignedString(stream.ssrc()));
                text.append(' ').append(attribute).append(END);
            }
        }
        return text.toString();
    }

    /**
     * The answer that takes all that is offered, but transport-wide feedback: LiveKit does not ask
     * subscribers for it, and all servers shall do the same work.
     */
    static String answer(Local local, String offer) {
        var sections = new StringBuilder();
        var mids = new ArrayList<String>();
        for (String section : offer.split("(?m)^(?=m=)", -1)) {
            if (section.startsWith("m=")) {
                mids.add(answerSection(local, section, sections));
            }
        }
        return head(mids) + sections;
    }

    private static String answerSection(Local local, String section, StringBuilder to) {
        List<String> lines = section.lines().toList();
        boolean isData = lines.get(0).startsWith("m=application");
        boolean isSent = lines.contains("a=sendonly") || lines.contains("a=sendrecv");
        String mid = "";
        to.append(lines.get(0).replaceFirst(" \\d+ ", " 9 ")).append(END);
        to.append(transport(local));
        for (String line : lines) {
            if (line.startsWith("a=mid:")) {
                mid = after(line);
            }
            if (line.contains("transport-cc") || line.contains("transport-wide-cc")) {
                continue;
            }
            if (isRepeated(line)) {
                to.append(line).append(END);
            }
        }
        if (!isData) {
            to.append(isSent ? "a=recvonly" : "a=inactive").append(END);
            to.append("a=rtcp-mux").append(END);
        }
        return mid;
    }

    private static boolean isRepeated(String line) {
        int colon = line.indexOf(':');
        return colon > 0 && REPEATED.contains(line.substring(0, colon));
    }

    private static String head(List<String> mids) {
        return String.join(
                END,
                "v=0",
                "o=- 1 1 IN IP4 127.0.0.1",
                "s=-",
                "t=0 0",
                "a=group:BUNDLE " + String.join(" ", mids),
                "a=msid-semantic: WMS *",
                "");
    }

    private static String transport(Local local) {
        return String.join(
                END,
                "c=IN IP4 0.0.0.0",
                "a=ice-ufrag:" + local.ufrag(),
                "a=ice-pwd:" + local.password(),
                "a=fingerprint:sha-256 " + local.fingerprint(),
                "a=setup:active",
                "a=candidate:1 1 udp 2130706431 127.0.0.1 " + local.port() + " typ host",
                "a=end-of-candidates",
                "");
    }

    private static String after(String line) {
        return line.substring(line.indexOf(':') + 1).strip();
    }
}
