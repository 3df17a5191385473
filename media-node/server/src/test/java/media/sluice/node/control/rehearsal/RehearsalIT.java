package media.sluice.node.control.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import media.sluice.node.crypto.bouncycastle.BcHandshakers;
import media.sluice.node.crypto.bouncycastle.CertificateFiles;
import org.junit.jupiter.api.Test;

/** Real handshakes, real sockets and real moves in real time. */
final class RehearsalIT {
    private static final int CALLS = 2;

    @Test
    void carriesCallsAndMovesThroughToTheirEnd() throws Exception {
        var certificate = CertificateFiles.generate(Duration.ofDays(1));
        var rehearsal =
                new Rehearsal(
                        new BcHandshakers(certificate),
                        certificate.fingerprint(),
                        Duration.ofMinutes(1).toNanos());

        assertThat(rehearsal.rehearse(CALLS)).isEqualTo(CALLS);
        assertThat(rehearsal.moves()).isEqualTo(8 * CALLS);
    }
}
