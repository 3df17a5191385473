package media.sluice.operator.desired;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whether an object must be written. What is wanted is stamped on it, so that a field which is
 * wanted no more is noticed; and everything wanted is compared with what is there, so that what
 * somebody else changed is. Fields that only the server or others gave are passed over.
 */
public final class Difference {
    /** Hash of what was wanted when the object was written last. */
    public static final String STAMP = "sluice.media/desired";

    private static final int STAMP_LENGTH = 16;

    private final Function<Object, Object> trees;

    /**
     * Compares objects as trees.
     *
     * @param trees object → maps, lists and values, as it stands in JSON
     */
    public Difference(Function<Object, Object> trees) {
        this.trees = trees;
    }

    /** Puts the stamp on a wanted object. To be called once it is complete. */
    public <T extends HasMetadata> T stamped(T desired) {
        desired.getMetadata()
                .getAnnotations()
                .put(STAMP, hash(String.valueOf(trees.apply(desired))));
        return desired;
    }

    /** Whether {@code current} is all that a stamped {@code desired} wants. */
    public boolean isThere(HasMetadata desired, HasMetadata current) {
        return contains(trees.apply(desired), trees.apply(current));
    }

    private static boolean contains(@Nullable Object wanted, @Nullable Object there) {
        if (wanted instanceof Map<?, ?> map) {
            return there instanceof Map<?, ?> found
                    && map.entrySet().stream()
                            .allMatch(
                                    entry -> contains(entry.getValue(), found.get(entry.getKey())));
        }
        if (wanted instanceof List<?> list) {
            if (!(there instanceof List<?> found) || found.size() != list.size()) {
                return list.isEmpty() && there == null;
            }
            for (int i = 0; i < list.size(); i++) {
                if (!contains(list.get(i), found.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return Objects.equals(wanted, there) || areEqualQuantities(wanted, there);
    }

    /** The server writes 0.5 as 500m. */
    private static boolean areEqualQuantities(@Nullable Object wanted, @Nullable Object there) {
        if (!(wanted instanceof String one) || !(there instanceof String other)) {
            return false;
        }
        try {
            return Quantity.parse(one)
                            .getNumericalAmount()
                            .compareTo(Quantity.parse(other).getNumericalAmount())
                    == 0;
        } catch (IllegalArgumentException | ArithmeticException noQuantity) {
            return false;
        }
    }

    private static String hash(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)))
                    .substring(0, STAMP_LENGTH);
        } catch (NoSuchAlgorithmException fault) {
            throw new IllegalStateException("every JDK has SHA-256", fault);
        }
    }
}
