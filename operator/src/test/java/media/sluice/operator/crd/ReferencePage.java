package media.sluice.operator.crd;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionNames;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The page docs/custom-resources.md: each kind with a sample, its fields and its rules. */
final class ReferencePage {

    private static final String HEAD =
            """
            # Custom resources

            Kinds of `sluice.media/v1alpha1`, all namespaced and in the category `sluice` (`kubectl get sluice`). Install their definitions with the
            chart [helm/sluice-crds](../helm/sluice-crds) or `kubectl apply --server-side -k k8s/crds`; Kubernetes 1.30 or newer. `kubectl explain
            mnp.spec.drain` says in the terminal what stands here.

            This page, the definitions and the chart are written from the types of `media.sluice.operator.api.v1alpha1` by `./sluice crds`; a build whose
            files differ fails. More samples, and 40 that are refused with the words that a user reads, are in
            [e2e/kube/samples](../e2e/kube/samples); `./sluice prove crd` applies all of them to a real API server.

            Durations are whole numbers with units (`90s`, `1h30m`), times are RFC 3339 (`2027-01-14T16:30:00Z`), percents and counts whole numbers. The
            operator writes `status` only: what you put into `spec` stays as it is. Every kind has `status.observedGeneration` and conditions in the words
            of kstatus: `Ready`, `Reconciling`, `Stalled`.
            """;

    private final List<CustomResourceDefinition> definitions;
    private final List<Samples.Sample> samples;

    ReferencePage(List<CustomResourceDefinition> definitions, List<Samples.Sample> samples) {
        this.definitions = definitions;
        this.samples = samples;
    }

    String text() {
        return HEAD + definitions.stream().map(this::chapter).collect(Collectors.joining());
    }

    private String chapter(CustomResourceDefinition definition) {
        CustomResourceDefinitionNames names = definition.getSpec().getNames();
        JSONSchemaProps root = Definitions.schema(definition);
        StringBuilder text = new StringBuilder();
        text.append("\n## ").append(names.getKind()).append("\n\n");
        text.append(root.getDescription()).append(" Short name `");
        text.append(names.getShortNames().getFirst()).append("`.\n\n```yaml\n");
        text.append(sample(names)).append("```\n\n");
        text.append("| field | type | default | meaning |\n|---|---|---|---|\n");
        fields("spec", Definitions.part(root, "spec"), text);
        List<String> rules = new ArrayList<>();
        rules("", root, rules);
        if (!rules.isEmpty()) {
            text.append("\nRefused, with these words:\n\n");
            rules.forEach(rule -> text.append("* ").append(rule).append('\n'));
        }
        text.append("\n| status | type | meaning |\n|---|---|---|\n");
        status("status", Definitions.part(root, "status"), text);
        return text.toString();
    }

    private String sample(CustomResourceDefinitionNames names) {
        String wanted = names.getSingular() + "-typical";
        return samples.stream()
                .filter(sample -> sample.name().equals(wanted))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException(
                                "write e2e/kube/samples/valid/" + wanted + ".yaml"))
                .resources();
    }

    private static void fields(String path, JSONSchemaProps schema, StringBuilder text) {
        schema.getProperties()
                .forEach((name, field) -> {
                    boolean required =
                            schema.getRequired() != null && schema.getRequired().contains(name);
                    String inner = path + "." + name;
                    text.append("| `").append(inner.substring("spec.".length()));
                    text.append("` | ").append(type(field)).append(" | ");
                    text.append(required ? "**required**" : standard(field));
                    text.append(" | ").append(field.getDescription()).append(" |\n");
                    JSONSchemaProps below = below(field);
                    if (below != null) {
                        fields(inner + suffix(field), below, text);
                    }
                });
    }

    private static void status(String path, JSONSchemaProps schema, StringBuilder text) {
        schema.getProperties()
                .forEach((name, field) -> {
                    String inner = path + "." + name;
                    text.append("| `").append(inner.substring("status.".length()));
                    text.append("` | ").append(type(field)).append(" | ");
                    text.append(field.getDescription()).append(" |\n");
                    JSONSchemaProps below = below(field);
                    if (below != null) {
                        status(inner + suffix(field), below, text);
                    }
                });
    }

    /**
     * The object of our own inside a field; not those of Kubernetes, which its own pages explain.
     */
    static @org.jspecify.annotations.Nullable JSONSchemaProps below(JSONSchemaProps field) {
        JSONSchemaProps inner = field.getItems() == null ? field : field.getItems().getSchema();
        return inner.getProperties() != null
                        && !inner.getProperties().isEmpty()
                        && inner.getProperties().values().stream()
                                .allMatch(part -> part.getDescription() != null)
                ? inner
                : null;
    }

    static String suffix(JSONSchemaProps field) {
        return field.getItems() == null ? "" : "[]";
    }

    private static String type(JSONSchemaProps field) {
        if (field.getItems() != null) {
            return "list of " + type(field.getItems().getSchema());
        }
        if (!field.getEnum().isEmpty()) {
            return field.getEnum().stream()
                    .map(value -> "`" + value.asText() + "`")
                    .collect(Collectors.joining(", "));
        }
        if (field.getMinimum() != null || field.getMaximum() != null) {
            return field.getType()
                    + ", "
                    + number(field.getMinimum())
                    + " to "
                    + number(field.getMaximum());
        }
        if (field.getAdditionalProperties() != null) {
            return "map";
        }
        return field.getType();
    }

    private static String number(@org.jspecify.annotations.Nullable Double bound) {
        return bound == null ? "any" : String.format(Locale.ROOT, "%d", bound.longValue());
    }

    private static String standard(JSONSchemaProps field) {
        return field.getDefault() == null || field.getDefault().isObject()
                ? ""
                : "`" + field.getDefault().toString().replace("\"", "") + "`";
    }

    private static void rules(String path, JSONSchemaProps schema, List<String> found) {
        if (schema.getXKubernetesValidations() != null) {
            for (ValidationRule rule : schema.getXKubernetesValidations()) {
                String at = path + (rule.getFieldPath() == null ? "" : rule.getFieldPath());
                found.add("`" + (at.isEmpty() ? "metadata.name" : at) + "`: " + rule.getMessage());
            }
        }
        if (schema.getProperties() != null) {
            schema.getProperties()
                    .forEach((name, field) ->
                            rules(path.isEmpty() ? name : path + "." + name, field, found));
        }
        if (schema.getItems() != null) {
            rules(path + "[]", schema.getItems().getSchema(), found);
        }
    }
}
