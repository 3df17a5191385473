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
                "self.matches('^([0-9*/,-]+) +([0-9*/,-]+) +([0-9*/,-]+) +([0-9A-Za-z*/,-]+) +([0-9A-Za-z*/,-]+)$')",
        message =
                "write five fields: minute, hour, day of the month, month, day of the week, such as 50 8 * * 1")
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD})
@interface CronText {}
