package media.sluice.node.crypto.bouncycastle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import media.sluice.core.crypto.SrtpBatch;
import media.sluice.core.crypto.SrtpKeyingMaterial;
import media.sluice.core.dtls.DtlsState;
import media.sluice.core.srtp.SrtpReceiver;
import media.sluice.core.srtp.SrtpSender;
import media.sluice.core.srtp.SrtpStatus;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.StateWriter;
import media.sluice.node.crypto.jdk.JdkSrtpEngine;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.junit.jupiter.api.Test;

/**
 * A session's DTLS and SRTP go on in a process that was started after the handshake; the client
 * notices nothing.
 */
class FreshProcessIT {

    private static final HexFormat HEX = HexFormat.of();
    private static final int SSRC = 4711;

    private final JdkSrtpEngine engine = new JdkSrtpEngine();

    @Test
    void goesOnInAFreshProcess() throws Exception {
        var handshakers = new BcHandshakers(CertificateFiles.generate(Duration.ofDays(1)));
        var crypto = new JcaTlsCryptoProvider().create(new SecureRandom());
        var certificate = CertificateFiles.generate(Duration.ofDays(1));
        try (var call =
                new Call(handshakers, crypto, certificate, TestClient.Offer.USUAL, Call.GOOD)) {
            // Given: a call that has carried data and media both ways
            DTLSTransport client = call.connect(1200);
            assertThat(call.awaitServer(10_000)).isEqualTo(DtlsState.CONNECTED);
            byte[] room = new byte[2048];
            client.send(new byte[] {1}, 0, 1);
            assertThat(call.awaitServerReceived(5_000)).isEqualTo(new byte[] {1});
            call.serverSend(new byte[] {2});
            assertThat(client.receive(room, 0, 2048, 5_000)).isEqualTo(1);
            call.stopWorker();

            SrtpKeyingMaterial keys = Objects.requireNonNull(call.endpoint.srtp());
            var clientOut = new SrtpSender(keys.profile(), keys.client(), engine);
            var clientIn = new SrtpReceiver(keys.profile(), keys.server(), engine);
            var serverIn = new SrtpReceiver(keys.profile(), keys.client(), engine);
            var serverOut = new SrtpSender(keys.profile(), keys.server(), engine);
            byte[] before = seal(clientOut, 65_535);
            assertThat(open(serverIn, before)).isEqualTo(SrtpStatus.OK);
            assertThat(open(clientIn, seal(serverOut, 65_535))).isEqualTo(SrtpStatus.OK);

            var state = new StateWriter();
            call.endpoint.export(state);
            serverIn.export(state);
            serverOut.export(state);

            // When
            try (var fresh = new Fresh(state.toBytes())) {
                // Then: DTLS goes on in both directions
                client.send(new byte[] {3, 3}, 0, 2);
                byte[] record = Objects.requireNonNull(call.takeFromClient(5_000));
                assertThat(fresh.ask("dtls", record)).containsExactly("data 0303");
                call.inject(
                        HEX.parseHex(fresh.ask("send", new byte[] {4}).getFirst().substring(4)));
                assertThat(client.receive(room, 0, 2048, 5_000)).isEqualTo(1);
                assertThat(room[0]).isEqualTo((byte) 4);

                // and SRTP, across the wrap of the sequence number, with replay window and without
                // index reuse
                assertThat(fresh.ask("open", before)).containsExactly("refused REPLAYED");
                assertThat(fresh.ask("open", seal(clientOut, 0)).getFirst()).startsWith("plain 80");
                assertThat(fresh.ask("seal", plain(65_535))).containsExactly("refused -1");
                String sealed = fresh.ask("seal", plain(0)).getFirst();
                assertThat(open(clientIn, HEX.parseHex(sealed.substring(7))))
                        .isEqualTo(SrtpStatus.OK);
                assertThat(clientIn.index()).isEqualTo(65_536);
            }
        }
    }

    private static byte[] plain(int sequence) {
        byte[] bytes = new byte[100];
        bytes[0] = (byte) 0x80;
        MemorySegment view = MemorySegment.ofArray(bytes);
        Bytes.put16(view, 2, sequence);
        Bytes.put32(view, 8, SSRC);
        return bytes;
    }

    private byte[] seal(SrtpSender sender, int sequence) {
        byte[] packet = Arrays.copyOf(plain(sequence), 132);
        var batch = new SrtpBatch(1);
        int entry = sender.stage(batch, Objects.requireNonNull(sender.stream(SSRC)), sequence);
        batch.packet(entry, MemorySegment.ofArray(packet), 0, packet.length);
        batch.plainInPlace(entry, 12, 100);
        engine.protectRtp(batch);
        return Arrays.copyOf(packet, batch.packetLength[0]);
    }

    private static SrtpStatus open(SrtpReceiver receiver, byte[] sealed) {
        byte[] copy = sealed.clone();
        return receiver.unprotectRtp(MemorySegment.ofArray(copy), 0, copy.length);
    }

    /** The other process and its two streams. */
    private static final class Fresh implements AutoCloseable {
        private final Process process;
        private final BufferedReader out;
        private final BufferedWriter in;

        Fresh(byte[] state) throws IOException {
            String path =
                    System.getProperty(
                            "surefire.test.class.path", System.getProperty("java.class.path"));
            process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-cp",
                                    path,
                                    MovedSession.class.getName())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            out = process.inputReader();
            in = process.outputWriter();
            write("state", state);
        }

        private void write(String word, byte[] bytes) throws IOException {
            in.write(word + " " + HEX.formatHex(bytes) + "\n");
            in.flush();
        }

        List<String> ask(String word, byte[] bytes) throws IOException {
            write(word, bytes);
            var lines = new ArrayList<String>();
            for (String line; (line = out.readLine()) != null && !line.equals("end"); ) {
                lines.add(line);
            }
            return lines;
        }

        @Override
        public void close() throws IOException {
            in.close();
            process.destroy();
        }
    }
}
