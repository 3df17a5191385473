package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import io.fabric8.generator.annotation.ValidationRule;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Five fields of cron. */
@JacksonAnnotationsInside
@ValidationRule(
        value =
                "self.matches('^"
                        + CronText.MINUTE
                        + " +"
                        + CronText.HOUR
                        + " +"
                        + CronText.DAY
                        + " +"
                        + CronText.MONTH
                        + " +"
                        + CronText.WEEKDAY
                        + "$')",
        message =
                "write five fields: minute, hour, day of the month, month, day of the week, such as 50 8 * * 1")
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD})
@interface CronText {
    /** Values, ranges and steps, in a list. */
    String MINUTE =
            "([*]|[0-5]?[0-9](-[0-5]?[0-9])?)(/[0-9]{1,2})?"
                    + "(,([*]|[0-5]?[0-9](-[0-5]?[0-9])?)(/[0-9]{1,2})?)*";

    /** Values, ranges and steps, in a list. */
    String HOUR =
            "([*]|([01]?[0-9]|2[0-3])(-([01]?[0-9]|2[0-3]))?)(/[0-9]{1,2})?"
                    + "(,([*]|([01]?[0-9]|2[0-3])(-([01]?[0-9]|2[0-3]))?)(/[0-9]{1,2})?)*";

    /** Values, ranges and steps, in a list. */
    String DAY =
            "([*]|(0?[1-9]|[12][0-9]|3[01])(-(0?[1-9]|[12][0-9]|3[01]))?)(/[0-9]{1,2})?"
                    + "(,([*]|(0?[1-9]|[12][0-9]|3[01])(-(0?[1-9]|[12][0-9]|3[01]))?)(/[0-9]{1,2})?)*";

    /** Values, ranges and steps, in a list. */
    String MONTH =
            "([*]|(0?[1-9]|1[0-2]|[A-Za-z]{3})(-(0?[1-9]|1[0-2]|[A-Za-z]{3}))?)(/[0-9]{1,2})?"
                    + "(,([*]|(0?[1-9]|1[0-2]|[A-Za-z]{3})(-(0?[1-9]|1[0-2]|[A-Za-z]{3}))?)(/[0-9]{1,2})?)*";

    /** Values, ranges and steps, in a list. */
    String WEEKDAY =
            "([*]|([0-7]|[A-Za-z]{3})(-([0-7]|[A-Za-z]{3}))?)(/[0-9]{1,2})?"
                    + "(,([*]|([0-7]|[A-Za-z]{3})(-([0-7]|[A-Za-z]{3}))?)(/[0-9]{1,2})?)*";
}
