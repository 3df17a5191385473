package media.sluice.node.crypto.bouncycastle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import media.sluice.core.crypto.SrtpKeyingMaterial;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.dtls.DtlsEndpoint;
import media.sluice.core.dtls.DtlsState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The handshake with OpenSSL's client on a loopback socket: an implementation that shares no code
 * with ours.
 */
class OpenSslIT {

    private static final long TIMEOUT_NANOS = 20_000_000_000L;

    @TempDir Path folder;

    private final NodeCertificate server = CertificateFiles.generate(Duration.ofDays(1));
    private NodeCertificate client = server;
    private byte[] applicationData = {};

    @BeforeEach
    void makeClientCertificate() throws IOException {
        client = CertificateFiles.generate(folder, Duration.ofDays(1));
    }

    @ParameterizedTest
    @CsvSource({
        "SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_128_GCM, AEAD_AES_128_GCM",
        "SRTP_AES128_CM_SHA1_80, AES_CM_128_HMAC_SHA1_80"
    })
    void agreesWithOpenSslOnTheExportedKeys(String offered, SrtpProfile expected) throws Exception {
        int length = SrtpKeyingMaterial.exporterLength(expected);
        Path log = folder.resolve("openssl.log");
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                var endpoint = endpoint()) {
            Process openssl = openssl(socket.getLocalPort(), offered, length, log);
            try {
                serve(socket, endpoint, openssl);

                assertThat(endpoint.state()).isEqualTo(DtlsState.CONNECTED);
                assertThat(new String(applicationData, StandardCharsets.US_ASCII))
                        .contains("hello");
                var srtp = Objects.requireNonNull(endpoint.srtp());
                assertThat(srtp.profile()).isEqualTo(expected);
                byte[] theirs = HexFormat.of().parseHex(exported(log));
                assertThat(srtp).isEqualTo(SrtpKeyingMaterial.fromExporter(expected, theirs));
            } finally {
                openssl.destroy();
            }
        }
    }

    private DtlsEndpoint endpoint() {
        var endpoint =
                new DtlsEndpoint(
                        new BcHandshakers(server).newHandshaker(() -> {}),
                        (segment, at, size, now) ->
                                applicationData =
                                        segment.asSlice(at, size).toArray(ValueLayout.JAVA_BYTE));
        endpoint.expectFingerprints(List.of(client.fingerprint()));
        return endpoint;
    }

    private Process openssl(int port, String offered, int length, Path log) throws IOException {
        Process openssl =
                new ProcessBuilder(
                                "openssl",
                                "s_client",
                                "-dtls1_2",
                                "-connect",
                                "127.0.0.1:" + port,
                                "-use_srtp",
                                offered,
                                "-keymatexport",
                                SrtpKeyingMaterial.EXPORTER_LABEL,
                                "-keymatexportlen",
                                Integer.toString(length),
                                "-cert",
                                folder.resolve(CertificateFiles.CERTIFICATE_FILE).toString(),
                                "-key",
                                folder.resolve(CertificateFiles.KEY_FILE).toString())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        var in = openssl.outputWriter();
        in.write("hello\n");
        in.flush();
        return openssl;
    }

    /** A worker in miniature, until the client's line has come through our record layer. */
    private void serve(DatagramSocket socket, DtlsEndpoint endpoint, Process openssl)
            throws IOException {
        byte[] bytes = new byte[2048];
        MemorySegment room = MemorySegment.ofArray(bytes);
        socket.setSoTimeout(5);
        SocketAddress peer = null;
        long end = System.nanoTime() + TIMEOUT_NANOS;
        while (applicationData.length == 0 && System.nanoTime() < end && openssl.isAlive()) {
            var packet = new DatagramPacket(bytes, bytes.length);
            try {
                socket.receive(packet);
                peer = packet.getSocketAddress();
                endpoint.handleDatagram(room, 0, packet.getLength(), System.nanoTime());
            } catch (SocketTimeoutException e) {
                endpoint.handleTimeout(System.nanoTime());
            }
            int length;
            while (peer != null
                    && (length = endpoint.pollDatagram(room, 0, 2048, System.nanoTime())) > 0) {
                socket.send(new DatagramPacket(bytes, length, peer));
            }
        }
    }

    private static String exported(Path log) throws IOException {
        return Files.readAllLines(log).stream()
                .filter(line -> line.contains("Keying material: "))
                .map(line -> line.substring(line.indexOf(": ") + 2).strip())
                .findFirst()
                .orElse("");
    }

    @Test
    void readsTheFilesItWrote() throws IOException {
        var read =
                CertificateFiles.load(
                        folder.resolve(CertificateFiles.CERTIFICATE_FILE),
                        folder.resolve(CertificateFiles.KEY_FILE));

        assertThat(read.fingerprint()).isEqualTo(client.fingerprint());
        assertThat(CertificateFiles.loadOrGenerate(folder).fingerprint())
                .isEqualTo(client.fingerprint());
    }
}
