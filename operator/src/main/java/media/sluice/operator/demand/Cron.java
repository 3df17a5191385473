package media.sluice.operator.demand;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * When something begins again and again: minute, hour, day of the month, month, day of the week.
 * Where both days are given, either will do, as with cron. A time that the clock leaves out in
 * spring is an hour later; one that it has twice in autumn is the first.
 */
public final class Cron {
    private static final int FIELDS = 5;
    private static final List<String> MONTHS =
            List.of(
                    "", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV",
                    "DEC");
    private static final List<String> WEEKDAYS =
            List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN");

    /** The 29th of February may be eight years away. */
    private static final int MOST_DAYS = 9 * 366;

    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet days;
    private final BitSet months;
    private final BitSet weekdays;
    private final boolean isEitherDay;

    private Cron(String[] fields) {
        minutes = values(fields[0], 0, 59, List.of());
        hours = values(fields[1], 0, 23, List.of());
        days = values(fields[2], 1, 31, List.of());
        months = values(fields[3], 1, 12, MONTHS);
        weekdays = values(fields[4], 0, 7, WEEKDAYS);
        if (weekdays.get(7)) {
            weekdays.set(0);
        }
        isEitherDay = !fields[2].startsWith("*") && !fields[4].startsWith("*");
    }

    /**
     * Reads five fields.
     *
     * @throws IllegalArgumentException when they are none
     */
    public static Cron of(String text) {
        var fields = text.trim().split(" +", -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException(
                    "write five fields: minute, hour, day of the month, month, day of the week,"
                            + " such as 50 8 * * 1, not "
                            + text);
        }
        return new Cron(fields);
    }

    /** The first beginning after a time; empty when there is none, as on the 30th of February. */
    public Optional<ZonedDateTime> after(ZonedDateTime time) {
        var from = time.toLocalDateTime().withSecond(0).withNano(0).plusMinutes(1);
        var day = from.toLocalDate();
        for (int i = 0; i < MOST_DAYS; i++, day = day.plusDays(1)) {
            if (!isDay(day)) {
                continue;
            }
            var begin = i == 0 ? from : day.atStartOfDay();
            var found = onDay(begin);
            if (found.isPresent()) {
                return found.map(at -> at.atZone(time.getZone()));
            }
        }
        return Optional.empty();
    }

    /** The window that is open at a time, else the next. */
    public Optional<Window> window(long nowMillis, long durationMillis, ZoneId zone) {
        var since = Instant.ofEpochMilli(nowMillis - durationMillis).atZone(zone);
        return after(since)
                .map(begin -> begin.toInstant().toEpochMilli())
                .map(from -> new Window(from, from + durationMillis));
    }

    /** From when until when, milliseconds since 1970-01-01 UTC. */
    public record Window(long fromMillis, long untilMillis) {}

    private boolean isDay(LocalDate day) {
        if (!months.get(day.getMonthValue())) {
            return false;
        }
        boolean isOfMonth = days.get(day.getDayOfMonth());
        boolean isOfWeek = weekdays.get(day.getDayOfWeek().getValue() % 7);
        return isEitherDay ? isOfMonth || isOfWeek : isOfMonth && isOfWeek;
    }

    private Optional<LocalDateTime> onDay(LocalDateTime from) {
        int minute = minutes.nextSetBit(from.getMinute());
        int hour = hours.nextSetBit(from.getHour());
        if (hour == from.getHour() && minute >= 0) {
            return Optional.of(from.withMinute(minute));
        }
        hour = hours.nextSetBit(from.getHour() + 1);
        return hour < 0
                ? Optional.empty()
                : Optional.of(from.withHour(hour).withMinute(minutes.nextSetBit(0)));
    }

    private static BitSet values(String field, int least, int most, List<String> names) {
        var values = new BitSet(most + 1);
        for (var part : field.split(",", -1)) {
            var steps = part.split("/", 2);
            var ends = steps[0].split("-", 2);
            boolean isAll = steps[0].equals("*");
            int from = isAll ? least : value(ends[0], names);
            int to = isAll ? most : ends.length > 1 ? value(ends[1], names) : from;
            // From 5 in steps of ten means to the end.
            to = steps.length > 1 && ends.length == 1 ? most : to;
            int step = steps.length > 1 ? Math.max(1, Integer.parseInt(steps[1])) : 1;
            for (int value = from; value <= to && value <= most; value += step) {
                values.set(value);
            }
        }
        if (values.isEmpty()) {
            throw new IllegalArgumentException(
                    "no time is in " + field + ": write the lower first");
        }
        return values;
    }

    private static int value(String text, List<String> names) {
        int named = names.indexOf(text.toUpperCase(Locale.ROOT));
        return named >= 0 ? named : Integer.parseInt(text);
    }
}
