package media.sluice.coordinator.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalDescriptionTest {

    private static final SentTrack TRACK = new SentTrack("PA_a|TR_v", "TR_v", "PA_a", 1000, 1001);

    @Test
    void answersEverySectionOfABrowser() throws SdpException {
        var offer = PeerDescription.readOffer(Fixtures.chromiumOffer());

        var answer = LocalDescription.answer(1, 1, Fixtures.TRANSPORT, answerAll(offer));

        var lines = List.of(answer.split("\r\n"));
        assertThat(lines).contains("a=group:BUNDLE 0 1 2 3 4 5 6 7 8", "a=ice-lite");
        assertThat(lines).contains("a=simulcast:recv q;h;f", "a=rid:q recv", "a=setup:passive");
        assertThat(lines).contains("a=msid:PA_a|TR_v TR_v", "a=ssrc-group:FID 1000 1001");
        assertThat(lines).contains("a=candidate:1 1 udp 2130706431 192.0.2.1 7882 typ host");
        assertThat(lines).filteredOn(line -> line.startsWith("m=")).hasSize(9);
    }

    @Test
    void readsBackWhatItWrites() throws SdpException {
        var offer = PeerDescription.readOffer(Fixtures.chromiumOffer());
        var ours =
                LocalDescription.offer(
                        1, 1, Fixtures.TRANSPORT, answerAll(offer), OfferedSetup.ACTPASS);

        var read = PeerDescription.readOffer(ours);

        assertThat(read.sections()).hasSize(offer.sections().size());
        assertThat(read.section("3").orElseThrow().streams())
                .containsExactly(new RemoteStream("", 1000, 1001));
        assertThat(read.candidates()).hasSize(1);
    }

    @Test
    void readsPionsAnswerToAPassiveOfferOnly() throws SdpException {
        var answer = Fixtures.chromiumOffer().replace("a=setup:actpass", "a=setup:passive");

        assertThat(PeerDescription.readAnswer(answer, OfferedSetup.PASSIVE).sections()).hasSize(9);
        assertThatThrownBy(() -> PeerDescription.readAnswer(answer, OfferedSetup.ACTPASS))
                .isInstanceOf(SdpException.class)
                .hasMessageContaining("setup");
    }

    @Test
    void keepsThePeersPayloadTypesAndIdentifiers() throws SdpException {
        var section =
                PeerDescription.readOffer(Fixtures.chromiumOffer()).section("6").orElseThrow();

        var agreement = Negotiation.receive(section, PublishOptions.DEFAULT);

        assertThat(agreement.codecs().getFirst().payloadType()).isEqualTo(96);
        assertThat(section.extensions()).containsAll(agreement.extensions());
        assertThat(agreement.codecs()).extracting(Codec::name).containsOnly("VP8", "H264");
        assertThat(agreement.codecs().getFirst().feedback())
                .containsExactlyInAnyOrder("transport-cc", "ccm fir", "nack", "nack pli");
    }

    @Test
    void putsTheWantedCodecFirst() throws SdpException {
        var section =
                PeerDescription.readOffer(Fixtures.chromiumOffer()).section("6").orElseThrow();

        var agreement =
                Negotiation.receive(section, new PublishOptions("h264", false, false, false));

        assertThat(agreement.codecs().getFirst().isNamed("H264")).isTrue();
    }

    @Test
    void putsRedFirstUnlessItIsDisabled() throws SdpException {
        var section =
                PeerDescription.readOffer(Fixtures.chromiumOffer()).section("7").orElseThrow();

        assertThat(Negotiation.receive(section, PublishOptions.DEFAULT).codecs())
                .extracting(Codec::name)
                .containsExactly("red", "opus");
        assertThat(
                        Negotiation.receive(section, new PublishOptions("", true, false, false))
                                .codecs())
                .extracting(Codec::name)
                .containsExactly("opus");
    }

    @Test
    void sendsNobodyHighProfile() throws SdpException {
        var section =
                PeerDescription.readOffer(Fixtures.chromiumOffer()).section("3").orElseThrow();

        var agreement = Negotiation.send(section);

        assertThat(agreement.codecs())
                .noneMatch(codec -> codec.format().contains("profile-level-id=64"));
        assertThat(agreement.codecs())
                .allMatch(codec -> !codec.feedback().contains("transport-cc"));
    }

    @Test
    void matchesH264ByProfileAndPacketizationMode() throws SdpException {
        var sender = PeerDescription.readOffer(Fixtures.chromiumOffer()).section("6").orElseThrow();
        var receiver =
                PeerDescription.readOffer(Fixtures.chromiumOffer()).section("3").orElseThrow();
        var produced =
                Negotiation.receive(sender, PublishOptions.DEFAULT).codecs().stream()
                        .filter(codec -> codec.format().contains("42e01f"))
                        .findFirst()
                        .orElseThrow();

        var match = Negotiation.send(receiver).codecFor(produced).orElseThrow();

        assertThat(match.parameters().get("packetization-mode")).isEqualTo("1");
        assertThat(match.parameters().get("profile-level-id")).startsWith("42");
    }

    private static List<LocalSection> answerAll(PeerDescription offer) {
        var sections = new ArrayList<LocalSection>();
        for (var section : offer.sections()) {
            if (section.kind() == MediaKind.APPLICATION) {
                sections.add(new LocalSection.Data(section.mid(), 262_144));
            } else if (section.isSending()) {
                sections.add(
                        new LocalSection.Media(
                                section.mid(),
                                section.kind(),
                                Direction.RECVONLY,
                                Negotiation.receive(section, PublishOptions.DEFAULT),
                                null,
                                section.streams().stream()
                                        .map(RemoteStream::rid)
                                        .filter(rid -> !rid.isEmpty())
                                        .toList()));
            } else {
                var isSent = section.mid().equals("3");
                sections.add(
                        new LocalSection.Media(
                                section.mid(),
                                section.kind(),
                                isSent ? Direction.SENDONLY : Direction.INACTIVE,
                                Negotiation.send(section),
                                isSent ? TRACK : null,
                                List.of()));
            }
        }
        return sections;
    }
}
