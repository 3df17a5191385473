package media.sluice.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Does what standard input says, a step a line, and answers each with one JSON object in a line;
 * ends with the input.
 *
 * <pre>
 *  fill ROOMS                          so many more rooms, full
 *  hold SECONDS                        nobody comes or goes; what everybody receives is judged
 *  churn SECONDS PER_SECOND            people leave and others come
 *  empty                               all leave
 *  joins PER_SECOND SECONDS STAY_MS    people come at a steady rate and leave
 * </pre>
 */
final class Conversation {
    private final People people;
    private final Crowd crowd;
    private final int roomSize;
    private final List<Long> serverPids;
    private int nextVisitedRoom = 1_000_000;

    Conversation(People people, int roomSize, List<Long> serverPids) {
        this.people = people;
        this.roomSize = roomSize;
        this.serverPids = serverPids;
        crowd = new Crowd(people, roomSize);
    }

    void run(PrintStream out) {
        var input = new InputStreamReader(System.in, StandardCharsets.US_ASCII);
        try (var lines = new BufferedReader(input)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                out.println(step(line.strip().split(" ", -1)));
                out.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            crowd.close();
            people.close();
        }
    }

    private Figures step(String[] words) {
        return switch (words[0]) {
            case "fill" -> {
                crowd.fill(number(words, 1));
                yield inside();
            }
            case "hold" -> new Churn(crowd, people).hold(number(words, 1));
            case "churn" -> new Churn(crowd, people).churn(number(words, 1), number(words, 2));
            case "empty" -> {
                crowd.empty();
                yield inside();
            }
            case "joins" -> joins(number(words, 1), number(words, 2), number(words, 3));
            default -> throw new IllegalArgumentException("no step " + words[0]);
        };
    }

    private Figures inside() {
        List<String> failures = crowd.takeFailures();
        return new Figures()
                .add("people", crowd.inside())
                .add("failed", failures.size())
                .add("why", String.join("; ", failures.stream().limit(3).toList()));
    }

    private Figures joins(int perSecond, int seconds, int stayMillis) {
        int firstRoom = nextVisitedRoom;
        nextVisitedRoom += perSecond * seconds / roomSize + 1;
        return new JoinRate(people, roomSize, serverPids)
                .run(perSecond, seconds, stayMillis, firstRoom);
    }

    private static int number(String[] words, int at) {
        if (at >= words.length || !words[at].matches("[0-9]{1,6}")) {
            throw new IllegalArgumentException(
                    "step " + String.join(" ", words) + ": a number is missing");
        }
        return Integer.parseInt(words[at]);
    }
}
