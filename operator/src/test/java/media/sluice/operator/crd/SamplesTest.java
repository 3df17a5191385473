package media.sluice.operator.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import media.sluice.operator.crd.Samples.Refusal;
import media.sluice.operator.crd.Samples.Sample;
import media.sluice.operator.crd.SchemaFields.Field;
import org.junit.jupiter.api.Test;

/**
 * Holds the samples to the definitions: no field without a good one, no rule without a bad one.
 * That a real API server judges each as it says is the proof {@code crd}.
 */
final class SamplesTest {

    private static final Path ROOT = Path.of("..");

    private final Map<String, List<Field>> fields =
            Definitions.generate().stream()
                    .collect(
                            Collectors.toMap(
                                    definition -> definition.getSpec().getNames().getKind(),
                                    SchemaFields::of));

    @Test
    void thereAreFortyOfEach() throws IOException {
        assertThat(Samples.valid(ROOT)).hasSize(40);
        assertThat(Samples.invalid(ROOT)).hasSize(40);
    }

    @Test
    void everyRuleHasARefusedSample() throws IOException {
        assertThat(refusedRules()).isEqualTo(rules());
    }

    @Test
    void everyOtherLimitHasARefusedSample() throws IOException {
        Set<String> refused =
                refusals(false)
                        .map(refusal -> refusal.kind() + " " + refusal.why().field())
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> limited =
                all().filter(field -> field.path().startsWith("spec"))
                        .filter(Field::isLimitedBySchema)
                        .map(field -> field.kind() + " " + field.path())
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(refused)
                .as("choices, required fields, bounds of numbers and lists without duplicates")
                .containsAll(limited);
    }

    @Test
    void whatASampleCallsLegalIs() throws IOException {
        List<String> wrong =
                refusals(false)
                        .filter(refusal -> !isLegalAsSaid(refusal))
                        .map(Object::toString)
                        .toList();
        assertThat(wrong).isEmpty();
    }

    private boolean isLegalAsSaid(KindRefusal refusal) {
        return fields.getOrDefault(refusal.kind(), List.of()).stream()
                        .anyMatch(field ->
                                field.path().equals(refusal.why().field())
                                        && field.limits().contains(refusal.why().words()))
                || refusal.why().words().equals("unknown")
                || refusal.why().words().startsWith("twice ")
                || refusal.why().words().startsWith("type ");
    }

    @Test
    void everyFieldIsInAValidSample() throws IOException {
        Set<String> used = new TreeSet<>();
        for (Sample sample : Samples.valid(ROOT)) {
            for (JsonNode document : sample.documents()) {
                collect(document.get("kind").asText(), "spec", document.path("spec"), used);
                collect(document.get("kind").asText(), "status", document.path("status"), used);
            }
        }
        assertThat(used)
                .containsAll(
                        all().filter(Field::isLeaf)
                                .map(field -> field.kind() + " " + field.path())
                                .toList());
    }

    private static void collect(String kind, String path, JsonNode value, Set<String> used) {
        used.add(kind + " " + path);
        if (value.isArray()) {
            value.forEach(item -> collect(kind, path + "[]", item, used));
        }
        value.properties()
                .forEach(part -> collect(kind, path + "." + part.getKey(), part.getValue(), used));
    }

    /** What a user wrote comes back as it was: nothing is dropped and nothing added. */
    @Test
    void validSamplesAreReadIntoTheTypes() throws IOException {
        KubernetesSerialization yaml = new KubernetesSerialization();
        Definitions.kinds().forEach(yaml::registerKubernetesResource);
        for (Sample sample : Samples.valid(ROOT)) {
            JsonNode written = sample.subject();
            HasMetadata read = yaml.unmarshal(written.toString(), HasMetadata.class);
            JsonNode back = new ObjectMapper().readTree(yaml.asJson(read));
            assertThat(back.get("spec")).as(sample.name()).isEqualTo(written.get("spec"));
            assertThat(back.get("status")).as(sample.name()).isEqualTo(written.get("status"));
        }
    }

    private Stream<Field> all() {
        return fields.values().stream().flatMap(List::stream);
    }

    private Set<String> rules() {
        return all().flatMap(field ->
                        field.rules().stream()
                                .map(rule ->
                                        field.kind() + " " + rule.path() + ": " + rule.message()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> refusedRules() throws IOException {
        return refusals(true)
                .map(refusal ->
                        refusal.kind() + " " + refusal.why().field() + ": " + refusal.why().words())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * A refusal of a sample.
     *
     * @param kind of the resource
     * @param why it is refused
     */
    private record KindRefusal(String kind, Refusal why) {}

    private static Stream<KindRefusal> refusals(boolean byRule) throws IOException {
        List<KindRefusal> found = new ArrayList<>();
        for (Sample sample : Samples.invalid(ROOT)) {
            String kind = sample.subject().get("kind").asText();
            sample.refusals().stream()
                    .filter(refusal -> refusal.byRule() == byRule)
                    .forEach(refusal -> found.add(new KindRefusal(kind, refusal)));
        }
        return found.stream();
    }
}
