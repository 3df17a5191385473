package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Labels of pods that are the user's. */
@JacksonAnnotationsInside
@Size(max = 16)
@ValidationRule(
        value = "self.all(key, !key.startsWith('sluice.media/'))",
        message = "use another prefix: labels with sluice.media/ belong to the operator")
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD})
@interface OwnLabels {}
