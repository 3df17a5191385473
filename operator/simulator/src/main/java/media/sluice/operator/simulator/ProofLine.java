package media.sluice.operator.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code PROOF name key=value …}, and the bounds that were missed. */
final class ProofLine {

    private final StringBuilder line;
    private final List<String> missed = new ArrayList<>();

    ProofLine(String name) {
        line = new StringBuilder("PROOF ").append(name);
    }

    void says(String key, Object value) {
        line.append(' ').append(key).append('=').append(value);
    }

    void atMost(String key, double value, double bound) {
        number(key, value);
        if (!(value <= bound)) {
            missed.add(String.format(Locale.ROOT, "%s=%.4f, wanted <=%s", key, value, bound));
        }
    }

    void atLeast(String key, double value, double bound) {
        number(key, value);
        if (!(value >= bound)) {
            missed.add(String.format(Locale.ROOT, "%s=%.4f, wanted >=%s", key, value, bound));
        }
    }

    void exactly(String key, Object value, Object wanted) {
        says(key, value);
        if (!value.equals(wanted)) {
            missed.add(key + "=" + value + ", wanted " + wanted);
        }
    }

    private void number(String key, double value) {
        says(key, String.format(Locale.ROOT, "%.2f", value));
    }

    List<String> missed() {
        return List.copyOf(missed);
    }

    @Override
    public String toString() {
        return line.toString();
    }
}
