package media.sluice.node.control;

import java.util.List;
import media.sluice.core.crypto.CertificateFingerprint;
import media.sluice.core.wire.TransportAddress;
import media.sluice.node.lifecycle.NodeIdentity;

/**
 * What does not change while the process lives.
 *
 * @param identity who the node is
 * @param mediaAddresses UDP addresses at which peers reach it, best first
 * @param fingerprint of the DTLS certificate
 * @param maxSessions 1 to 2^31-1
 */
public record NodeFacts(
        NodeIdentity identity,
        List<TransportAddress> mediaAddresses,
        CertificateFingerprint fingerprint,
        int maxSessions) {

    public NodeFacts {
        mediaAddresses = List.copyOf(mediaAddresses);
    }
}
