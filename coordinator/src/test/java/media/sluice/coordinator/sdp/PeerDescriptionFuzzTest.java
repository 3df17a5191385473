package media.sluice.coordinator.sdp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Whatever the text: a description that can be answered, or a refusal that names its line. */
class PeerDescriptionFuzzTest {

    @FuzzTest
    void readsOrRefuses(byte[] bytes) {
        var text = new String(bytes, StandardCharsets.UTF_8);
        for (var setup : OfferedSetup.values()) {
            readAsAnswer(text, setup);
        }
        PeerDescription offer;
        try {
            offer = PeerDescription.readOffer(text);
        } catch (SdpException refused) {
            check(refused.getMessage() != null, "a refusal says why");
            return;
        }
        check(offer.ice().password().length() >= 22, "a password shorter than RFC 8839 says");
        check(!offer.fingerprints().isEmpty(), "media without DTLS");
        var sections = new ArrayList<LocalSection>();
        for (var section : offer.sections()) {
            sections.add(answer(section));
        }
        var answer = LocalDescription.answer(1, 1, Fixtures.TRANSPORT, sections);
        readsTheSame(answer, offer.sections());
    }

    private static void readAsAnswer(String text, OfferedSetup setup) {
        try {
            var answer = PeerDescription.readAnswer(text, setup);
            check(!answer.sections().isEmpty(), "an answer about nothing");
        } catch (SdpException refused) {
            check(refused.getMessage() != null, "a refusal says why");
        }
    }

    @FuzzTest
    void candidates(byte[] bytes) {
        var text = new String(bytes, StandardCharsets.UTF_8);
        var candidate = CandidateReader.read(text);
        if (candidate.isPresent()) {
            var again = CandidateReader.read(candidate.get().text());
            check(again.equals(candidate), "own candidate reads otherwise");
        }
    }

    private static LocalSection answer(MediaSection section) {
        var agreement = Negotiation.receive(section, PublishOptions.DEFAULT);
        var sendable = Negotiation.send(section);
        check(sendable.codecs().size() <= section.codecs().size(), "more codecs than were offered");
        if (section.kind() == MediaKind.APPLICATION && !section.isRejected()) {
            return new LocalSection.Data(section.mid(), 65_536);
        }
        if (section.isRejected() || agreement.isEmpty()) {
            return new LocalSection.Rejected(section.mid(), section.kind(), 0);
        }
        var rids =
                section.streams().stream()
                        .map(RemoteStream::rid)
                        .filter(rid -> !rid.isEmpty())
                        .toList();
        return new LocalSection.Media(
                section.mid(), section.kind(), Direction.RECVONLY, agreement, null, rids);
    }

    /** Nothing of an offer reaches our answer that would be another line there. */
    private static void readsTheSame(String answer, List<MediaSection> offered) {
        try {
            var read = SdpText.parse(answer);
            check(read.media().size() == offered.size(), "another number of sections");
            for (int i = 0; i < offered.size(); i++) {
                var mid = read.media().get(i).attribute("mid").orElseThrow().attributeValue();
                check(mid.equals(offered.get(i).mid()), "another mid");
                check(mid.indexOf('\r') < 0, "a line break inside a line");
            }
        } catch (SdpException e) {
            throw new IllegalStateException("own answer cannot be read", e);
        }
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalStateException(message);
        }
    }
}
