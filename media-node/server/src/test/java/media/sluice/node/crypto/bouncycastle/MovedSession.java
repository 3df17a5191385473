package media.sluice.node.crypto.bouncycastle;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import media.sluice.core.crypto.SrtpBatch;
import media.sluice.core.dtls.DtlsEndpoint;
import media.sluice.core.rtp.RtpHeader;
import media.sluice.core.srtp.SrtpReceiver;
import media.sluice.core.srtp.SrtpSendStream;
import media.sluice.core.srtp.SrtpSender;
import media.sluice.core.srtp.SrtpStatus;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.node.crypto.jdk.JdkSrtpEngine;

/**
 * A process that knows nothing but the exported bytes of a session, and goes on with it. Speaks
 * lines of {@code command hex} on its standard streams: {@code state}, then {@code dtls}, {@code
 * send}, {@code open}, {@code seal}.
 */
public final class MovedSession {

    private static final HexFormat HEX = HexFormat.of();

    private final JdkSrtpEngine engine = new JdkSrtpEngine();
    private final PrintStream out;
    private final DtlsEndpoint endpoint;
    private final SrtpReceiver receiver;
    private final SrtpSender sender;
    private final MemorySegment room = MemorySegment.ofArray(new byte[2048]);

    private MovedSession(byte[] state, PrintStream out) throws CorruptStateException {
        this.out = out;
        var reader = new StateReader(state);
        endpoint =
                DtlsEndpoint.restore(
                        reader, (segment, at, length, now) -> print("data", segment, at, length));
        receiver = SrtpReceiver.restore(reader, engine);
        sender = SrtpSender.restore(reader, engine);
        sender.makeSole();
    }

    public static void main(String[] args) throws IOException, CorruptStateException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        var out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        String[] first = Objects.requireNonNull(in.readLine()).split(" ");
        var session = new MovedSession(HEX.parseHex(first[1]), out);
        for (String line; (line = in.readLine()) != null; ) {
            String[] words = line.split(" ");
            session.run(words[0], HEX.parseHex(words[1]));
            out.println("end");
        }
    }

    private void run(String command, byte[] bytes) {
        MemorySegment segment = MemorySegment.ofArray(bytes);
        switch (command) {
            case "dtls" -> {
                endpoint.handleDatagram(segment, 0, bytes.length, System.nanoTime());
                int length;
                while ((length = endpoint.pollDatagram(room, 0, 2048, System.nanoTime())) > 0) {
                    print("out", room, 0, length);
                }
            }
            case "send" ->
                    print("out", room, 0, endpoint.sealApplicationData(bytes, room, 0, 2048));
            case "open" -> {
                SrtpStatus status = receiver.unprotectRtp(segment, 0, bytes.length);
                if (status == SrtpStatus.OK) {
                    print("plain", segment, 0, receiver.length());
                } else {
                    out.println("refused " + status);
                }
            }
            case "seal" -> seal(bytes);
            default -> throw new IllegalArgumentException(command);
        }
    }

    private void seal(byte[] plain) {
        byte[] packet = Arrays.copyOf(plain, plain.length + 32);
        MemorySegment segment = MemorySegment.ofArray(packet);
        int ssrc = RtpHeader.ssrc(segment, 0);
        int sequence = RtpHeader.sequence(segment, 0);
        SrtpSendStream stream = Objects.requireNonNull(sender.stream(ssrc));
        var batch = new SrtpBatch(1);
        int entry = sender.stage(batch, stream, sequence);
        if (entry < 0) {
            out.println("refused " + entry);
            return;
        }
        batch.packet(entry, segment, 0, packet.length);
        batch.plainInPlace(entry, 12, plain.length);
        engine.protectRtp(batch);
        print("sealed", segment, 0, batch.packetLength[0]);
    }

    private void print(String word, MemorySegment segment, long at, int length) {
        byte[] bytes = segment.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
        out.println(word + " " + HEX.formatHex(bytes));
    }
}
