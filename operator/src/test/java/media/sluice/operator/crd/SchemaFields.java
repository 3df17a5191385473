package media.sluice.operator.crd;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A definition as a flat list of its fields, with what limits each. */
final class SchemaFields {

    /**
     * One of our rules.
     *
     * @param path of the field that a refusal names
     * @param message of the refusal
     */
    record Rule(String path, String message) {}

    /**
     * One field.
     *
     * @param kind of the resource
     * @param path from {@code spec} or {@code status}, with {@code []} for the elements of a list
     * @param limits of the schema, in the words of the samples
     * @param rules of ours that stand at this field
     * @param isLeaf whether no fields of our own are below
     */
    record Field(String kind, String path, List<String> limits, List<Rule> rules, boolean isLeaf) {

        boolean isLimitedBySchema() {
            return !limits.isEmpty();
        }
    }

    private final String kind;
    private final List<Field> found = new ArrayList<>();

    private SchemaFields(String kind) {
        this.kind = kind;
    }

    static List<Field> of(CustomResourceDefinition definition) {
        SchemaFields fields = new SchemaFields(definition.getSpec().getNames().getKind());
        JSONSchemaProps root = Definitions.schema(definition);
        fields.found.add(new Field(fields.kind, "", List.of(), rules("", root), false));
        for (String part : List.of("spec", "status")) {
            fields.add(part, Definitions.part(root, part), false);
        }
        return fields.found;
    }

    private void add(String path, JSONSchemaProps schema, boolean isRequired) {
        JSONSchemaProps below = ReferencePage.below(schema);
        String inner = path + ReferencePage.suffix(schema);
        found.add(
                new Field(
                        kind,
                        path,
                        limits(schema, isRequired),
                        rules(path, schema),
                        below == null));
        if (schema.getItems() != null) {
            JSONSchemaProps items = schema.getItems().getSchema();
            found.add(
                    new Field(kind, inner, itemLimits(schema), rules(inner, items), below == null));
        }
        if (below != null) {
            List<String> required = below.getRequired() == null ? List.of() : below.getRequired();
            below.getProperties()
                    .forEach((name, field) ->
                            add(inner + "." + name, field, required.contains(name)));
        }
    }

    private static List<String> limits(JSONSchemaProps schema, boolean isRequired) {
        List<String> limits = new ArrayList<>();
        if (isRequired) {
            limits.add("required");
        }
        if (!schema.getEnum().isEmpty()) {
            limits.add(choice(schema));
        }
        if (schema.getMinimum() != null) {
            limits.add(bound("at least", schema.getMinimum()));
        }
        if (schema.getMaximum() != null) {
            limits.add(bound("at most", schema.getMaximum()));
        }
        return limits;
    }

    /** The words of the elements' refusals; those of a list without duplicates name the value. */
    private static List<String> itemLimits(JSONSchemaProps list) {
        List<String> limits = new ArrayList<>();
        if (!list.getItems().getSchema().getEnum().isEmpty()) {
            limits.add(choice(list.getItems().getSchema()));
        }
        if (list.getXKubernetesListType() != null) {
            limits.add("twice");
        }
        return limits;
    }

    private static String choice(JSONSchemaProps schema) {
        return schema.getEnum().stream()
                .map(value -> value.asText())
                .collect(Collectors.joining(", ", "one of ", ""));
    }

    private static String bound(String words, Double bound) {
        return String.format(Locale.ROOT, "%s %d", words, bound.longValue());
    }

    private static List<Rule> rules(String path, JSONSchemaProps schema) {
        if (schema.getXKubernetesValidations() == null) {
            return List.of();
        }
        return schema.getXKubernetesValidations().stream()
                .map(rule -> {
                    String at = rule.getFieldPath() == null ? "" : rule.getFieldPath();
                    String whole = path.isEmpty() ? "metadata.name" : path + at;
                    return new Rule(whole, rule.getMessage());
                })
                .toList();
    }
}
