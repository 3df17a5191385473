package media.sluice.coordinator.signaling.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeflateOfferTest {
    private static final String AGREED =
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    private static String answer(String... headers) {
        return DeflateOffer.answer(List.of(headers)).orElse("");
    }

    @Test
    void agreesWithWhatBrowsersAndSdksOffer() {
        assertThat(answer("permessage-deflate; client_max_window_bits")).isEqualTo(AGREED);
        assertThat(answer("permessage-deflate")).isEqualTo(AGREED);
        assertThat(
                        answer(
                                "permessage-deflate; server_no_context_takeover;"
                                        + " client_no_context_takeover"))
                .isEqualTo(AGREED);
        assertThat(answer("permessage-deflate; client_max_window_bits=10")).isEqualTo(AGREED);
    }

    @Test
    void repeatsTheWindowItIsAskedToKeepTo() {
        assertThat(answer("permessage-deflate; server_max_window_bits=9"))
                .isEqualTo(AGREED + "; server_max_window_bits=9");
    }

    @Test
    void readsQuotedValues() {
        assertThat(answer("permessage-deflate ;server_max_window_bits = \"9\""))
                .isEqualTo(AGREED + "; server_max_window_bits=9");
    }

    @Test
    void declinesWhatItDoesNotUnderstand() {
        assertThat(answer()).isEmpty();
        assertThat(answer("x-webkit-deflate-frame")).isEmpty();
        assertThat(answer("permessage-deflate; server_max_window_bits")).isEmpty();
        assertThat(answer("permessage-deflate; server_max_window_bits=16")).isEmpty();
        assertThat(answer("permessage-deflate; client_max_window_bits=7")).isEmpty();
        assertThat(answer("permessage-deflate; server_no_context_takeover=1")).isEmpty();
        assertThat(answer("permessage-deflate; dictionary=en")).isEmpty();
        assertThat(answer(";;,,=")).isEmpty();
        assertThat(answer("permessage-deflate; client_max_window_bits; client_max_window_bits"))
                .isEmpty();
    }

    @Test
    void takesTheFirstOfferThatCanBeMet() {
        assertThat(
                        answer(
                                "permessage-bzip2, permessage-deflate; dictionary=en",
                                "permessage-deflate; server_max_window_bits=12,"
                                        + " permessage-deflate"))
                .isEqualTo(AGREED + "; server_max_window_bits=12");
    }
}
