package media.sluice.credentials;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What some files say, and follows them. New contents are taken once two looks in a row have found
 * the same, so that a file that is being written and a certificate whose key is still to come are
 * left alone. What cannot serve is refused, and what was in use stays. Safe for use by many
 * threads.
 *
 * @param <T> what they say
 */
public final class Credentials<T> {

    /** Makes a value of the contents of the files, in their order. */
    @FunctionalInterface
    public interface Reader<T> {
        /**
         * The value.
         *
         * @throws BadCredentials when the contents cannot serve
         */
        T read(List<String> contents);
    }

    /** Hears what became of changed files; called by whoever looks. */
    public interface Listener {
        /** New contents are in use. */
        void onTaken();

        /** New contents were refused; called once for each reason, not at each look. */
        void onRefused(String reason);
    }

    /** A secret is never near this; what is larger was named by mistake. */
    private static final int MAX_BYTES = 1 << 20;

    private final List<Path> files;
    private final Reader<T> reader;
    private final Listener listener;
    private Sighting taken;
    private Sighting seen;
    private String complaint = "";
    private volatile T current;

    private Credentials(List<Path> files, Reader<T> reader, Listener listener) {
        this.files = List.copyOf(files);
        this.reader = reader;
        this.listener = listener;
        taken = sight();
        seen = taken;
        if (!taken.fault.isEmpty()) {
            throw new BadCredentials(taken.fault);
        }
        current = read(taken.contents);
    }

    /**
     * Reads the files for the first time.
     *
     * @throws BadCredentials when they cannot serve
     */
    public static <T> Credentials<T> open(List<Path> files, Reader<T> reader, Listener listener) {
        return new Credentials<>(files, reader, listener);
    }

    /** What is in use now. */
    public T current() {
        return current;
    }

    /** Looks at the files once. */
    public synchronized void look() {
        var found = sight();
        boolean isSettled = found.equals(seen);
        seen = found;
        if (found.equals(taken)) {
            complaint = "";
        } else if (isSettled) {
            take(found);
        }
    }

    /** What was refused is tried at each look again: a certificate may not be valid yet. */
    private void take(Sighting found) {
        if (!found.fault.isEmpty()) {
            refuse(found.fault);
            return;
        }
        try {
            current = read(found.contents);
        } catch (BadCredentials fault) {
            refuse(String.valueOf(fault.getMessage()));
            return;
        }
        taken = found;
        complaint = "";
        listener.onTaken();
    }

    /** A parser's surprise is a fault of the files: it ends neither the program nor the watch. */
    private T read(List<String> contents) {
        try {
            return reader.read(contents);
        } catch (BadCredentials fault) {
            throw fault;
        } catch (RuntimeException fault) {
            throw new BadCredentials("they cannot be read: " + fault, fault);
        }
    }

    private void refuse(String reason) {
        if (!reason.equals(complaint)) {
            complaint = reason;
            listener.onRefused(reason);
        }
    }

    private Sighting sight() {
        var contents = new ArrayList<String>();
        for (var file : files) {
            try (var in = Files.newInputStream(file)) {
                var bytes = in.readNBytes(MAX_BYTES + 1);
                if (bytes.length > MAX_BYTES) {
                    return Sighting.of(file + " is larger than 1 MiB: it is not what it should be");
                }
                contents.add(new String(bytes, StandardCharsets.UTF_8));
            } catch (NoSuchFileException missing) {
                return Sighting.of(file + " is not there");
            } catch (IOException | UncheckedIOException fault) {
                return Sighting.of(
                        file
                                + " cannot be read: check its permissions ("
                                + fault.getMessage()
                                + ")");
            }
        }
        return new Sighting(contents, "");
    }

    /** One look: what the files hold, or why that cannot be said. */
    private record Sighting(List<String> contents, String fault) {
        Sighting {
            contents = List.copyOf(contents);
        }

        static Sighting of(String fault) {
            return new Sighting(List.of(), fault);
        }
    }
}
