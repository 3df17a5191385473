package media.sluice.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import media.sluice.core.crypto.Secret;
import media.sluice.core.crypto.SrtpMasterKey;
import org.jspecify.annotations.Nullable;

/**
 * The C reference as the server: a process of its own that is told the keys, so that the same
 * publisher and the same judges drive it as drive a media node.
 */
final class BareForwarder implements Stage {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Loop loop = new Loop();
    private final List<String> command;
    private final int subscribers;
    private final int firstPort;
    private final Publication.Pace pace;
    private final Judge.Tally tally = new Judge.Tally();
    private final List<Transport> transports = new ArrayList<>();
    private final List<Judge> judges = new ArrayList<>();
    private @Nullable Process process;
    private @Nullable Publication stream;

    BareForwarder(List<String> command, int subscribers, int firstPort, Publication.Pace pace) {
        this.command = List.copyOf(command);
        this.subscribers = subscribers;
        this.firstPort = firstPort;
        this.pace = pace;
    }

    @Override
    public void open() {
        Certificate certificate = Certificate.create();
        var session = new StringBuilder();
        SrtpMasterKey published = key();
        session.append("publisher ").append(text(published)).append('\n');
        var receiving = new ArrayList<SrtpSide>();
        for (int i = 0; i < subscribers; i++) {
            var judge = new Judge(tally);
            var reports = new Reports(judge, List.of());
            var transport =
                    new Transport(
                            loop,
                            certificate,
                            false,
                            firstPort == 0 ? 0 : firstPort + i,
                            reports.subscriberSide());
            SrtpMasterKey master = key();
            receiving.add(new SrtpSide(master));
            judges.add(judge);
            transports.add(transport);
            session.append("subscriber ").append(transport.port()).append(' ').append(1000 + i);
            session.append(' ').append(text(master)).append('\n');
        }
        var reports = new Reports(new Judge(tally), List.of());
        var publisher = new Transport(loop, certificate, true, 0, reports.publisherSide());
        int port = launch(session.toString());
        var server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        var source = new Publication(publisher::sendRtp, pace, 1, "0");
        stream = source;
        loop.ask(() -> {
            for (int i = 0; i < subscribers; i++) {
                transports.get(i).connectDirectly(null, receiving.get(i), server);
            }
            publisher.connectDirectly(new SrtpSide(published), null, server);
            long firstNanos = System.nanoTime();
            source.start(firstNanos);
            loop.every(source, firstNanos);
            return true;
        });
        transports.add(publisher);
        awaitFlow();
    }

    private void awaitFlow() {
        for (int tries = 0; tries < 200; tries++) {
            Rooms.pause(25);
            if (loop.ask(() -> judges.stream().allMatch(judge -> judge.streamCount() == 1))) {
                return;
            }
        }
        throw new IllegalStateException("the C reference does not reach every subscriber");
    }

    private int launch(String session) {
        try {
            process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            try (var input = new PrintWriter(process.outputWriter(StandardCharsets.US_ASCII))) {
                input.print(session);
            }
            BufferedReader output = process.inputReader(StandardCharsets.US_ASCII);
            String line = output.readLine();
            if (line == null || !line.startsWith("ready ")) {
                throw new IllegalStateException("the C reference did not start: " + line);
            }
            return Integer.parseInt(line.substring("ready ".length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<Source> sources() {
        Publication source = stream;
        return source == null ? List.of() : List.of(new Source(source, subscribers));
    }

    @Override
    public Judge.Tally tally() {
        return tally;
    }

    @Override
    public List<Long> serverPids() {
        return process == null ? List.of() : List.of(process.pid());
    }

    @Override
    public @Nullable String failure() {
        return process == null || process.isAlive() ? null : "the C reference has ended";
    }

    /** The media thread, for those who ask it. */
    Loop loop() {
        return loop;
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroy();
            try {
                if (!process.waitFor(2, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        loop.execute(() -> transports.forEach(Transport::close));
        loop.close();
    }

    private static SrtpMasterKey key() {
        byte[] bytes = new byte[28];
        RANDOM.nextBytes(bytes);
        return new SrtpMasterKey(Secret.of(bytes, 0, 16), Secret.of(bytes, 16, 12));
    }

    private static String text(SrtpMasterKey key) {
        HexFormat hex = HexFormat.of();
        return hex.formatHex(key.key().bytes()) + " " + hex.formatHex(key.salt().bytes());
    }
}
