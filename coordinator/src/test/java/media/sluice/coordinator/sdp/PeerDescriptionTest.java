package media.sluice.coordinator.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerDescriptionTest {

    private static final String OFFER = Fixtures.chromiumOffer();

    @Test
    void readsTheSectionsOfABrowser() throws SdpException {
        var offer = PeerDescription.readOffer(OFFER);

        assertThat(offer.sections()).hasSize(9);
        assertThat(offer.ice().usernameFragment()).hasSize(4);
        assertThat(offer.fingerprints())
                .extracting(Fingerprint::algorithm)
                .containsExactly("sha-256");
        assertThat(offer.data())
                .get()
                .extracting(MediaSection::maxMessageSizeBytes)
                .isEqualTo(262_144L);
        assertThat(offer.section("0"))
                .get()
                .extracting(MediaSection::direction)
                .isEqualTo(Direction.RECVONLY);
    }

    @Test
    void readsSimulcastLayersInTheirOrder() throws SdpException {
        var section = PeerDescription.readOffer(OFFER).section("6").orElseThrow();

        assertThat(section.isSimulcast()).isTrue();
        assertThat(section.streams()).extracting(RemoteStream::rid).containsExactly("q", "h", "f");
        assertThat(section.trackId()).isNotEmpty();
    }

    @Test
    void foldsRtxIntoTheCodecItRepairs() throws SdpException {
        var vp8 = PeerDescription.readOffer(OFFER).section("6").orElseThrow().codecs().getFirst();

        assertThat(vp8.name()).isEqualTo("VP8");
        assertThat(vp8.payloadType()).isEqualTo(96);
        assertThat(vp8.rtxPayloadType()).isEqualTo(97);
        assertThat(vp8.feedback()).contains("nack pli", "transport-cc");
    }

    @Test
    void pairsAnnouncedSourcesWithTheirRtx() throws SdpException {
        var text =
                OFFER.replace(
                        "a=simulcast:send q;h;f\r\n",
                        "a=ssrc-group:FID 11 12\r\na=ssrc:11 cname:x\r\na=ssrc:12 cname:x\r\n");

        var section = PeerDescription.readOffer(text).section("6").orElseThrow();

        assertThat(section.streams()).containsExactly(new RemoteStream("", 11, 12));
    }

    @Test
    void dropsPauseMarksOfLayers() throws SdpException {
        var text = OFFER.replace("a=simulcast:send q;h;f", "a=simulcast:send q;~h;~f");

        var section = PeerDescription.readOffer(text).section("6").orElseThrow();

        assertThat(section.streams()).extracting(RemoteStream::rid).containsExactly("q", "h", "f");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=setup:actpass | a=setup:passive | DTLS server",
                "m=audio 9 | m=audio 99999 | port must be",
                "a=rtpmap:111 opus/48000/2 | a=rtpmap:111 opus | clock rate",
                "a=mid:1 | a=mid:0 | used twice",
                "BUNDLE 0 1 | BUNDLE 0 | outside a=group:BUNDLE",
                "m=audio 9 UDP/TLS/RTP/SAVPF | m=audio 9 RTP/AVP | protocol must be",
                "a=extmap:1 | a=extmap:0 | identifier from 1 to 255",
                "a=max-message-size:262144 | a=max-message-size:big | number of bytes",
            })
    void refusesWhatCannotBeMetNamingTheLine(String good, String bad, String why) {
        assertThat(OFFER).contains(good);

        assertThatThrownBy(() -> PeerDescription.readOffer(OFFER.replace(good, bad)))
                .isInstanceOf(SdpException.class)
                .hasMessageContaining(why)
                .satisfies(e -> assertThat(((SdpException) e).line()).isPositive());
    }

    @ParameterizedTest
    @CsvSource({"a=ice-ufrag", "a=ice-pwd", "a=fingerprint"})
    void refusesWhatIsMissing(String line) {
        var text = OFFER.replaceAll(line + ".*\r\n", "");

        assertThatThrownBy(() -> PeerDescription.readOffer(text)).hasMessageContaining(line);
    }

    @Test
    void refusesALineBreakInsideALine() {
        var bad = OFFER.replace("a=mid:6\r\n", "a=mid:6\ra=x\r\n");

        assertThatThrownBy(() -> PeerDescription.readOffer(bad))
                .isInstanceOf(SdpException.class)
                .hasMessageContaining("a=mid:6)")
                .hasMessageContaining("control character");
    }

    @Test
    void keepsThePasswordOutOfMessages() {
        var text = OFFER.replaceAll("a=ice-pwd:.*\r\n", "a=ice-pwd:short-secret\r\n");

        assertThatThrownBy(() -> PeerDescription.readOffer(text))
                .hasMessageContaining("22 to 256")
                .hasMessageNotContaining("short-secret");
    }

    @Test
    void neverThrowsAnythingElseOnDamage() {
        var random = new Random(20_261_122L);
        var refused = 0;
        for (var round = 0; round < 400; round++) {
            var text = new StringBuilder(OFFER);
            for (var fault = 0; fault < 1 + random.nextInt(8); fault++) {
                var at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, (char) random.nextInt(128));
                    case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(200)));
                    default -> text.insert(at, OFFER, 0, random.nextInt(100));
                }
            }
            try {
                PeerDescription.readOffer(text.toString());
            } catch (SdpException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(20, 399);
    }

    @Test
    void readsOnlyUsableCandidates() {
        assertThat(CandidateReader.read("candidate:1 1 UDP 2122260223 192.0.2.7 50000 typ host"))
                .contains(new Candidate("1", 2_122_260_223L, "192.0.2.7", 50_000));
        for (var unusable :
                List.of(
                        "candidate:1 1 tcp 1 192.0.2.7 9 typ host tcptype active",
                        "candidate:1 1 udp 1 abc.local 9 typ host",
                        "candidate:1 2 udp 1 192.0.2.7 9 typ host",
                        "candidate:1 1 udp 1 192.0.2.7 0 typ host",
                        "candidate:")) {
            assertThat(CandidateReader.read(unusable)).as(unusable).isEmpty();
        }
    }
}
