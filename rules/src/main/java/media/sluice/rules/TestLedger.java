package media.sluice.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * R18: no test is skipped without a line in {@code .ci/allowed-skips}, and no suite runs fewer
 * tests than {@code .ci/test-counts} says. Reads the reports that Surefire has just written.
 *
 * <p>A suite is a module and a kind of test (the suffix of the class name). Runs after the tests of
 * every module, inside Maven; throws {@link IllegalStateException} to fail the build.
 */
public final class TestLedger {

    private static final List<String> KINDS = List.of("PropertyTest", "FuzzTest", "Test", "IT");

    private final String module;
    private final Map<String, Integer> executed = new TreeMap<>();
    private final List<String> skipped = new ArrayList<>();

    private TestLedger(String module) {
        this.module = module;
    }

    /** Arguments: module, folder of Surefire's reports, the repository's {@code .ci} folder. */
    public static void main(String[] args) throws IOException {
        Path reports = Path.of(args[1]);
        Path ci = Path.of(args[2]);
        TestLedger ledger = new TestLedger(args[0]);
        if (!Files.isDirectory(reports)) {
            return;
        }
        ledger.read(reports);
        ledger.checkSkips(ci.resolve("allowed-skips"), LocalDate.now(ZoneOffset.UTC));
        boolean isSelection = System.getProperty("test") != null;
        if (!isSelection) {
            ledger.write(reports.resolveSibling("test-ledger.txt"));
            ledger.checkCounts(ci.resolve("test-counts"));
        }
    }

    private void read(Path reports) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(reports)) {
            files = all.filter(f -> f.getFileName().toString().matches("TEST-.*\\.xml")).toList();
        }
        for (Path file : files) {
            var cases = parse(file).getElementsByTagName("testcase");
            for (int i = 0; i < cases.getLength(); i++) {
                count((Element) cases.item(i));
            }
        }
    }

    private void count(Element testcase) {
        String type = testcase.getAttribute("classname");
        String name = type + "#" + testcase.getAttribute("name");
        if (testcase.getElementsByTagName("skipped").getLength() > 0) {
            skipped.add(name);
        } else {
            executed.merge(kindOf(type), 1, Integer::sum);
        }
    }

    private static String kindOf(String type) {
        int nested = type.indexOf('$');
        String outer = nested < 0 ? type : type.substring(0, nested);
        return KINDS.stream().filter(outer::endsWith).findFirst().orElse("other");
    }

    private static Document parse(Path file) throws IOException {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder().parse(file.toFile());
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("unreadable test report " + file, e);
        }
    }

    /** What {@code ./sluice counts} collects into {@code .ci/test-counts}. */
    private void write(Path file) throws IOException {
        Files.write(
                file,
                executed.entrySet().stream()
                        .map(kind -> module + " " + kind.getKey() + " " + kind.getValue())
                        .toList());
    }

    private void checkSkips(Path allowed, LocalDate today) throws IOException {
        List<AllowedSkip> entries = AllowedSkip.read(allowed);
        for (String test : skipped) {
            AllowedSkip entry =
                    entries.stream().filter(e -> e.covers(module, test)).findFirst().orElse(null);
            if (entry == null) {
                throw new IllegalStateException(
                        "R18: test "
                                + test
                                + " is skipped without an entry in .ci/allowed-skips. Mend it, delete it,"
                                + " or add a line: "
                                + module
                                + " | "
                                + test
                                + " | reason | until yyyy-mm-dd");
            }
            if (today.isAfter(entry.until())) {
                throw new IllegalStateException(
                        "R18: test "
                                + test
                                + " was allowed to be skipped until "
                                + entry.until()
                                + " ("
                                + entry.reason()
                                + "). Mend it or delete it.");
            }
        }
    }

    private void checkCounts(Path counts) throws IOException {
        for (String line : Files.readAllLines(counts)) {
            String[] columns = line.strip().split("\\s+");
            if (line.isBlank() || line.startsWith("#") || !columns[0].equals(module)) {
                continue;
            }
            int recorded = Integer.parseInt(columns[2]);
            int ran = executed.getOrDefault(columns[1], 0);
            if (ran < recorded) {
                throw new IllegalStateException(
                        "R18: suite "
                                + module
                                + " "
                                + columns[1]
                                + " ran "
                                + ran
                                + " tests, .ci/test-counts has "
                                + recorded
                                + ". Find the tests that no longer run; if they were removed on"
                                + " purpose, record it with ./sluice counts and say why in the commit.");
            }
        }
    }
}
