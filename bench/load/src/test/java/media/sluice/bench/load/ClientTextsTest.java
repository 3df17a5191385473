package media.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Descriptions, candidates and options as text. */
final class ClientTextsTest {
    private static final String OFFER =
            String.join(
                    "\r\n",
                    "v=0",
                    "o=- 1 1 IN IP4 0.0.0.0",
                    "s=-",
                    "t=0 0",
                    "a=fingerprint:sha-256 AB:CD",
                    "a=ice-lite",
                    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
                    "a=mid:0",
                    "a=sctp-port:5000",
                    "a=ice-ufrag:uuuu",
                    "a=ice-pwd:pppp",
                    "a=candidate:1 1 udp 2130706431 127.0.0.1 7882 typ host",
                    "a=candidate:1 2 udp 2130706431 127.0.0.1 7882 typ host",
                    "a=candidate:2 1 tcp 1 127.0.0.1 7881 typ host tcptype passive",
                    "m=video 9 UDP/TLS/RTP/SAVPF 96 97",
                    "a=mid:1",
                    "a=sendonly",
                    "a=rtpmap:96 VP8/90000",
                    "a=rtcp-fb:96 nack pli",
                    "a=rtcp-fb:96 transport-cc",
                    "");

    private static final Sdp.Local LOCAL = new Sdp.Local("mine", "secret", "EF:01", 40_000);

    @Test
    void readsCredentialsAndEachUdpCandidateOnce() {
        Sdp sdp = Sdp.parse(OFFER);

        assertThat(sdp.ufrag()).isEqualTo("uuuu");
        assertThat(sdp.password()).isEqualTo("pppp");
        assertThat(sdp.fingerprint()).isEqualTo("AB:CD");
        assertThat(sdp.isLite()).isTrue();
        assertThat(sdp.candidates()).containsExactly(new InetSocketAddress("127.0.0.1", 7882));
    }

    @Test
    void answersEverySectionAndLeavesTransportWideFeedbackOut() {
        List<String> answer = Sdp.answer(LOCAL, OFFER).lines().toList();

        assertThat(answer)
                .contains(
                        "a=group:BUNDLE 0 1",
                        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
                        "m=video 9 UDP/TLS/RTP/SAVPF 96 97",
                        "a=recvonly",
                        "a=setup:active",
                        "a=rtcp-fb:96 nack pli",
                        "a=ice-ufrag:mine")
                .noneMatch(line -> line.contains("transport-cc"))
                .noneMatch(line -> line.contains("uuuu"));
    }

    @Test
    void refusesADescriptionWithoutCredentials() {
        assertThatThrownBy(() -> Sdp.parse("v=0\r\n")).hasMessageContaining("no ICE credentials");
    }

    @Test
    void refusesOptionsThatAreNotThere() {
        assertThatThrownBy(() -> new Arguments(List.of("--peple", "3")))
                .hasMessageContaining("--peple");
        assertThatThrownBy(() -> new Arguments(List.of("--people", "x")).number("people", 1, 9))
                .hasMessageContaining("from 0 to 9");
    }
}
