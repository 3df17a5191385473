package media.sluice.coordinator.sdp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Descriptions of real browsers, and an end of ours to answer with. */
final class Fixtures {

    static final LocalTransport TRANSPORT =
            new LocalTransport(
                    new IceCredentials("ufrg", "passwordpasswordpasswo"),
                    new Fingerprint("sha-256", "AB" + ":CD".repeat(31)),
                    List.of(new Candidate("1", 2_130_706_431L, "192.0.2.1", 7882)));

    private Fixtures() {}

    /** Chromium 156: six recvonly sections, VP8 simulcast q/h/f, Opus, data. */
    static String chromiumOffer() {
        try (var in = Fixtures.class.getResourceAsStream("/sdp/chromium-offer.sdp")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
