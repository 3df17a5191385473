package media.sluice.example.echo;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import media.sluice.proto.media.v1alpha1.CreateSessionResponse;
import media.sluice.proto.media.v1alpha1.DtlsFingerprint;
import media.sluice.proto.media.v1alpha1.IceCredentials;
import media.sluice.proto.media.v1alpha1.MediaKind;
import media.sluice.proto.media.v1alpha1.PeerTransport;
import media.sluice.proto.media.v1alpha1.RtcpFeedback;
import media.sluice.proto.media.v1alpha1.RtpCodec;

/** As much SDP as an echo of Opus and VP8 needs. */
final class Sdp {

    private Sdp() {}

    /** One media section; the echo has an SSRC of its own. */
    record Section(MediaKind kind, String mid, RtpCodec codec, int ssrc, int echoSsrc) {}

    /** What the browser says. */
    record Offer(PeerTransport peer, List<Section> sections) {
        static Offer read(String sdp) {
            var ice =
                    IceCredentials.newBuilder()
                            .setUsernameFragment(find("ice-ufrag:(\\S+)", sdp))
                            .setPassword(find("ice-pwd:(\\S+)", sdp));
            var fingerprint =
                    DtlsFingerprint.newBuilder()
                            .setAlgorithm("sha-256")
                            .setValue(find("fingerprint:sha-256 (\\S+)", sdp));
            var sections = new ArrayList<Section>();
            for (String part : List.of(sdp.split("\r\n(?=m=)")).stream().skip(1).toList()) {
                boolean isVideo = part.startsWith("m=video");
                var codec =
                        RtpCodec.newBuilder()
                                .setMimeType(isVideo ? "video/vp8" : "audio/opus")
                                .setPayloadType(
                                        Integer.parseInt(
                                                find(
                                                        isVideo
                                                                ? "rtpmap:(\\d+) VP8/"
                                                                : "rtpmap:(\\d+) opus/",
                                                        part)))
                                .setClockRateHz(isVideo ? 90_000 : 48_000)
                                .setChannels(isVideo ? 0 : 2)
                                .addFeedback(RtcpFeedback.RTCP_FEEDBACK_NACK_PLI);
                var kind = isVideo ? MediaKind.MEDIA_KIND_VIDEO : MediaKind.MEDIA_KIND_AUDIO;
                int ssrc = Integer.parseUnsignedInt(find("ssrc:(\\d+)", part));
                sections.add(
                        new Section(
                                kind,
                                find("mid:(\\S+)", part),
                                codec.build(),
                                ssrc,
                                1_000_001 + sections.size()));
            }
            return new Offer(
                    PeerTransport.newBuilder().setIce(ice).addFingerprints(fingerprint).build(),
                    sections);
        }

        private static String find(String attribute, String text) {
            Matcher found = Pattern.compile("(?m)^a=" + attribute).matcher(text);
            return found.find() ? found.group(1) : "0";
        }
    }

    /** Sends every section back. */
    static String answer(Offer offer, CreateSessionResponse node) {
        var mids = offer.sections().stream().map(Section::mid).toList();
        var sdp =
                new StringBuilder(
                        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=ice-lite\r\na=group:BUNDLE %s\r\n"
                                .formatted(String.join(" ", mids)));
        for (Section section : offer.sections()) {
            boolean isVideo = section.kind() == MediaKind.MEDIA_KIND_VIDEO;
            int type = section.codec().getPayloadType();
            sdp.append(
                    "m=%s 9 UDP/TLS/RTP/SAVPF %d\r\nc=IN IP4 0.0.0.0\r\n"
                            .formatted(isVideo ? "video" : "audio", type));
            sdp.append(
                    "a=mid:%s\r\na=sendrecv\r\na=rtcp-mux\r\na=setup:passive\r\n"
                            .formatted(section.mid()));
            sdp.append(
                    "a=ice-ufrag:%s\r\na=ice-pwd:%s\r\n"
                            .formatted(
                                    node.getIce().getUsernameFragment(),
                                    node.getIce().getPassword()));
            sdp.append(
                    "a=fingerprint:%s %s\r\n"
                            .formatted(
                                    node.getFingerprint().getAlgorithm(),
                                    node.getFingerprint().getValue()));
            sdp.append(
                    isVideo
                            ? "a=rtpmap:%d VP8/90000\r\na=rtcp-fb:%1$d nack pli\r\n".formatted(type)
                            : "a=rtpmap:%d opus/48000/2\r\n".formatted(type));
            sdp.append(
                    "a=msid:echo echo-%s\r\na=ssrc:%d cname:echo\r\n"
                            .formatted(section.mid(), section.echoSsrc()));
            for (var each : node.getCandidatesList()) {
                sdp.append(
                        "a=candidate:%s 1 udp %d %s %d typ host\r\n"
                                .formatted(
                                        each.getFoundation(),
                                        each.getPriority(),
                                        each.getAddress().getIp(),
                                        each.getAddress().getPort()));
            }
            sdp.append("a=end-of-candidates\r\n");
        }
        return sdp.toString();
    }
}
