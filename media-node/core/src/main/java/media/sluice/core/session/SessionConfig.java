package media.sluice.core.session;

import java.util.List;
import media.sluice.core.crypto.CertificateFingerprint;

/**
 * What a session needs to know of its node.
 *
 * @param sockets indexes of the worker's UDP sockets at which the peer may reach it, best first; a
 *     session that came back within 30 s gets another port than before
 * @param certificate fingerprint of the node's certificate that the session's handshake uses
 */
public record SessionConfig(List<Integer> sockets, CertificateFingerprint certificate) {
    public SessionConfig {
        sockets = List.copyOf(sockets);
        if (sockets.isEmpty()) {
            throw new IllegalArgumentException("a session needs a socket");
        }
    }

    int[] socketArray() {
        return sockets.stream().mapToInt(Integer::intValue).toArray();
    }
}
