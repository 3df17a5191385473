package media.sluice.operator.desired;

import java.time.Duration;
import java.util.regex.Pattern;

/** Durations as the custom resources write them, such as 90s or 1h30m. */
public final class GoDuration {
    private static final Pattern PART = Pattern.compile("([0-9]+)(ms|h|m|s)");

    private GoDuration() {}

    /**
     * The duration of a text that the definitions let pass; what is none of its parts is passed
     * over.
     */
    public static Duration parse(String text) {
        var sum = Duration.ZERO;
        var parts = PART.matcher(text);
        while (parts.find()) {
            long amount = Long.parseLong(parts.group(1));
            sum =
                    sum.plus(
                            switch (parts.group(2)) {
                                case "h" -> Duration.ofHours(amount);
                                case "m" -> Duration.ofMinutes(amount);
                                case "s" -> Duration.ofSeconds(amount);
                                default -> Duration.ofMillis(amount);
                            });
        }
        return sum;
    }
}
