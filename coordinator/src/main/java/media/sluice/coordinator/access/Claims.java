package media.sluice.coordinator.access;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Verified claims of a token.
 *
 * @param apiKey the key that signed it ({@code iss})
 * @param identity who the bearer is ({@code sub}, else {@code jti}); may be empty
 * @param expiresAtSeconds end of validity, seconds since 1970-01-01 UTC
 * @param members all other claims as JSON values, unknown ones included
 */
public record Claims(
        String apiKey, String identity, long expiresAtSeconds, Map<String, Object> members) {
    /** Copies the members. */
    public Claims {
        members = Map.copyOf(members);
    }

    /** What the bearer may do in rooms; empty when the token has no {@code video} claim. */
    public Optional<VideoGrant> video() {
        return members.get("video") instanceof Map<?, ?> grant
                ? Optional.of(new VideoGrant(textKeys(grant)))
                : Optional.empty();
    }

    /** Name to show; empty when the token has none. */
    public String name() {
        return text("name");
    }

    /** Kind of participant in lower case, for example {@code agent}; empty means a person. */
    public String kind() {
        return text("kind");
    }

    /** The participant's metadata. */
    public String metadata() {
        return text("metadata");
    }

    /** The participant's attributes. */
    public Map<String, String> attributes() {
        if (!(members.get("attributes") instanceof Map<?, ?> values)) {
            return Map.of();
        }
        var texts = new LinkedHashMap<String, String>();
        values.forEach((key, value) -> texts.put(String.valueOf(key), String.valueOf(value)));
        return texts;
    }

    /**
     * Settings for the room this bearer may bring into being ({@code roomConfig}); empty when
     * absent.
     */
    public Map<String, Object> roomConfig() {
        return members.get("roomConfig") instanceof Map<?, ?> config ? textKeys(config) : Map.of();
    }

    /** These claims with some replaced and another end of validity. */
    public Claims with(Map<String, Object> changed, long newExpiresAtSeconds) {
        var all = new LinkedHashMap<>(members);
        all.putAll(changed);
        return new Claims(apiKey, identity, newExpiresAtSeconds, all);
    }

    /** These claims as another key states them. */
    public Claims signedBy(String otherKey) {
        return new Claims(otherKey, identity, expiresAtSeconds, members);
    }

    private String text(String name) {
        return members.get(name) instanceof String value ? value : "";
    }

    private static Map<String, Object> textKeys(Map<?, ?> map) {
        var copy = new LinkedHashMap<String, Object>();
        map.forEach((key, value) -> {
            if (value != null) {
                copy.put(String.valueOf(key), value);
            }
        });
        return copy;
    }
}
