package media.sluice.node.worker;

import java.util.List;
import media.sluice.core.crypto.CertificateFingerprint;
import media.sluice.core.ice.IceCredentials;

/**
 * What the peer's description says about its transport.
 *
 * @param ice its credentials
 * @param fingerprints of its certificate, 1 to 8; one must match
 */
public record PeerParameters(IceCredentials ice, List<CertificateFingerprint> fingerprints) {
    public PeerParameters {
        fingerprints = List.copyOf(fingerprints);
    }
}
