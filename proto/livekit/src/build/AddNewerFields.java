import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Copies the .proto files of LiveKit's Maven artifact and adds the declarations of
 * newer-fields.txt. Run by the build as a single-file program: TABLE FROM TO.
 *
 * <p>It knows just enough of the language: where a message, enum or oneof begins and ends.
 */
final class AddNewerFields {

    private static final Pattern OPENING =
            Pattern.compile("\\b(message|enum|oneof)\\s+(\\w+)\\s*\\{");
    private static final Pattern NUMBER = Pattern.compile("=\\s*(\\d+)\\s*$");

    private record Row(int line, String file, String scope, String declaration) {}

    public static void main(String[] args) throws IOException {
        Path table = Path.of(args[0]);
        Path from = Path.of(args[1]);
        Path to = Path.of(args[2]);
        Map<String, List<Row>> rows = read(table);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".proto")).toList()) {
                String name = from.relativize(file).toString();
                String text = Files.readString(file);
                for (Row row : rows.getOrDefault(name, List.of())) {
                    text = apply(text, row);
                }
                rows.remove(name);
                writeIfChanged(to.resolve(name), text);
            }
        }
        if (!rows.isEmpty()) {
            throw new IllegalStateException("newer-fields.txt names files the artifact lacks: " + rows.keySet());
        }
    }

    private static Map<String, List<Row>> read(Path table) throws IOException {
        Map<String, List<Row>> rows = new LinkedHashMap<>();
        List<String> lines = Files.readAllLines(table);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] columns = line.split("\\s*\\|\\s*");
            if (columns.length != 3) {
                throw new IllegalStateException("newer-fields.txt:" + (i + 1) + " has not three columns");
            }
            rows.computeIfAbsent(columns[0], f -> new ArrayList<>())
                    .add(new Row(i + 1, columns[0], columns[1], columns[2]));
        }
        return rows;
    }

    private static String apply(String text, Row row) {
        if (row.declaration().equals("import")) {
            int after = text.indexOf('\n', text.lastIndexOf("\nimport ") + 1) + 1;
            return text.substring(0, after) + "import \"" + row.scope() + "\";\n" + text.substring(after);
        }
        if (row.declaration().startsWith("new ")) {
            int dot = row.scope().lastIndexOf('.');
            String type = row.declaration().substring(4) + " " + row.scope().substring(dot + 1) + " {\n}\n";
            if (dot < 0) {
                return text + "\n" + type;
            }
            int end = block(text, row, row.scope().substring(0, dot))[1];
            return text.substring(0, end) + type + text.substring(end);
        }
        int slash = row.scope().indexOf('/');
        String type = slash < 0 ? row.scope() : row.scope().substring(0, slash);
        int[] block = block(text, row, type);
        refuseKnownNumber(text.substring(block[0], block[1]), row);
        if (slash < 0) {
            return text.substring(0, block[1]) + "  " + row.declaration() + ";\n" + text.substring(block[1]);
        }
        String oneof = row.scope().substring(slash + 1);
        int at = text.substring(0, block[1]).indexOf("oneof " + oneof + " {", block[0]);
        if (at < 0) {
            return text.substring(0, block[1])
                    + "  oneof " + oneof + " {\n    " + row.declaration() + ";\n  }\n"
                    + text.substring(block[1]);
        }
        int inside = text.indexOf('{', at) + 1;
        return text.substring(0, inside) + "\n    " + row.declaration() + ";" + text.substring(inside);
    }

    private static void refuseKnownNumber(String body, Row row) {
        Matcher number = NUMBER.matcher(row.declaration());
        if (!number.find()) {
            throw new IllegalStateException("newer-fields.txt:" + row.line() + " has no field number");
        }
        String flat = ownLevel(body);
        if (Pattern.compile("=\\s*" + number.group(1) + "\\s*[;\\[]").matcher(flat).find()) {
            throw new IllegalStateException(
                    "newer-fields.txt:" + row.line() + ": " + row.scope() + " already has number "
                            + number.group(1) + "; the artifact caught up, delete the row");
        }
    }

    /** The body without nested messages and enums, but with its oneofs. */
    private static String ownLevel(String body) {
        StringBuilder kept = new StringBuilder();
        Matcher opening = OPENING.matcher(withoutComments(body));
        String clean = withoutComments(body);
        int at = 0;
        while (opening.find(at)) {
            if (opening.group(1).equals("oneof")) {
                kept.append(clean, at, opening.end());
                at = opening.end();
                continue;
            }
            kept.append(clean, at, opening.start());
            at = closing(clean, opening.end()) + 1;
        }
        return kept.append(clean.substring(at)).toString();
    }

    /** First and last offset of the body of a type; the last one is that of its closing brace. */
    private static int[] block(String text, Row row, String type) {
        String clean = withoutComments(text);
        int from = 0;
        int to = text.length();
        for (String name : type.split("\\.")) {
            Matcher opening =
                    Pattern.compile("\\b(message|enum)\\s+" + name + "\\s*\\{").matcher(clean).region(from, to);
            if (!opening.find()) {
                throw new IllegalStateException(
                        "newer-fields.txt:" + row.line() + ": no type " + type + " in " + row.file());
            }
            from = opening.end();
            to = closing(clean, from);
        }
        return new int[] {from, to};
    }

    private static int closing(String clean, int from) {
        int depth = 1;
        for (int i = from; i < clean.length(); i++) {
            depth += switch (clean.charAt(i)) {
                case '{' -> 1;
                case '}' -> -1;
                default -> 0;
            };
            if (depth == 0) {
                return i;
            }
        }
        throw new IllegalStateException("unbalanced braces");
    }

    /** Same length, so that offsets hold: comments and strings become blanks. */
    private static String withoutComments(String text) {
        return Pattern.compile("//[^\\n]*|/\\*.*?\\*/|\"[^\"\\n]*\"", Pattern.DOTALL)
                .matcher(text)
                .replaceAll(match -> " ".repeat(match.group().length()));
    }

    /** Untouched when equal, so that an incremental build generates nothing again. */
    private static void writeIfChanged(Path file, String text) throws IOException {
        if (Files.exists(file) && Files.readString(file).equals(text)) {
            return;
        }
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
