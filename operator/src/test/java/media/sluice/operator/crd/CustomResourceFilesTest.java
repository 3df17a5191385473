package media.sluice.operator.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CustomResourceFilesTest {

    private static final Path ROOT = Path.of("..");

    @Test
    void filesAreWrittenFromTheTypes() throws IOException {
        assertThat(new RenderedFiles(ROOT).stale())
                .as("files that ./sluice crds would write anew; run it and commit what it writes")
                .isEmpty();
    }

    @Test
    void aDifferenceIsSeenAndMended(@TempDir Path folder) throws IOException {
        RenderedFiles files = new RenderedFiles(ROOT, folder);
        files.write();
        assertThat(files.stale()).isEmpty();

        Path changed = Path.of("helm", "sluice-crds", "templates", "rooms.yaml");
        Path missing = Path.of("k8s", "crds", "rooms.yaml");
        Path surplus = Path.of("k8s", "crds", "meetings.yaml");
        Files.writeString(folder.resolve(changed), "# edited", StandardOpenOption.APPEND);
        Files.delete(folder.resolve(missing));
        Files.writeString(folder.resolve(surplus), "kind: CustomResourceDefinition");
        assertThat(files.stale()).containsExactlyInAnyOrder(changed, missing, surplus);

        files.write();
        assertThat(files.stale()).isEmpty();
    }

    @Test
    void everyFieldIsExplained() {
        List<String> unexplained = new ArrayList<>();
        for (CustomResourceDefinition definition : Definitions.generate()) {
            JSONSchemaProps root = Definitions.schema(definition);
            String kind = definition.getSpec().getNames().getKind();
            collectUnexplained(kind, root, unexplained);
        }
        assertThat(unexplained).isEmpty();
    }

    /** Kubernetes' own types carry no words; a field of ours that holds one does. */
    private static void collectUnexplained(
            String path, JSONSchemaProps schema, List<String> found) {
        if (schema.getProperties() == null) {
            return;
        }
        schema.getProperties()
                .forEach((name, field) -> {
                    if (field.getDescription() == null) {
                        found.add(path + "." + name);
                    }
                    JSONSchemaProps below = ReferencePage.below(field);
                    if (below != null) {
                        collectUnexplained(path + "." + name, below, found);
                    }
                });
    }

    @Test
    void everyListIsBounded() {
        List<String> unbounded = new ArrayList<>();
        for (CustomResourceDefinition definition : Definitions.generate()) {
            JSONSchemaProps root = Definitions.schema(definition);
            collectUnbounded(
                    definition.getSpec().getNames().getKind() + ".spec",
                    Definitions.part(root, "spec"),
                    unbounded);
        }
        assertThat(unbounded).as("lists without @Size: their rules cost too much").isEmpty();
    }

    private static void collectUnbounded(String path, JSONSchemaProps schema, List<String> found) {
        if (schema.getProperties() == null) {
            return;
        }
        schema.getProperties()
                .forEach((name, field) -> {
                    boolean isMap = field.getAdditionalProperties() != null;
                    if (field.getItems() != null && field.getMaxItems() == null
                            || isMap && field.getMaxProperties() == null) {
                        found.add(path + "." + name);
                    }
                    JSONSchemaProps below = ReferencePage.below(field);
                    if (below != null) {
                        collectUnbounded(path + "." + name, below, found);
                    }
                });
    }
}
