package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import io.fabric8.generator.annotation.ValidationRule;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A version of Sluice. */
@JacksonAnnotationsInside
@ValidationRule(
        value = "self.matches('^[0-9]{1,6}\\\\.[0-9]{1,6}\\\\.[0-9]{1,6}(-[0-9A-Za-z.-]+)?$')",
        message = "write a version as three numbers, such as 0.1.0 or 0.2.0-rc.1")
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD})
@interface VersionText {}
