package media.sluice.coordinator.sdp;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Whatever the text: a description, or an {@link SdpException}; and what was read can be answered.
 */
class PeerDescriptionFuzzTest {

    @FuzzTest
    void readsOrRefuses(FuzzedDataProvider data) {
        var text = data.consumeRemainingAsString();
        try {
            for (var section : PeerDescription.readOffer(text).sections()) {
                Negotiation.receive(section, PublishOptions.DEFAULT);
                Negotiation.send(section);
            }
        } catch (SdpException refused) {
            if (refused.getMessage() == null) {
                throw new AssertionError("a refusal says why");
            }
        }
        CandidateReader.read(text);
    }
}
