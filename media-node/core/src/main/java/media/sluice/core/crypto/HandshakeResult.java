package media.sluice.core.crypto;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a finished handshake leaves behind: enough to go on without the library that did it.
 *
 * @param srtp profile and exported SRTP master keys
 * @param secrets master secret, randoms and suite for our own record layer
 * @param extendedMasterSecret whether RFC 7627 was negotiated
 * @param peer the client's certificate, null when it sent none
 * @param records where our record layer starts
 */
public record HandshakeResult(
        SrtpKeyingMaterial srtp,
        DtlsSecrets secrets,
        boolean extendedMasterSecret,
        @Nullable PeerCertificate peer,
        RecordStart records) {

    /** A peer's end-entity certificate. */
    public static final class PeerCertificate {

        private final byte[] der;

        public PeerCertificate(byte[] der) {
            this.der = der.clone();
        }

        public boolean matches(CertificateFingerprint fingerprint) {
            return fingerprint.matches(der);
        }

        public CertificateFingerprint fingerprint(String algorithm) {
            return CertificateFingerprint.of(algorithm, der);
        }
    }

    /**
     * Where the record layer of epoch 1 starts.
     *
     * @param nextWriteSequence first record sequence number of epoch 1 that was not used by the
     *     handshake
     * @param lastFlight our last flight (ChangeCipherSpec and Finished), one element per datagram,
     *     to be repeated byte for byte when the client lost it
     */
    public record RecordStart(long nextWriteSequence, List<Secret> lastFlight) {

        public RecordStart {
            lastFlight = List.copyOf(lastFlight);
        }
    }
}
