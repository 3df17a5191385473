package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The name of another resource of the namespace. */
@JacksonAnnotationsInside
@Size(max = 253)
@ValidationRule(
        value = "self.matches('^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$')",
        message = "write the name of the resource: lower-case letters, digits, - and .")
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD})
@interface ObjectName {}
