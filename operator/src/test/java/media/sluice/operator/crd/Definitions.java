package media.sluice.operator.crd;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import media.sluice.operator.api.v1alpha1.ApiKey;
import media.sluice.operator.api.v1alpha1.CapacityReservation;
import media.sluice.operator.api.v1alpha1.MediaCluster;
import media.sluice.operator.api.v1alpha1.MediaNode;
import media.sluice.operator.api.v1alpha1.MediaNodePool;
import media.sluice.operator.api.v1alpha1.Room;

/**
 * The definitions, generated from the Java types and completed with what the generator has no
 * annotation for: lists that are sets or maps, the order of columns, what is required of a whole
 * resource.
 */
final class Definitions {

    /** In the order in which a user meets them. */
    private static final List<Class<? extends HasMetadata>> KINDS =
            List.of(
                    MediaCluster.class,
                    MediaNodePool.class,
                    MediaNode.class,
                    Room.class,
                    CapacityReservation.class,
                    ApiKey.class);

    /** Lists whose elements are told apart by one field, so that several may write to them. */
    private static final Map<String, String> KEYED_LISTS =
            Map.of("conditions", "type", "schedules", "name", "imagePullSecrets", "name");

    private static final Set<String> SETS =
            Set.of("zones", "iceServers", "signalingFrom", "addressSources", "drainTaints");

    private Definitions() {}

    static List<Class<? extends HasMetadata>> kinds() {
        return KINDS;
    }

    static List<CustomResourceDefinition> generate() {
        Map<String, ByteArrayOutputStream> files = new LinkedHashMap<>();
        new CRDGenerator()
                .customResourceClasses(KINDS)
                .forCRDVersions("v1")
                .withOutput(
                        new CRDGenerator.CRDOutput<ByteArrayOutputStream>() {
                            @Override
                            public ByteArrayOutputStream outputFor(String name) {
                                return files.computeIfAbsent(
                                        name, n -> new ByteArrayOutputStream());
                            }

                            @Override
                            public void close() {}
                        })
                .generate();
        KubernetesSerialization yaml = new KubernetesSerialization();
        return files.values().stream()
                .map(file -> file.toString(StandardCharsets.UTF_8))
                .map(text -> yaml.unmarshal(text, CustomResourceDefinition.class))
                .peek(Definitions::complete)
                .sorted(Comparator.comparingInt(Definitions::place))
                .toList();
    }

    /** Of the only version. */
    static JSONSchemaProps schema(CustomResourceDefinition definition) {
        return definition.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
    }

    /** {@code spec} or {@code status}. */
    static JSONSchemaProps part(JSONSchemaProps root, String name) {
        return Objects.requireNonNull(root.getProperties().get(name), name);
    }

    private static int place(CustomResourceDefinition definition) {
        return KINDS.indexOf(type(definition));
    }

    private static Class<? extends HasMetadata> type(CustomResourceDefinition definition) {
        return KINDS.stream()
                .filter(kind ->
                        kind.getSimpleName().equals(definition.getSpec().getNames().getKind()))
                .findFirst()
                .orElseThrow();
    }

    private static void complete(CustomResourceDefinition definition) {
        JSONSchemaProps root = schema(definition);
        Class<? extends HasMetadata> type = type(definition);
        root.setDescription(type.getAnnotation(JsonClassDescription.class).value());
        RulesOfTypes.complete(root, type);
        completeLists(root);
        orderColumns(definition);
        JSONSchemaProps spec = part(root, "spec");
        spec.setDescription("What it should be; yours.");
        part(root, "status").setDescription("What it is; written by the operator.");
        if (spec.getRequired() == null || spec.getRequired().isEmpty()) {
            spec.setDefault(JsonNodeFactory.instance.objectNode());
        } else {
            root.setRequired(List.of("spec"));
        }
        fillDefaults(spec);
    }

    /**
     * Kubernetes holds the default of an object to the object's rules before it puts the defaults
     * of its fields in, so they stand in it already.
     */
    private static void fillDefaults(JSONSchemaProps schema) {
        if (schema.getProperties() == null) {
            return;
        }
        schema.getProperties().values().stream()
                .flatMap(Definitions::withItems)
                .forEach(Definitions::fillDefaults);
        if (schema.getDefault() instanceof ObjectNode filled) {
            schema.getProperties()
                    .forEach((name, field) -> {
                        if (field.getDefault() != null) {
                            filled.set(name, field.getDefault());
                        }
                    });
        }
    }

    private static void completeLists(JSONSchemaProps schema) {
        if (schema.getProperties() == null) {
            return;
        }
        schema.getProperties().forEach(Definitions::completeList);
        schema.getProperties().values().stream()
                .flatMap(Definitions::withItems)
                .forEach(Definitions::completeLists);
    }

    private static Stream<JSONSchemaProps> withItems(JSONSchemaProps schema) {
        return schema.getItems() == null
                ? Stream.of(schema)
                : Stream.of(schema, schema.getItems().getSchema());
    }

    private static void completeList(String name, JSONSchemaProps schema) {
        String key = KEYED_LISTS.get(name);
        if (key != null) {
            schema.setXKubernetesListType("map");
            schema.setXKubernetesListMapKeys(List.of(key));
            schema.getItems().getSchema().setRequired(withKey(schema, key));
        } else if (SETS.contains(name)) {
            schema.setXKubernetesListType("set");
        }
    }

    private static List<String> withKey(JSONSchemaProps list, String key) {
        List<String> required = list.getItems().getSchema().getRequired();
        return required == null || required.contains(key)
                ? required == null ? List.of(key) : required
                : Stream.concat(required.stream(), Stream.of(key)).toList();
    }

    /** The generator sorts them by path; users read them from left to right. */
    private static void orderColumns(CustomResourceDefinition definition) {
        List<String> wanted =
                Stream.of(type(definition).getAnnotationsByType(AdditionalPrinterColumn.class))
                        .map(AdditionalPrinterColumn::name)
                        .toList();
        var version = definition.getSpec().getVersions().getFirst();
        version.setAdditionalPrinterColumns(
                version.getAdditionalPrinterColumns().stream()
                        .sorted(
                                Comparator.comparingInt((CustomResourceColumnDefinition column) ->
                                        wanted.indexOf(column.getName())))
                        .toList());
    }
}
