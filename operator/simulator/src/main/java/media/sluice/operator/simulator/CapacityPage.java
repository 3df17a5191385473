package media.sluice.operator.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts of docs/capacity.md that the simulator writes: between a begin and an end line of its
 * name.
 */
final class CapacityPage {

    private final Path file;

    CapacityPage(Path file) {
        this.file = file;
    }

    /** The lines of a part. */
    List<String> part(String name) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return lines.subList(lines.indexOf(begin(name)) + 1, end(lines, name));
    }

    void write(String name, List<String> part) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<String> before = lines.subList(0, lines.indexOf(begin(name)) + 1);
        List<String> after = lines.subList(end(lines, name), lines.size());
        List<String> all = new ArrayList<>(before);
        all.addAll(part);
        all.addAll(after);
        Files.write(file, all);
    }

    private int end(List<String> lines, String name) {
        int begin = lines.indexOf(begin(name));
        int end = lines.indexOf("<!-- end " + name + " -->");
        if (begin < 0 || end < begin) {
            throw new IllegalStateException(
                    file + " has no part " + name + ": put back its lines begin and end");
        }
        return end;
    }

    private static String begin(String name) {
        return "<!-- begin " + name + " -->";
    }
}
