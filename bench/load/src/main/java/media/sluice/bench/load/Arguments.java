package media.sluice.bench.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** {@code --name value} pairs of the command line. */
final class Arguments {
    private static final Set<String> NAMES =
            Set.of(
                    "url",
                    "key",
                    "secret",
                    "rooms",
                    "people",
                    "publishers",
                    "burst",
                    "per-second",
                    "size",
                    "audio",
                    "warmup",
                    "seconds",
                    "windows",
                    "server-pids",
                    "forwarder",
                    "subscribers",
                    "sink",
                    "joins",
                    "conversation",
                    "bare");

    private final Map<String, String> values = new LinkedHashMap<>();

    Arguments(List<String> words) {
        for (int i = 0; i < words.size(); i += 2) {
            String name = words.get(i).replaceFirst("^--", "");
            if (!NAMES.contains(name) || i + 1 == words.size()) {
                throw new IllegalArgumentException(
                        "no option " + words.get(i) + ", or no value; there are " + NAMES);
            }
            values.put(name, words.get(i + 1));
        }
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    /** A number from 0 to {@code most}. */
    int number(String name, int otherwise, int most) {
        String text = values.get(name);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,7}") || Integer.parseInt(text) > most) {
            throw new IllegalArgumentException(
                    "--" + name + " takes a number from 0 to " + most + ", not " + text);
        }
        return Integer.parseInt(text);
    }

    List<Long> pids() {
        return Stream.of(text("server-pids", "").split(","))
                .filter(pid -> !pid.isBlank())
                .map(Long::valueOf)
                .toList();
    }
}
