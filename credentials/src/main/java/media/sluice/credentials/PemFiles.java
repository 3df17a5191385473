package media.sluice.credentials;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * A certificate chain with its key and the authorities to trust, as they stand in PEM files.
 *
 * @param chain the program's own certificate first
 * @param key of the first certificate
 * @param authorities who signs the certificates of the others
 */
record PemFiles(List<X509Certificate> chain, PrivateKey key, List<X509Certificate> authorities) {

    private static final String KEY_BEGINS = "-----BEGIN PRIVATE KEY-----";
    private static final String KEY_ENDS = "-----END PRIVATE KEY-----";

    PemFiles {
        chain = List.copyOf(chain);
        authorities = List.copyOf(authorities);
    }

    /**
     * Reads and checks them: what is taken can be shown to others.
     *
     * @throws BadCredentials when they do not belong together, or do not hold now
     */
    static PemFiles read(String certificate, String key, String trust, Instant now) {
        var chain = certificates(certificate, "the certificate file");
        var first = chain.getFirst();
        if (first.getNotAfter().toInstant().isBefore(now)) {
            throw new BadCredentials(
                    "the certificate has ended at " + first.getNotAfter().toInstant());
        }
        if (first.getNotBefore().toInstant().isAfter(now)) {
            throw new BadCredentials(
                    "the certificate begins at "
                            + first.getNotBefore().toInstant()
                            + ", check the clocks");
        }
        var secret = privateKey(key, first.getPublicKey().getAlgorithm());
        if (!belongTogether(first, secret)) {
            throw new BadCredentials("the key is not that of the certificate");
        }
        return new PemFiles(chain, secret, certificates(trust, "the file of authorities"));
    }

    /** End of the program's own certificate. */
    Instant validUntil() {
        return chain.getFirst().getNotAfter().toInstant();
    }

    private static List<X509Certificate> certificates(String pem, String what) {
        try {
            var all =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(
                                    new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (all.isEmpty()) {
                throw new BadCredentials(what + " holds no certificate");
            }
            return all;
        } catch (CertificateException fault) {
            throw new BadCredentials(what + " holds something that is no certificate", fault);
        }
    }

    private static PrivateKey privateKey(String pem, String algorithm) {
        int begin = pem.indexOf(KEY_BEGINS);
        int end = pem.indexOf(KEY_ENDS, begin + 1);
        if (begin < 0 || end < 0) {
            throw new BadCredentials("the key file holds no unencrypted PKCS #8 key");
        }
        try {
            var der =
                    Base64.getMimeDecoder().decode(pem.substring(begin + KEY_BEGINS.length(), end));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException fault) {
            throw new BadCredentials(
                    "the key file holds no key of the certificate's kind, " + algorithm, fault);
        }
    }

    private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
        var algorithm =
                switch (key.getAlgorithm()) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> key.getAlgorithm();
                };
        try {
            byte[] text = certificate.getSerialNumber().toByteArray();
            var signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(text);
            byte[] signature = signing.sign();
            var checking = Signature.getInstance(algorithm);
            checking.initVerify(certificate.getPublicKey());
            checking.update(text);
            return checking.verify(signature);
        } catch (GeneralSecurityException fault) {
            throw new BadCredentials("the key of the certificate cannot sign", fault);
        }
    }
}
