package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** An image that does not change under its name. */
@JacksonAnnotationsInside
@Size(min = 1, max = 255)
@ValidationRule(
        value =
                "self.matches('^[^ @]+(@sha256:[0-9a-f]{64}|:[A-Za-z0-9_][A-Za-z0-9_.-]*)$') && !self.endsWith(':latest')",
        message =
                "name the image with a tag other than latest, or a digest: registry/name:0.1.0 or registry/name@sha256:...")
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD})
@interface ImageText {}
