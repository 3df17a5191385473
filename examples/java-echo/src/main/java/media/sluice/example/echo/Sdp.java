package media.sluice.example.echo;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import media.sluice.proto.media.v1alpha1.CreateSessionResponse;

/** As much SDP as an echo of Opus and VP8 needs: an offer, or one section of it. */
record Sdp(String text) {
    List<Sdp> sections() {
        return Stream.of(text.split("\r\n(?=m=)")).skip(1).map(Sdp::new).toList();
    }

    String codec() {
        return text.startsWith("m=video") ? "VP8/90000" : "opus/48000/2";
    }

    String find(String attribute) {
        var found = Pattern.compile("(?m)^a=" + attribute).matcher(text);
        if (!found.find()) {
            throw new IllegalArgumentException("The offer has no a=" + attribute);
        }
        return found.group(1);
    }

    /** What the node says about itself, as the answer to this section. */
    String answer(CreateSessionResponse node, String type, int ssrc) {
        var print = node.getFingerprint();
        var lines = new StringBuilder();
        lines.append(text, 0, text.indexOf(' ')).append(" 9 UDP/TLS/RTP/SAVPF ").append(type);
        lines.append("\nc=IN IP4 0.0.0.0\na=mid:").append(find("mid:(\\S+)"));
        lines.append("\na=sendrecv\na=rtcp-mux\na=setup:passive");
        lines.append("\na=ice-ufrag:").append(node.getIce().getUsernameFragment());
        lines.append("\na=ice-pwd:").append(node.getIce().getPassword());
        lines.append("\na=fingerprint:").append(print.getAlgorithm() + " " + print.getValue());
        lines.append("\na=rtpmap:").append(type).append(' ').append(codec());
        lines.append("\na=rtcp-fb:").append(type).append(" nack pli\na=msid:echo echo-");
        lines.append(ssrc).append("\na=ssrc:").append(ssrc).append(" cname:echo\n");
        for (var each : node.getCandidatesList()) {
            var at = each.getAddress().getIp() + " " + each.getAddress().getPort();
            lines.append("a=candidate:").append(each.getFoundation()).append(" 1 udp ");
            lines.append(each.getPriority()).append(' ').append(at).append(" typ host\n");
        }
        return lines.append("a=end-of-candidates\n").toString();
    }
}
