package media.sluice.node.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** What people read before there is a log. */
final class Console {

    private Console() {}

    /** One line on the standard error stream. */
    static void complain(String line) {
        var out =
                new PrintWriter(
                        new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        out.println(line);
    }
}
