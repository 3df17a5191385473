package media.sluice.operator.api.v1alpha1;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@link DurationText} lets pass. */
public final class Durations {

    private static final Pattern PART = Pattern.compile("([0-9]{1,6})(ms|s|m|h)");

    private Durations() {}

    /** Such as 5,400,000 of 1h30m. */
    public static long millis(String text) {
        Matcher part = PART.matcher(text);
        long millis = 0;
        int read = 0;
        while (part.find() && part.start() == read) {
            millis += Long.parseLong(part.group(1)) * millisOf(part.group(2));
            read = part.end();
        }
        if (read == 0 || read < text.length()) {
            throw new IllegalArgumentException(
                    "write a duration in whole numbers with units, such as 90s, 25m or 1h30m, not "
                            + text);
        }
        return millis;
    }

    private static long millisOf(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            default -> 3_600_000;
        };
    }
}
