package media.sluice.coordinator.access;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The API keys whose tokens are accepted. As text, one to a line:
 *
 * <pre>
 * # API keys of this cluster
 * NAME: SECRET
 * OLD_NAME: OLD_SECRET NAME
 * </pre>
 *
 * The second line is of a key that is on its way out: it is accepted as long as it stands there,
 * and tokens that clients are given to reconnect with are signed with the key that follows it.
 */
public final class ApiKeys {
    private static final String HOW =
            "write one key a line as NAME: SECRET, or NAME: SECRET NEXT when the key NEXT follows it";

    private final Map<String, ApiKey> byName;

    private ApiKeys(Map<String, ApiKey> byName) {
        this.byName = byName;
    }

    /** From names and their secrets. */
    public static ApiKeys of(Map<String, String> secretByName) {
        var keys = new LinkedHashMap<String, ApiKey>();
        secretByName.forEach((name, secret) -> keys.put(name, new ApiKey(secret, "")));
        return new ApiKeys(keys);
    }

    /**
     * From text. Text without any line is refused: it is more often an accident than a wish, and
     * whoever wants no key writes a comment.
     *
     * @throws IllegalArgumentException with the line and what to write; never with a secret
     */
    public static ApiKeys parse(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(
                    "the file is empty: "
                            + HOW
                            + "; if no key shall be accepted, write a line that begins with #");
        }
        var keys = new LinkedHashMap<String, ApiKey>();
        int number = 0;
        for (var raw : text.lines().toList()) {
            number++;
            var line = raw.strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                add(keys, line, number);
            }
        }
        keys.keySet().forEach(name -> newest(keys, name));
        return new ApiKeys(keys);
    }

    private static void add(Map<String, ApiKey> keys, String line, int number) {
        int colon = line.indexOf(':');
        var name = colon < 0 ? "" : line.substring(0, colon).strip();
        var words = line.substring(colon + 1).strip().split("\\s+");
        if (name.isEmpty() || name.contains(" ") || words[0].isEmpty() || words.length > 2) {
            throw new IllegalArgumentException("line " + number + " is no key: " + HOW);
        }
        if (words[0].startsWith("\"") || words[0].startsWith("'")) {
            throw new IllegalArgumentException(
                    "line " + number + ": write the secret of " + name + " without quotes");
        }
        var key = new ApiKey(words[0], words.length > 1 ? words[1] : "");
        if (keys.putIfAbsent(name, key) != null) {
            throw new IllegalArgumentException(
                    "line "
                            + number
                            + ": "
                            + name
                            + " is there twice: give each key a name of its own, as tokens say by"
                            + " which one they are signed");
        }
    }

    /** The last of the keys that follow each other. */
    private static String newest(Map<String, ApiKey> keys, String name) {
        var passed = new HashSet<String>();
        var last = name;
        for (var key = keys.get(name); key != null && !key.next.isEmpty(); key = keys.get(last)) {
            if (!passed.add(last) || !keys.containsKey(key.next)) {
                throw new IllegalArgumentException(
                        "the key "
                                + key.next
                                + ", which follows "
                                + last
                                + ", is not there or follows itself: name one that has a line of"
                                + " its own");
            }
            last = key.next;
        }
        return last;
    }

    /**
     * These and others.
     *
     * @throws IllegalArgumentException when both have a key of the same name
     */
    public ApiKeys and(ApiKeys others) {
        var all = new LinkedHashMap<>(byName);
        others.byName.forEach((name, key) -> {
            if (all.putIfAbsent(name, key) != null) {
                throw new IllegalArgumentException(
                        "the key "
                                + name
                                + " is also set by sluice.coordinator.keys: remove it from one of"
                                + " the two");
            }
        });
        return new ApiKeys(all);
    }

    /** The secret of a key; empty when it is not accepted. */
    public Optional<String> secret(String name) {
        return Optional.ofNullable(byName.get(name)).map(ApiKey::secret);
    }

    /** The key to sign with in place of this one; empty when that is not accepted any more. */
    public Optional<String> signer(String name) {
        return byName.containsKey(name) ? Optional.of(newest(byName, name)) : Optional.empty();
    }

    /** The first key that nothing follows; empty without keys. */
    public Optional<String> first() {
        return byName.entrySet().stream()
                .filter(entry -> entry.getValue().next.isEmpty())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private record ApiKey(String secret, String next) {}
}
