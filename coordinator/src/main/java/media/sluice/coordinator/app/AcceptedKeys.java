package media.sluice.coordinator.app;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import media.sluice.coordinator.access.ApiKeys;
import media.sluice.coordinator.config.CoordinatorSettings;
import media.sluice.credentials.BadCredentials;
import media.sluice.credentials.Credentials;

/**
 * The API keys of the settings, and those of the file that may change. Safe for use by many
 * threads.
 */
final class AcceptedKeys {
    private static final String DEV_KEY = "devkey";
    private static final String DEV_SECRET = "secret";

    private final ApiKeys fixed;
    private final Optional<Credentials<ApiKeys>> file;

    private AcceptedKeys(ApiKeys fixed, Optional<Credentials<ApiKeys>> file) {
        this.fixed = fixed;
        this.file = file;
    }

    /**
     * As the settings say.
     *
     * @throws IllegalStateException when there is neither a key nor a file of keys, or the file
     *     cannot serve
     */
    static AcceptedKeys of(CoordinatorSettings settings, Credentials.Listener listener) {
        var set = new HashMap<>(settings.keys());
        var path = settings.apiKeysFile();
        if (set.isEmpty() && path.isEmpty() && settings.dev()) {
            set.put(DEV_KEY, DEV_SECRET);
        }
        if (set.isEmpty() && path.isEmpty()) {
            throw new IllegalStateException(
                    "no API key: set SLUICE_COORDINATOR_KEYS_<name>=<secret of 32 characters or"
                            + " more>, sluice.coordinator.api-keys-file to a file of lines NAME:"
                            + " SECRET, or sluice.coordinator.dev=true for devkey/secret");
        }
        var fixed = ApiKeys.of(set);
        return new AcceptedKeys(fixed, path.map(name -> open(name, fixed, listener)));
    }

    private static Credentials<ApiKeys> open(
            String path, ApiKeys fixed, Credentials.Listener listener) {
        try {
            return Credentials.open(
                    List.of(Path.of(path)), contents -> read(contents.getFirst(), fixed), listener);
        } catch (BadCredentials fault) {
            throw new IllegalStateException(
                    "API keys cannot be read from sluice.coordinator.api-keys-file: "
                            + fault.getMessage(),
                    fault);
        }
    }

    private static ApiKeys read(String text, ApiKeys fixed) {
        try {
            return fixed.and(ApiKeys.parse(text));
        } catch (IllegalArgumentException fault) {
            throw new BadCredentials(String.valueOf(fault.getMessage()), fault);
        }
    }

    /** Those that are accepted now. */
    ApiKeys now() {
        return file.map(Credentials::current).orElse(fixed);
    }

    /** What is to be followed. */
    List<Credentials<?>> files() {
        return file.<List<Credentials<?>>>map(List::of).orElse(List.of());
    }
}
