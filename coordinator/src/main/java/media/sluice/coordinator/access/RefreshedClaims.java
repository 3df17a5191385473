package media.sluice.coordinator.access;

import java.util.Map;

/** Claims of the token a participant gets for its next reconnect. */
public final class RefreshedClaims {
    /** Shortest validity of a refreshed token, seconds. */
    public static final long SHORTEST_SECONDS = 600;

    private RefreshedClaims() {}

    /**
     * The original claims with what changed since, valid for the rest of the original's time but at
     * least ten minutes.
     *
     * @param changed claims that differ now
     * @param nowSeconds seconds since 1970-01-01 UTC
     */
    public static Claims of(Claims original, Map<String, Object> changed, long nowSeconds) {
        return original.with(
                changed, Math.max(original.expiresAtSeconds(), nowSeconds + SHORTEST_SECONDS));
    }
}
