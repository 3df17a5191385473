package media.sluice.bench.load;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Named results of one step, as a JSON object in one line. */
final class Figures {
    private final Map<String, String> values = new LinkedHashMap<>();

    Figures add(String name, long value) {
        values.put(name, Long.toString(value));
        return this;
    }

    Figures add(String name, double value) {
        values.put(name, String.format(Locale.ROOT, "%.3f", value));
        return this;
    }

    Figures add(String name, String text) {
        values.put(name, "\"" + text.replaceAll("[\\x00-\\x1f\"\\\\]", " ") + "\"");
        return this;
    }

    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(each -> "\"" + each.getKey() + "\":" + each.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }
}
