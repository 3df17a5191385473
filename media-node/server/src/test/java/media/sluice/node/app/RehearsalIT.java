package media.sluice.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import media.sluice.core.session.SessionConfig;
import media.sluice.core.session.SessionPorts;
import media.sluice.node.crypto.bouncycastle.BcHandshakers;
import media.sluice.node.crypto.bouncycastle.CertificateFiles;
import media.sluice.node.crypto.jdk.JdkSrtpEngine;
import org.junit.jupiter.api.Test;

/** Real handshakes in real time. */
final class RehearsalIT {
    private static final long PATIENCE_NANOS = Duration.ofMinutes(1).toNanos();

    @Test
    void carriesHandshakesAndMovesThroughToTheirEnd() throws Exception {
        var certificate = CertificateFiles.generate(Duration.ofDays(1));
        var handshakers = new BcHandshakers(certificate);
        var ports =
                new SessionPorts(
                        () -> handshakers.newHandshaker(() -> {}),
                        new JdkSrtpEngine(),
                        new SecureRandom()::nextBytes);
        var config = new SessionConfig(List.of(0), certificate.fingerprint());

        assertThat(new Rehearsal(handshakers, ports, config, 0).rehearse(3, PATIENCE_NANOS))
                .isEqualTo(3);
    }
}
