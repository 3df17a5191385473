package media.sluice.coordinator.sdp;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes our own descriptions: ICE-lite, DTLS server, everything bundled (RFC 8829, section 5.3).
 */
public final class LocalDescription {

    private static final String END = "\r\n";

    /** SCTP over DTLS always uses this port number here (RFC 8841, section 5). */
    private static final int SCTP_PORT = 5000;

    private final StringBuilder text = new StringBuilder(4096);
    private final LocalTransport transport;
    private final String setup;
    private boolean hasCandidates;

    private LocalDescription(LocalTransport transport, String setup) {
        this.transport = transport;
        this.setup = setup;
    }

    /**
     * An answer.
     *
     * @param sessionId the o= line's identifier, 0 to 2^63-1, the same for the whole peer
     *     connection
     * @param version grows by one with each description of the peer connection
     * @param sections one for each offered section, in its order
     */
    public static String answer(
            long sessionId, long version, LocalTransport transport, List<LocalSection> sections) {
        return new LocalDescription(transport, "passive").write(sessionId, version, sections);
    }

    /** An offer; the other parameters are those of {@link #answer}. The peer must be active. */
    public static String offer(
            long sessionId,
            long version,
            LocalTransport transport,
            List<LocalSection> sections,
            OfferedSetup setup) {
        return new LocalDescription(transport, setup.token()).write(sessionId, version, sections);
    }

    private String write(long sessionId, long version, List<LocalSection> sections) {
        line("v=0");
        line("o=- " + sessionId + " " + version + " IN IP4 127.0.0.1");
        line("s=-");
        line("t=0 0");
        var bundled =
                sections.stream()
                        .filter(section -> !(section instanceof LocalSection.Rejected))
                        .map(LocalSection::mid)
                        .collect(Collectors.joining(" "));
        if (!bundled.isEmpty()) {
            line("a=group:BUNDLE " + bundled);
        }
        line("a=ice-lite");
        line("a=msid-semantic: WMS *");
        for (var section : sections) {
            switch (section) {
                case LocalSection.Media media -> media(media);
                case LocalSection.Data data -> data(data);
                case LocalSection.Rejected rejected -> rejected(rejected);
            }
        }
        return text.toString();
    }

    private void media(LocalSection.Media section) {
        var formats = new StringBuilder();
        for (var codec : section.agreement().codecs()) {
            formats.append(' ').append(codec.payloadType());
            if (codec.rtxPayloadType() != 0) {
                formats.append(' ').append(codec.rtxPayloadType());
            }
        }
        line("m=" + section.kind().token() + " 9 UDP/TLS/RTP/SAVPF" + formats);
        transport(section.mid());
        line("a=" + section.direction().token());
        line("a=rtcp-mux");
        line("a=rtcp-rsize");
        for (var extension : section.agreement().extensions()) {
            line("a=extmap:" + extension.id() + " " + extension.uri());
        }
        for (var codec : section.agreement().codecs()) {
            codec(codec);
        }
        if (!section.receivedRids().isEmpty()) {
            for (var rid : section.receivedRids()) {
                line("a=rid:" + rid + " recv");
            }
            line("a=simulcast:recv " + String.join(";", section.receivedRids()));
        }
        var sent = section.sent();
        if (sent != null && section.direction().isSending()) {
            sent(sent);
        }
    }

    private void codec(Codec codec) {
        var pt = codec.payloadType();
        var channels = codec.channels() > 1 ? "/" + codec.channels() : "";
        line("a=rtpmap:" + pt + " " + codec.name() + "/" + codec.clockRateHz() + channels);
        if (!codec.format().isEmpty()) {
            line("a=fmtp:" + pt + " " + codec.format());
        }
        for (var feedback : codec.feedback()) {
            line("a=rtcp-fb:" + pt + " " + feedback);
        }
        if (codec.rtxPayloadType() != 0) {
            line("a=rtpmap:" + codec.rtxPayloadType() + " rtx/" + codec.clockRateHz());
            line("a=fmtp:" + codec.rtxPayloadType() + " apt=" + pt);
        }
    }

    private void sent(SentTrack sent) {
        line("a=msid:" + sent.streamId() + " " + sent.trackId());
        if (sent.rtxSsrc() != 0) {
            line("a=ssrc-group:FID " + sent.ssrc() + " " + sent.rtxSsrc());
        }
        source(sent, sent.ssrc());
        if (sent.rtxSsrc() != 0) {
            source(sent, sent.rtxSsrc());
        }
    }

    private void source(SentTrack sent, long ssrc) {
        line("a=ssrc:" + ssrc + " cname:" + sent.cname());
        line("a=ssrc:" + ssrc + " msid:" + sent.streamId() + " " + sent.trackId());
    }

    private void data(LocalSection.Data section) {
        line("m=application 9 UDP/DTLS/SCTP webrtc-datachannel");
        transport(section.mid());
        line("a=sctp-port:" + SCTP_PORT);
        line("a=max-message-size:" + section.maxMessageSizeBytes());
    }

    private void rejected(LocalSection.Rejected section) {
        var isData = section.kind() == MediaKind.APPLICATION;
        line(
                "m="
                        + section.kind().token()
                        + " 0 "
                        + (isData
                                ? "UDP/DTLS/SCTP webrtc-datachannel"
                                : "UDP/TLS/RTP/SAVPF " + section.payloadType()));
        line("c=IN IP4 0.0.0.0");
        line("a=mid:" + section.mid());
        line("a=inactive");
    }

    private void transport(String mid) {
        line("c=IN IP4 0.0.0.0");
        line("a=mid:" + mid);
        line("a=ice-ufrag:" + transport.ice().usernameFragment());
        line("a=ice-pwd:" + transport.ice().password());
        line("a=ice-options:trickle");
        line(
                "a=fingerprint:"
                        + transport.fingerprint().algorithm()
                        + " "
                        + transport.fingerprint().value());
        line("a=setup:" + setup);
        // In a bundle the first section speaks for all (RFC 8829, section 5.2.2).
        if (!hasCandidates) {
            hasCandidates = true;
            for (var candidate : transport.candidates()) {
                line("a=" + candidate.text());
            }
        }
    }

    private void line(String line) {
        text.append(line).append(END);
    }
}
