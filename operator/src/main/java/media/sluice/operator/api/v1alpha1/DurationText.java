package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A duration as Kubernetes writes it, such as 90s or 1h30m. */
@JacksonAnnotationsInside
@Size(max = 32)
@ValidationRule(
        value = "self.matches(" + DurationText.FORMAT + ")",
        message = "write a duration in whole numbers with units, such as 90s, 25m or 1h30m")
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD})
@interface DurationText {
    /**
     * Each unit at most once, the largest first: what is longer than {@code duration()} can hold is
     * none.
     */
    String FORMAT =
            "'^([0-9]{1,6}h([0-9]{1,6}m)?([0-9]{1,6}s)?([0-9]{1,6}ms)?"
                    + "|[0-9]{1,6}m([0-9]{1,6}s)?([0-9]{1,6}ms)?"
                    + "|[0-9]{1,6}s([0-9]{1,6}ms)?"
                    + "|[0-9]{1,6}ms)$'";
}
