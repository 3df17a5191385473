package media.sluice.operator.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import media.sluice.operator.api.v1alpha1.Autoscaling;
import media.sluice.operator.policy.Policies;
import media.sluice.operator.scaling.Policy;
import org.junit.jupiter.api.Test;

/** Holds the definition of MediaNodePool and the autoscaler to the same policy. */
final class PoliciesTest {

    private static final Path ROOT = Path.of("..");

    /** Of these two nothing is policy: one says who decides, the other is demand. */
    private static final Set<String> NO_POLICY = Set.of("mode", "schedules");

    private final JSONSchemaProps schema =
            Definitions.generate().stream()
                    .filter(one -> one.getSpec().getNames().getKind().equals("MediaNodePool"))
                    .map(one -> Definitions.part(Definitions.schema(one), "spec"))
                    .map(spec -> Definitions.part(spec, "autoscaling"))
                    .findFirst()
                    .orElseThrow();

    @Test
    void theDefaultsOfTheDefinitionAreThoseOfTheAutoscaler() {
        assertThat(Policies.of(read(schema.getDefault()))).isEqualTo(Policy.defaults());
    }

    @Test
    void whatARealApiServerFillsInIsThatToo() throws IOException {
        Path golden = ROOT.resolve("e2e/kube/golden/defaults-medianodepool.json");
        JsonNode spec = new ObjectMapper().readTree(Files.readString(golden));

        assertThat(Policies.of(read(spec.get("autoscaling")))).isEqualTo(Policy.defaults());
    }

    @Test
    void whatIsMissingIsAsByDefault() {
        assertThat(Policies.of(null)).isEqualTo(Policy.defaults());
        assertThat(Policies.of(read(new ObjectMapper().createObjectNode())))
                .isEqualTo(Policy.defaults());
    }

    /** A setting that nothing reads would be a promise nobody keeps. */
    @Test
    void everyFieldReachesThePolicy() {
        ObjectNode usual = (ObjectNode) schema.getDefault();
        List<String> ignored = new ArrayList<>();
        schema.getProperties()
                .forEach((name, field) -> {
                    if (NO_POLICY.contains(name)) {
                        return;
                    }
                    if (field.getProperties() == null || field.getProperties().isEmpty()) {
                        if (!isRead(usual.deepCopy(), "", name, field)) {
                            ignored.add(name);
                        }
                        return;
                    }
                    field.getProperties()
                            .forEach((below, leaf) -> {
                                if (!isRead(usual.deepCopy(), name, below, leaf)) {
                                    ignored.add(name + "." + below);
                                }
                            });
                });
        assertThat(ignored).isEmpty();
    }

    /** Whether the policy is another one when the field is. */
    private static boolean isRead(
            ObjectNode spec, String parent, String name, JSONSchemaProps field) {
        ObjectNode holder = parent.isEmpty() ? spec : (ObjectNode) spec.get(parent);
        switch (field.getType()) {
            case "integer" -> holder.put(name, holder.get(name).asInt() + 1);
            case "boolean" -> holder.put(name, !holder.get(name).asBoolean());
            default -> holder.put(name, isChoice(field) ? "Off" : "7m");
        }
        if (name.equals("targetPercent")) {
            // Not above what rooms are packed to.
            holder.put(name, holder.get(name).asInt() - 2);
        }
        return !Policies.of(read(spec)).equals(Policy.defaults());
    }

    private static boolean isChoice(JSONSchemaProps field) {
        return field.getEnum() != null && !field.getEnum().isEmpty();
    }

    /** Nothing that the API server stores may make the operator throw. */
    @Test
    void whatTheRulesLetPassIsAPolicy() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        int passed = 0;
        for (int i = 0; i < 200_000; i++) {
            int down = between(random, "scaleDownBelowPercent");
            int target = between(random, "targetPercent");
            int fill = between(random, "fillPercent");
            int up = between(random, "scaleUpAbovePercent");
            int min = between(random, "minReplicas");
            int max = between(random, "maxReplicas");
            if (min > max || target >= up || down >= target || fill > up || fill < target) {
                continue;
            }
            ObjectNode spec = (ObjectNode) schema.getDefault().deepCopy();
            spec.put("scaleDownBelowPercent", down).put("targetPercent", target);
            spec.put("fillPercent", fill).put("scaleUpAbovePercent", up);
            spec.put("minReplicas", min).put("maxReplicas", max);
            assertThat(Policies.of(read(spec)).targetPercent())
                    .as("seed " + seed)
                    .isEqualTo(target);
            passed++;
        }
        assertThat(passed).isGreaterThan(100);
    }

    private int between(SplittableRandom random, String name) {
        JSONSchemaProps field = Definitions.part(schema, name);
        return random.nextInt(field.getMinimum().intValue(), field.getMaximum().intValue() + 1);
    }

    /** The rules that the test above repeats are those of the definition. */
    @Test
    void theRulesAreTheseOnly() {
        assertThat(schema.getXKubernetesValidations())
                .extracting(rule -> rule.getRule())
                .filteredOn(rule -> !rule.contains("schedules"))
                .containsExactlyInAnyOrder(
                        "self.minReplicas <= self.maxReplicas",
                        "self.targetPercent < self.scaleUpAbovePercent",
                        "self.scaleDownBelowPercent < self.targetPercent",
                        "self.targetPercent <= self.fillPercent",
                        "self.fillPercent <= self.scaleUpAbovePercent");
    }

    private static Autoscaling read(JsonNode spec) {
        return new KubernetesSerialization().unmarshal(spec.toString(), Autoscaling.class);
    }
}
