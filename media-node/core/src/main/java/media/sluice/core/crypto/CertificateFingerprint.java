package media.sluice.core.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/**
 * A certificate's fingerprint as signaling carries it (RFC 8122 §5).
 *
 * @param algorithm lower case, such as {@code sha-256}
 * @param value upper-case hex with colons, such as {@code 4A:AD:…}
 */
public record CertificateFingerprint(String algorithm, String value) {

    /** The algorithm every WebRTC peer knows. */
    public static final String SHA_256 = "sha-256";

    /**
     * MD5, SHA-1 and truncated digests are not among them: a fingerprint is all that authenticates
     * the peer.
     */
    private static final Set<String> ACCEPTED = Set.of(SHA_256, "sha-384", "sha-512");

    private static final HexFormat HEX = HexFormat.ofDelimiter(":").withUpperCase();

    /** Normalises the case of both parts. */
    public CertificateFingerprint {
        algorithm = algorithm.toLowerCase(Locale.ROOT);
        value = value.toUpperCase(Locale.ROOT);
    }

    /** The fingerprint of a DER certificate; the algorithm must be an accepted one. */
    public static CertificateFingerprint of(String algorithm, byte[] der) {
        try {
            byte[] digest =
                    MessageDigest.getInstance(algorithm.toUpperCase(Locale.ROOT)).digest(der);
            return new CertificateFingerprint(algorithm, HEX.formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no " + algorithm, e);
        }
    }

    /** Whether we trust the algorithm. */
    public boolean isAccepted() {
        return ACCEPTED.contains(algorithm);
    }

    /**
     * Whether the certificate has this fingerprint; false for an algorithm that is not accepted.
     */
    public boolean matches(byte[] der) {
        return isAccepted() && of(algorithm, der).equals(this);
    }
}
