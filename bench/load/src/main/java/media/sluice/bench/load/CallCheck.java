package media.sluice.bench.load;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Two people meet in a room of their own and send each other voice, until each has verified fifty
 * packets of the other: what {@code helm test} runs in a pod. Media goes the way of every client,
 * through the node's UDP ports.
 *
 * <p>Environment: {@code SLUICE_URL} (ws://main-coordinator:7880) and {@code SLUICE_KEYS_FILE}, or
 * {@code SLUICE_KEY} and {@code SLUICE_SECRET}.
 */
public final class CallCheck {
    private static final int WANTED = 50;
    private static final int PAYLOAD_BYTES = 100;
    private static final long VOICE_NANOS = 20_000_000;
    private static final long LONGEST_MILLIS = 20_000;
    private static final long LOOK_MILLIS = 50;

    private CallCheck() {}

    /** Entry point; status 0 when both heard each other. */
    public static void main(String[] words) {
        int status = 0;
        PrintStream out = Console.out();
        try {
            out.println(new CallCheckRun(System.getenv()).call());
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            Console.err().println("sluice call check: " + e.getMessage());
            status = 1;
        }
        out.flush();
        Runtime.getRuntime().halt(status);
    }

    /** The first key of a coordinator's file: a line {@code id: secret}. */
    static String[] firstKey(List<String> lines) {
        return lines.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> line.split("[:\\s]+"))
                .filter(parts -> parts.length >= 2)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "the key file has no key yet: create an ApiKey of the"
                                        + " cluster, and wait until its Secret is there"));
    }

    private record CallCheckRun(Map<String, String> environment) {

        String call() throws IOException {
            String url = needed("SLUICE_URL");
            String[] key = key();
            var voice = List.of(new Publication.Pace(false, 1, VOICE_NANOS, PAYLOAD_BYTES));
            String room = "call-check-" + Long.toString(System.nanoTime(), 36);
            var tallies = List.of(new Judge.Tally(), new Judge.Tally());
            try (var loop = new Loop()) {
                var certificate = Certificate.create();
                var first = seat(url, key, room, 0);
                var second = seat(url, key, room, 1);
                var people =
                        List.of(
                                new Participant(loop, certificate, first, tallies.get(0), 0),
                                new Participant(loop, certificate, second, tallies.get(1), 0));
                for (Participant person : people) {
                    person.join();
                    person.awaitJoined();
                }
                media(people, voice);
                people.forEach(Participant::start);
                long[] heard = hear(loop, tallies);
                people.forEach(Participant::close);
                Rooms.pause(LOOK_MILLIS);
                if (heard[0] < WANTED || heard[1] < WANTED) {
                    throw new IllegalStateException(
                            "of %d packets each way %d and %d came: the media node is reached, and loses media. Its /metrics say which packets it dropped"
                                    .formatted(WANTED, heard[1], heard[0]));
                }
                return "CALL packets_each_way=%d,%d".formatted(heard[1], heard[0]);
            }
        }

        /** Signaling works here already: what fails now is the way of the media. */
        private static void media(List<Participant> people, List<Publication.Pace> voice) {
            try {
                for (Participant person : people) {
                    person.publish(voice);
                }
                for (Participant person : people) {
                    person.awaitSubscriber();
                }
            } catch (IllegalStateException e) {
                throw new IllegalStateException(
                        e.getMessage()
                                + ". Signaling works, and no UDP comes through between this pod and the media node:"
                                + " open the pool's ports (spec.exposure, 31000-31999 unless set) on the Kubernetes"
                                + " nodes, and see the addresses in kubectl get medianodes -o wide",
                        e);
            }
        }

        /** Packets verified by the first and by the second. */
        private static long[] hear(Loop loop, List<Judge.Tally> tallies) {
            long[] heard = new long[tallies.size()];
            for (long waited = 0; waited < LONGEST_MILLIS; waited += LOOK_MILLIS) {
                heard = loop.ask(() -> tallies.stream().mapToLong(of -> of.verified).toArray());
                if (heard[0] >= WANTED && heard[1] >= WANTED) {
                    break;
                }
                Rooms.pause(LOOK_MILLIS);
            }
            return heard;
        }

        private static Participant.Seat seat(String url, String[] key, String room, int number) {
            return new Participant.Seat(url, key[0], key[1], room, "check-" + number, number);
        }

        private String[] key() throws IOException {
            String file = environment.get("SLUICE_KEYS_FILE");
            return file == null
                    ? new String[] {needed("SLUICE_KEY"), needed("SLUICE_SECRET")}
                    : firstKey(Files.readAllLines(Path.of(file)));
        }

        private String needed(String name) {
            String value = environment.get(name);
            if (value == null) {
                throw new IllegalArgumentException(
                        name + " is not set: see the comment of CallCheck");
            }
            return value;
        }
    }
}
