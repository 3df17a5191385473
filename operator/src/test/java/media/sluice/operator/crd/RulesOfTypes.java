package media.sluice.operator.crd;

import io.fabric8.crdv2.generator.CRDUtils;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The rules that fields share through an annotation of their own, which the generator does not look
 * into; and one of each, as it finds a record's rules twice, at the field and at its accessor.
 */
final class RulesOfTypes {

    private RulesOfTypes() {}

    static void complete(JSONSchemaProps root, Class<? extends HasMetadata> kind) {
        CRDUtils.SpecAndStatus types = CRDUtils.resolveSpecAndStatusTypes(kind);
        completeRecord(Definitions.part(root, "spec"), load(types.getSpecClassName()));
        completeRecord(Definitions.part(root, "status"), load(types.getStatusClassName()));
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, RulesOfTypes.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the generator named it a moment ago", e);
        }
    }

    private static void completeRecord(JSONSchemaProps schema, Class<?> type) {
        if (!type.isRecord()) {
            return;
        }
        for (RecordComponent component : type.getRecordComponents()) {
            JSONSchemaProps field =
                    Objects.requireNonNull(
                            schema.getProperties().get(component.getName()), component::toString);
            completeRules(field, component);
            completeLengths(field, component);
            if (component.getType() == List.class) {
                completeRecord(field.getItems().getSchema(), element(component.getGenericType()));
            } else {
                completeRecord(field, component.getType());
            }
        }
    }

    private static void completeRules(JSONSchemaProps field, RecordComponent component) {
        var shared =
                Stream.of(component.getAccessor().getAnnotations())
                        .map(annotation -> annotation.annotationType())
                        .flatMap(type -> Stream.of(type.getAnnotationsByType(ValidationRule.class)))
                        .map(rule ->
                                new ValidationRuleBuilder()
                                        .withRule(rule.value())
                                        .withMessage(rule.message())
                                        .build());
        Set<io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule> rules =
                new LinkedHashSet<>(shared.toList());
        if (field.getXKubernetesValidations() != null) {
            rules.addAll(field.getXKubernetesValidations());
        }
        if (!rules.isEmpty()) {
            field.setXKubernetesValidations(List.copyOf(rules));
        }
    }

    /**
     * {@code List<@Size(max = 63) String>}: a rule over a list is costed by its longest element.
     */
    private static void completeLengths(JSONSchemaProps field, RecordComponent component) {
        if (component.getAnnotatedType() instanceof AnnotatedParameterizedType list
                && component.getType() == List.class) {
            Size size = list.getAnnotatedActualTypeArguments()[0].getAnnotation(Size.class);
            if (size != null) {
                field.getItems().getSchema().setMaxLength(size.max());
            }
        }
    }

    private static Class<?> element(Type list) {
        return (Class<?>) ((ParameterizedType) list).getActualTypeArguments()[0];
    }
}
