package media.sluice.bench.load;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts load on a LiveKit-compatible server, or on the C reference, and prints one JSON object: what
 * arrived, judged, and what it cost the server. Ends by itself.
 *
 * <pre>
 *  --url ws://127.0.0.1:7880 --key devkey --secret secret --server-pids 1,2
 *  --rooms 1 --people 51 --publishers 1       all alike
 *  --burst 10 --per-second 30 --size 1100     video: packets of a burst, bursts, payload bytes
 *  --audio 0                                  audio packets per second of each publisher
 *  --warmup 3 --seconds 5 --windows 3
 *  --joins 0                                  guests that come one by one, to the first packet
 *  --sink 1                                   swallow what goes to subscribers, see {@link Sink}
 *  --bare "COMMAND"                           run this into the sink before, and keep what it prints
 *  --forwarder "COMMAND" --subscribers 50     the C reference in place of a server
 *  --conversation 5                           rooms of so many people, see {@link Conversation}
 * </pre>
 */
public final class Load {
    private static final int AUDIO_BYTES = 100;

    /** Judges on one core verify this fraction of what a sink swallows. */
    private static final int SLOWER_TO_JUDGES = 10;

    private static final long SETTLE_MILLIS = 500;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** Beyond the seconds asked for: joins, and whoever hangs. */
    private static final long LONGEST_REST_MILLIS = 600_000;

    private static final long LONGEST_MILLIS = 2_400_000;

    private final Arguments arguments;

    private Load(Arguments arguments) {
        this.arguments = arguments;
    }

    /** Entry point. */
    public static void main(String[] words) {
        Thread.setDefaultUncaughtExceptionHandler(Load::onFault);
        PrintStream out = Console.out();
        int status = 0;
        try {
            var load = new Load(new Arguments(List.of(words)));
            stopLate(load.longestMillis());
            load.run(out);
        } catch (IllegalArgumentException
                | IllegalStateException
                | java.io.UncheckedIOException e) {
            Console.err().println("load: " + e.getMessage());
            status = 1;
        }
        out.flush();
        Runtime.getRuntime().halt(status);
    }

    /** A fault of the media thread ends the run: what follows would not be a measurement. */
    private static void onFault(Thread thread, Throwable fault) {
        Console.err().println("load: thread " + thread.getName() + ": " + fault);
        Runtime.getRuntime().halt(3);
    }

    /** Whatever hangs, no load outlives its bound. */
    private static void stopLate(long millis) {
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    Rooms.pause(millis);
                    Console.err().println("load: stopped after its longest time");
                    Runtime.getRuntime().halt(2);
                });
    }

    private long longestMillis() {
        if (arguments.has("conversation")) {
            return LONGEST_MILLIS;
        }
        long asked = warmupSeconds() + (long) windowCount() * windowSeconds();
        return Math.min(LONGEST_MILLIS, asked * 1_000 + LONGEST_REST_MILLIS);
    }

    private void run(PrintStream out) {
        if (arguments.has("conversation")) {
            converse(out);
        } else {
            out.println(arguments.has("forwarder") ? againstForwarder() : againstServer());
        }
    }

    private void converse(PrintStream out) {
        var server = new People.Server(url(), key(), secret(), paces());
        int roomSize = Math.max(1, arguments.number("conversation", 5, 100));
        new Conversation(new People(server), roomSize, arguments.pids()).run(out);
    }

    private String againstForwarder() {
        int subscribers = arguments.number("subscribers", 50, 1_000);
        int port = isSunk() ? Sink.FIRST_PORT : 0;
        try (var stage = new BareForwarder(words("forwarder"), subscribers, port, video())) {
            stage.open();
            return result(stage, stage.loop(), List.of());
        }
    }

    private String againstServer() {
        var plan =
                new Rooms.Plan(
                        url(),
                        key(),
                        secret(),
                        arguments.number("rooms", 1, 1_000),
                        arguments.number("people", 51, 1_000),
                        arguments.number("publishers", 1, 1_000),
                        paces(),
                        isSunk() ? Sink.FIRST_PORT : 0,
                        arguments.pids());
        try (var stage = new Rooms(plan)) {
            stage.open();
            var joins = new ArrayList<Long>();
            for (int i = 0; i < arguments.number("joins", 0, 1_000); i++) {
                joins.add(stage.visit(i) / 1_000_000);
            }
            return result(stage, stage.loop(), joins);
        }
    }

    private String url() {
        return arguments.text("url", "ws://127.0.0.1:7880");
    }

    private String key() {
        return arguments.text("key", "devkey");
    }

    private String secret() {
        return arguments.text("secret", "secret");
    }

    private List<Publication.Pace> paces() {
        var paces = new ArrayList<Publication.Pace>();
        paces.add(video());
        int audio = arguments.number("audio", 0, 1_000);
        if (audio > 0) {
            paces.add(new Publication.Pace(false, 1, NANOS_PER_SECOND / audio, AUDIO_BYTES));
        }
        return paces;
    }

    private boolean isSunk() {
        return arguments.number("sink", 0, 1) == 1;
    }

    private Publication.Pace video() {
        int slowly = isSunk() ? SLOWER_TO_JUDGES : 1;
        return new Publication.Pace(
                true,
                arguments.number("burst", 10, 200),
                slowly
                        * NANOS_PER_SECOND
                        / Math.max(1, arguments.number("per-second", 30, 100_000)),
                arguments.number("size", 1_100, 1_200));
    }

    /** The warm-up is judged too: everybody must get everything before the sink opens. */
    private String result(Stage stage, Loop loop, List<Long> joins) {
        String warmup = new Windows(stage, loop, null).measure(1, warmupSeconds()).get(0);
        List<String> windows;
        String bare = "";
        if (isSunk()) {
            try (var sink = Sink.open()) {
                Rooms.pause(SETTLE_MILLIS);
                bare = arguments.has("bare") ? Sink.run(words("bare")).strip() : "";
                loop.execute(() ->
                        stage.sources().forEach(each -> each.stream().hurry(SLOWER_TO_JUDGES)));
                Rooms.pause(1_000L * warmupSeconds());
                windows = windows(stage, loop, sink);
            }
        } else {
            windows = windows(stage, loop, null);
        }
        return "{\"warmup\":"
                + warmup
                + ",\"windows\":"
                + windows.stream().collect(Collectors.joining(",", "[", "]"))
                + ",\"joins_ms\":"
                + joins
                + ",\"bare\":\""
                + bare
                + "\",\"harmed\":"
                + loop.ask(stage::harmed)
                + "}";
    }

    private List<String> windows(Stage stage, Loop loop, @Nullable Sink sink) {
        return new Windows(stage, loop, sink).measure(windowCount(), windowSeconds());
    }

    private List<String> words(String name) {
        return List.of(arguments.text(name, "").split(" ", -1));
    }

    private int warmupSeconds() {
        return arguments.number("warmup", 3, 300);
    }

    private int windowCount() {
        return arguments.number("windows", 3, 100);
    }

    private int windowSeconds() {
        return arguments.number("seconds", 5, 900);
    }
}
