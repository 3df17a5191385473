package media.sluice.coordinator.access;

/**
 * Reads and writes signed tokens (HS256 only). Implementations are safe for use by many threads.
 */
public interface TokenCodec {
    /**
     * Verifies signature, key and validity.
     *
     * @throws AccessDenied when any of them is wrong; the message names which
     */
    Claims read(String token);

    /** Signs the claims with the secret of their key. */
    String write(Claims claims);
}
