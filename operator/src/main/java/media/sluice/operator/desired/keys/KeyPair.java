package media.sluice.operator.desired.keys;

import java.util.Base64;
import java.util.function.IntFunction;

/**
 * A key and its secret.
 *
 * @param id what tokens name it by
 * @param secret what they are signed with
 */
public record KeyPair(String id, String secret) {
    /** What the protocol's own tools begin keys with. */
    private static final String PREFIX = "API";

    private static final int ID_BYTES = 9;

    /** As long as the hash of the signature (HS256). */
    private static final int SECRET_BYTES = 32;

    /**
     * A fresh one.
     *
     * @param random makes so many random bytes
     */
    public static KeyPair fresh(IntFunction<byte[]> random) {
        // No - and _ in an id, which people read and type.
        var id =
                Base64.getUrlEncoder()
                        .encodeToString(random.apply(ID_BYTES))
                        .replace('-', 'x')
                        .replace('_', 'y');
        var secret =
                Base64.getUrlEncoder().withoutPadding().encodeToString(random.apply(SECRET_BYTES));
        return new KeyPair(PREFIX + id, secret);
    }

    @Override
    public String toString() {
        return id;
    }
}
