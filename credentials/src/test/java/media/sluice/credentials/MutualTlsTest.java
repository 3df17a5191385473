package media.sluice.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Handshakes of two programs whose files change; both live in this process, without sockets. */
class MutualTlsTest {

    private final Heard heard = new Heard();

    private final Path here;
    private final Path there;
    private final Path made;
    private final Authority first;
    private final MutualTls server;
    private final MutualTls client;

    MutualTlsTest(@TempDir Path here, @TempDir Path there, @TempDir Path made)
            throws GeneralSecurityException, IOException {
        this.here = here;
        this.there = there;
        this.made = made;
        first = new Authority("first");
        server = open(first.write(here));
        client = open(first.write(there));
    }

    @Test
    void newConnectionsShowTheNewCertificateAndOpenOnesGoOn() throws Exception {
        var before = new Handshake(client, server).run();
        first.write(here);

        look(server);
        var after = new Handshake(client, server).run();

        assertThat(after.serverSerial()).isNotEqualTo(before.serverSerial());
        assertThat(before.say("still here")).isEqualTo("still here");
        assertThat(heard.words).containsExactly("taken");
    }

    @Test
    void anotherAuthorityIsTakenWhileBothAreTrusted() throws Exception {
        var second = new Authority("second");
        Files.writeString(here.resolve("ca.crt"), first.pem() + second.pem());
        Files.writeString(there.resolve("ca.crt"), first.pem() + second.pem());
        look(server);
        look(client);
        second.write(there);
        Files.writeString(there.resolve("ca.crt"), first.pem() + second.pem());
        look(client);

        assertThat(new Handshake(client, server).run().say("hello")).isEqualTo("hello");
    }

    @Test
    void whoIsNoLongerTrustedCannotEvenResume() throws Exception {
        new Handshake(client, server).run();
        new Handshake(client, server).run();
        var second = new Authority("second");
        second.write(here);
        Files.writeString(there.resolve("ca.crt"), first.pem() + second.pem());
        look(server);

        assertThatThrownBy(() -> new Handshake(client, server).run())
                .isInstanceOf(SSLException.class);
        look(client);
        assertThatThrownBy(() -> new Handshake(client, server).run())
                .isInstanceOf(SSLException.class);
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() throws Exception {
        var serial = new Handshake(client, server).run().serverSerial();
        var other = first.write(made);
        Files.copy(other.key(), here.resolve("tls.key"), StandardCopyOption.REPLACE_EXISTING);

        look(server);

        assertThat(heard.words).containsExactly("the key is not that of the certificate");
        assertThat(new Handshake(client, server).run().serverSerial()).isEqualTo(serial);
    }

    @Test
    void whatDoesNotHoldNowIsRefused() throws Exception {
        first.write(here, Instant.now().minus(Duration.ofDays(2)), Duration.ofDays(1));
        look(server);
        first.write(here, Instant.now().plus(Duration.ofDays(1)), Duration.ofDays(1));
        look(server);

        assertThat(heard.words).hasSize(2);
        assertThat(heard.words.get(0)).contains("has ended at");
        assertThat(heard.words.get(1)).contains("begins at").contains("clocks");
        assertThat(server.validUntil()).isAfter(Instant.now());
    }

    @Test
    void halfAFileIsRefused() throws Exception {
        var text = Files.readString(here.resolve("tls.crt"));
        Files.writeString(here.resolve("tls.crt"), text.substring(0, text.length() / 2));
        look(server);
        Files.writeString(here.resolve("tls.crt"), text);
        Files.writeString(here.resolve("tls.key"), "");
        look(server);
        Files.writeString(here.resolve("ca.crt"), "");
        look(server);

        assertThat(heard.words).hasSize(2);
        assertThat(heard.words.get(0)).contains("certificate file");
        assertThat(heard.words.get(1)).contains("PKCS #8");
        assertThat(new Handshake(client, server).run().say("x")).isEqualTo("x");
    }

    @Test
    void filesThatCannotServeAreRefusedAtTheBeginning() throws IOException {
        Files.writeString(here.resolve("ca.crt"), "hello");

        assertThatThrownBy(() -> open(Authority.Files3.in(here)))
                .isInstanceOf(BadCredentials.class)
                .hasMessageContaining("file of authorities");
    }

    private MutualTls open(Authority.Files3 files) {
        return MutualTls.open(
                files.certificate(), files.key(), files.trust(), InstantSource.system(), heard);
    }

    private static void look(MutualTls tls) {
        tls.files().look();
        tls.files().look();
    }
}
