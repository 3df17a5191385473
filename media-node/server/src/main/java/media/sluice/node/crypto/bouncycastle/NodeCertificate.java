package media.sluice.node.crypto.bouncycastle;

import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import media.sluice.core.crypto.CertificateFingerprint;

/**
 * The DTLS certificate that all nodes share, ECDSA P-256: a session can only move, or restart ICE
 * elsewhere, when the fingerprint in the client's SDP stays true. Immutable and thread-safe.
 */
public record NodeCertificate(X509Certificate certificate, PrivateKey privateKey) {

    /** The fingerprint for signaling. */
    public CertificateFingerprint fingerprint() {
        return CertificateFingerprint.of(CertificateFingerprint.SHA_256, der());
    }

    byte[] der() {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("the node certificate cannot be encoded", e);
        }
    }

    @Override
    public String toString() {
        return "NodeCertificate(" + fingerprint().value() + ")";
    }
}
