package media.sluice.coordinator.access;

import java.util.Optional;

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

    /**
     * Signs what a client is given to reconnect with: with the key that follows the claims' one, if
     * there is one. Empty when that key is not accepted any more, and neither is its bearer.
     */
    Optional<String> renew(Claims claims);
}
