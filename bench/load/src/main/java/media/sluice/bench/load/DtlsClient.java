package media.sluice.bench.load;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import media.sluice.core.crypto.SrtpKeyingMaterial;
import media.sluice.core.crypto.SrtpProfile;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.jspecify.annotations.Nullable;

/**
 * One DTLS 1.2 handshake as client (RFC 5764), on a virtual thread of its own. Offers
 * AEAD_AES_128_GCM only, so that all servers do the same work. {@link #deliver} may be called by
 * any thread.
 */
final class DtlsClient {
    private static final int DATAGRAM = 2048;
    private static final int MTU = 1200;
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final SrtpProfile PROFILE = SrtpProfile.AEAD_AES_128_GCM;
    private static final JcaTlsCrypto CRYPTO =
            new JcaTlsCryptoProvider().create(new SecureRandom());

    private final Certificate certificate;
    private final String serverFingerprint;
    private final Consumer<byte[]> sender;
    private final BlockingQueue<byte[]> arrivals = new LinkedBlockingQueue<>(256);
    private volatile @Nullable SrtpKeyingMaterial keys;

    DtlsClient(Certificate certificate, String serverFingerprint, Consumer<byte[]> sender) {
        this.certificate = certificate;
        this.serverFingerprint = serverFingerprint;
        this.sender = sender;
    }

    /** Starts; exactly one of the two is called, on the handshake's thread. */
    void start(Consumer<SrtpKeyingMaterial> onKeys, Consumer<Exception> onFailure) {
        Thread.ofVirtual().start(() -> connect(onKeys, onFailure));
    }

    /** A datagram of the server; dropped when the handshake does not keep up. */
    void deliver(byte[] datagram) {
        var _ = arrivals.offer(datagram);
    }

    private void connect(Consumer<SrtpKeyingMaterial> onKeys, Consumer<Exception> onFailure) {
        try {
            var _ = new DTLSClientProtocol().connect(new Client(), new Link());
            SrtpKeyingMaterial agreed = keys;
            if (agreed == null) {
                throw new IOException("the server did not choose AEAD_AES_128_GCM");
            }
            onKeys.accept(agreed);
        } catch (IOException e) {
            onFailure.accept(e);
        }
    }

    private final class Client extends DefaultTlsClient {
        Client() {
            super(CRYPTO);
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.DTLSv12.only();
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return new int[] {CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256};
        }

        @Override
        public int getHandshakeTimeoutMillis() {
            return TIMEOUT_MILLIS;
        }

        @Override
        @SuppressWarnings({"rawtypes", "unchecked", "JdkObsolete"}) // the library's signature
        public Hashtable getClientExtensions() throws IOException {
            Hashtable extensions = super.getClientExtensions();
            int[] profiles = {PROFILE.code()};
            TlsSRTPUtils.addUseSRTPExtension(extensions, new UseSRTPData(profiles, new byte[0]));
            return extensions;
        }

        @Override
        public TlsAuthentication getAuthentication() {
            return new TlsAuthentication() {
                @Override
                public void notifyServerCertificate(TlsServerCertificate theirs)
                        throws IOException {
                    byte[] der = theirs.getCertificate().getCertificateAt(0).getEncoded();
                    if (!Certificate.fingerprint(der).equalsIgnoreCase(serverFingerprint)) {
                        throw new TlsFatalAlert(AlertDescription.bad_certificate);
                    }
                }

                @Override
                public TlsCredentials getClientCredentials(CertificateRequest request)
                        throws IOException {
                    return credentials();
                }
            };
        }

        @Override
        public void notifyHandshakeComplete() throws IOException {
            super.notifyHandshakeComplete();
            keys =
                    SrtpKeyingMaterial.fromExporter(
                            PROFILE,
                            context.exportKeyingMaterial(
                                    SrtpKeyingMaterial.EXPORTER_LABEL,
                                    null,
                                    SrtpKeyingMaterial.exporterLength(PROFILE)));
        }

        private TlsCredentials credentials() throws IOException {
            TlsCertificate[] chain = {CRYPTO.createCertificate(certificate.der())};
            return new JcaDefaultTlsCredentialedSigner(
                    new TlsCryptoParameters(context),
                    CRYPTO,
                    certificate.key(),
                    new org.bouncycastle.tls.Certificate(chain),
                    SignatureAndHashAlgorithm.getInstance(
                            HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
        }
    }

    private final class Link implements DatagramTransport {
        @Override
        public int getReceiveLimit() {
            return DATAGRAM;
        }

        @Override
        public int getSendLimit() {
            return MTU;
        }

        @Override
        public int receive(byte[] into, int at, int room, int waitMillis) throws IOException {
            try {
                byte[] datagram = arrivals.poll(Math.max(1, waitMillis), TimeUnit.MILLISECONDS);
                if (datagram == null) {
                    return -1;
                }
                int length = Math.min(room, datagram.length);
                System.arraycopy(datagram, 0, into, at, length);
                return length;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }

        @Override
        public void send(byte[] from, int at, int length) {
            sender.accept(Arrays.copyOfRange(from, at, at + length));
        }

        @Override
        public void close() {}
    }
}
