package media.sluice.operator.crd;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All files of the repository that are written from the definitions: manifests, the chart's
 * templates, the reference page. The folders of definitions hold nothing else.
 */
final class RenderedFiles {

    /** An operator compares it with that of the definitions it was built with. */
    static final String VERSION_ANNOTATION = "sluice.media/crd-version";

    private static final String NOTICE =
            "# Written by ./sluice crds from the types of media.sluice.operator.api; do not edit.\n";

    private static final Path MANIFESTS = Path.of("k8s", "crds");
    private static final Path TEMPLATES = Path.of("helm", "sluice-crds", "templates");
    private static final Path PAGE = Path.of("docs", "custom-resources.md");

    private final Path root;
    private final Path target;

    RenderedFiles(Path root) {
        this(root, root);
    }

    /** Compares and writes below another folder than that of the samples. */
    RenderedFiles(Path root, Path target) {
        this.root = root;
        this.target = target;
    }

    /** Path below the repository's root, and what should be in it. */
    Map<Path, String> wanted() throws IOException {
        List<CustomResourceDefinition> definitions = Definitions.generate();
        Map<Path, String> files = new TreeMap<>();
        StringBuilder list = new StringBuilder(NOTICE);
        list.append(
                "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n");
        for (CustomResourceDefinition definition : definitions) {
            String name = definition.getSpec().getNames().getPlural() + ".yaml";
            String manifest = manifest(definition);
            files.put(MANIFESTS.resolve(name), NOTICE + manifest);
            files.put(TEMPLATES.resolve(name), NOTICE + template(manifest));
            list.append("  - ").append(name).append('\n');
        }
        files.put(MANIFESTS.resolve("kustomization.yaml"), list.toString());
        files.put(PAGE, new ReferencePage(definitions, Samples.valid(root)).text());
        return files;
    }

    /** Paths whose content is not what it should be, among them files that should not be there. */
    List<Path> stale() throws IOException {
        Map<Path, String> wanted = wanted();
        List<Path> stale = new ArrayList<>();
        for (Map.Entry<Path, String> file : wanted.entrySet()) {
            Path path = target.resolve(file.getKey());
            if (!Files.exists(path) || !Files.readString(path).equals(file.getValue())) {
                stale.add(file.getKey());
            }
        }
        for (Path folder : List.of(MANIFESTS, TEMPLATES)) {
            try (Stream<Path> present = files(target.resolve(folder))) {
                present.map(target::relativize)
                        .filter(path -> !wanted.containsKey(path))
                        .forEach(stale::add);
            }
        }
        return stale;
    }

    void write() throws IOException {
        Map<Path, String> wanted = wanted();
        for (Path path : stale()) {
            String content = wanted.get(path);
            if (content == null) {
                Files.delete(target.resolve(path));
            } else {
                Files.createDirectories(target.resolve(path).getParent());
                Files.writeString(target.resolve(path), content);
            }
        }
    }

    private static Stream<Path> files(Path folder) throws IOException {
        return Files.isDirectory(folder) ? Files.list(folder) : Stream.of();
    }

    private static String manifest(CustomResourceDefinition definition)
            throws JsonProcessingException {
        ObjectNode tree = new ObjectMapper().valueToTree(definition);
        ObjectNode metadata = tree.putObject("metadata");
        metadata.put("name", definition.getMetadata().getName());
        metadata.putObject("labels").put("app.kubernetes.io/part-of", "sluice");
        metadata.putObject("annotations").put(VERSION_ANNOTATION, hash(tree.get("spec")));
        ObjectNode ordered = tree.objectNode();
        for (String field : List.of("apiVersion", "kind", "metadata", "spec")) {
            ordered.set(field, tree.get(field));
        }
        return YAMLMapper.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .disable(YAMLGenerator.Feature.SPLIT_LINES)
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                .build()
                .writeValueAsString(ordered);
    }

    private static String hash(JsonNode spec) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(spec.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Helm deletes no definition with a release: that would delete every resource of its kind. */
    private static String template(String manifest) {
        return manifest.replaceFirst(
                        "(?m)^  annotations:\n",
                        """
                          annotations:
                            helm.sh/resource-policy: keep
                            {{- with .Values.annotations }}
                            {{- toYaml . | nindent 4 }}
                            {{- end }}
                        """)
                .replaceFirst(
                        "(?m)^  labels:\n",
                        """
                          labels:
                            {{- with .Values.labels }}
                            {{- toYaml . | nindent 4 }}
                            {{- end }}
                        """);
    }
}
