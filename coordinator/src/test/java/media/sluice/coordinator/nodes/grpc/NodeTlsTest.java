package media.sluice.coordinator.nodes.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import media.sluice.credentials.Credentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the coordinator refuses before nodes can reach it; that TLS works is the proof tls. */
class NodeTlsTest {
    private final Credentials.Listener deaf =
            new Credentials.Listener() {
                @Override
                public void onTaken() {}

                @Override
                public void onRefused(String reason) {}
            };

    @Test
    void plainTextIsForLoopbackOnly() {
        var tls = NodeTls.of(Optional.empty(), Optional.empty(), Optional.empty(), deaf);

        assertThat(tls.isEncrypted()).isFalse();
        assertThatCode(() -> tls.check("127.0.0.1")).doesNotThrowAnyException();
        assertThatCode(() -> tls.check("::1")).doesNotThrowAnyException();
        assertThatThrownBy(() -> tls.check("0.0.0.0"))
                .hasMessageContaining("without TLS")
                .hasMessageContaining("./sluice certificates DIR");
    }

    @Test
    void refusesSomeOfThreeFiles() {
        assertThatThrownBy(() ->
                        NodeTls.of(
                                Optional.of("a.crt"), Optional.of("a.key"), Optional.empty(), deaf))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("three files")
                .hasMessageContaining("nodes-tls-trust");
    }

    @Test
    void refusesFilesThatAreNotCertificates(@TempDir Path folder) throws IOException {
        var file = Optional.of(Files.writeString(folder.resolve("a.pem"), "hello").toString());

        assertThatThrownBy(() -> NodeTls.of(file, file, file, deaf))
                .isInstanceOf(RuntimeException.class)
                .hasMessageContaining("TLS to media nodes cannot start");
    }
}
