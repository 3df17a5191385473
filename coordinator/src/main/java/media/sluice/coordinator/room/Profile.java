package media.sluice.coordinator.room;

import java.util.Map;

/**
 * What a participant shows of itself.
 *
 * @param name name for people
 * @param metadata text of the application
 * @param attributes key and value texts of the application
 */
public record Profile(String name, String metadata, Map<String, String> attributes) {
    /** Highest number of characters of a name. */
    public static final int MAX_NAME = 256;

    /** Highest size of the metadata, bytes. */
    public static final int MAX_METADATA = 512 * 1024;

    /** Highest size of all attributes together, bytes. */
    public static final int MAX_ATTRIBUTES = 64 * 1024;

    /** Copies the attributes. */
    public Profile {
        attributes = Map.copyOf(attributes);
    }

    /** True when nothing is longer than allowed. */
    public boolean isWithinLimits() {
        int size =
                attributes.entrySet().stream()
                        .mapToInt(entry -> entry.getKey().length() + entry.getValue().length())
                        .sum();
        return name.length() <= MAX_NAME
                && metadata.length() <= MAX_METADATA
                && size <= MAX_ATTRIBUTES;
    }
}
