package media.sluice.operator.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The samples under {@code e2e/kube/samples}: resources as users write them, good and bad. */
final class Samples {

    private static final Path FOLDER = Path.of("e2e", "kube", "samples");

    /**
     * A file of samples.
     *
     * @param name of the file, without its ending
     * @param text all of it
     * @param documents its resources
     */
    record Sample(String name, String text, List<JsonNode> documents) {

        /** The comment above the first resource, without the marks. */
        List<String> header() {
            return text.lines()
                    .takeWhile(line -> line.startsWith("#"))
                    .map(line -> line.substring(1).strip())
                    .toList();
        }

        /** Without the comment. */
        String resources() {
            return text.substring(
                    text.lines()
                            .takeWhile(line -> line.startsWith("#"))
                            .mapToInt(line -> line.length() + 1)
                            .sum());
        }

        List<Refusal> refusals() {
            return header().stream()
                    .filter(line -> line.startsWith("rule ") || line.startsWith("schema "))
                    .map(Refusal::parse)
                    .toList();
        }

        /** The resource that the sample is about: the last one. */
        JsonNode subject() {
            return documents.getLast();
        }
    }

    /**
     * Why a resource is refused.
     *
     * @param byRule by one of our rules, whose words these are; otherwise by the schema
     * @param path of the field
     * @param words the message, or what would be legal
     */
    record Refusal(boolean byRule, String path, String words) {

        static Refusal parse(String line) {
            String[] parts = line.split(" ", 2);
            int colon = parts[1].indexOf(": ");
            return new Refusal(
                    parts[0].equals("rule"),
                    parts[1].substring(0, colon),
                    parts[1].substring(colon + 2));
        }

        /** Without the positions in lists. */
        String field() {
            return path.replaceAll("\\[[0-9]+]", "[]");
        }
    }

    private Samples() {}

    static List<Sample> valid(Path root) throws IOException {
        return read(root.resolve(FOLDER).resolve("valid"));
    }

    static List<Sample> invalid(Path root) throws IOException {
        return read(root.resolve(FOLDER).resolve("invalid"));
    }

    private static List<Sample> read(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        }
        return files.stream().map(Samples::sample).toList();
    }

    private static Sample sample(Path file) {
        try {
            String text = Files.readString(file);
            YAMLMapper yaml = new YAMLMapper();
            try (MappingIterator<JsonNode> documents =
                    yaml.readerFor(JsonNode.class).readValues(text)) {
                return new Sample(
                        file.getFileName().toString().replace(".yaml", ""),
                        text,
                        List.copyOf(documents.readAll()));
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the sample " + file, e);
        }
    }
}
