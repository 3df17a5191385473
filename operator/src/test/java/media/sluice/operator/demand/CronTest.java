package media.sluice.operator.demand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CronTest {
    private static final long MINUTE = 60_000;

    @ParameterizedTest
    @CsvSource({
        "50 8 * * 1, 2027-01-14T09:00Z[UTC], 2027-01-18T08:50Z[UTC]",
        "0 * * * *, 2027-01-14T09:00Z[UTC], 2027-01-14T10:00Z[UTC]",
        "*/15 9-17 * * MON-FRI, 2027-01-15T17:45Z[UTC], 2027-01-18T09:00Z[UTC]",
        "5/20 * * * *, 2027-01-14T09:26Z[UTC], 2027-01-14T09:45Z[UTC]",
        "0 0 1 1 *, 2027-01-14T09:00Z[UTC], 2028-01-01T00:00Z[UTC]",
        "0 12 13 * 5, 2027-01-14T13:00Z[UTC], 2027-01-15T12:00Z[UTC]",
        "0 12 * * 7, 2027-01-14T13:00Z[UTC], 2027-01-17T12:00Z[UTC]",
        "0 0 29 2 *, 2027-01-14T13:00Z[UTC], 2028-02-29T00:00Z[UTC]",
        "30 2 * * *, 2027-03-27T12:00+01:00[Europe/Berlin], 2027-03-28T03:30+02:00[Europe/Berlin]",
        "30 2 * * *, 2027-10-30T12:00+02:00[Europe/Berlin], 2027-10-31T02:30+02:00[Europe/Berlin]",
        "'0 9 * mar,Jun *', 2027-03-31T10:00Z[UTC], 2027-06-01T09:00Z[UTC]"
    })
    void findsTheNextBeginning(String cron, String after, String next) {
        assertThat(Cron.of(cron).after(ZonedDateTime.parse(after)))
                .contains(ZonedDateTime.parse(next));
    }

    @Test
    void knowsThatTheThirtiethOfFebruaryNeverComes() {
        assertThat(Cron.of("0 0 30 2 *").after(ZonedDateTime.parse("2027-01-14T13:00Z[UTC]")))
                .isEmpty();
    }

    @Test
    void saysWhatToWrite() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cron.of("* * * *"))
                .withMessageContaining("five fields");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cron.of("0 17-9 * * *"))
                .withMessageContaining("the lower first");
    }

    @Test
    void aWindowIsOpenUntilItsLastMoment() {
        var utc = ZoneId.of("UTC");
        var cron = Cron.of("0 9 * * *");
        long nine = ZonedDateTime.parse("2027-01-14T09:00Z[UTC]").toInstant().toEpochMilli();
        var open = new Cron.Window(nine, nine + 40 * MINUTE);

        assertThat(cron.window(nine - 1, 40 * MINUTE, utc)).contains(open);
        assertThat(cron.window(nine, 40 * MINUTE, utc)).contains(open);
        assertThat(cron.window(nine + 39 * MINUTE, 40 * MINUTE, utc)).contains(open);
        assertThat(cron.window(nine + 40 * MINUTE, 40 * MINUTE, utc))
                .hasValueSatisfying(next -> assertThat(next.fromMillis()).isGreaterThan(nine));
    }
}
