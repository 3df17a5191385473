package media.sluice.node.crypto.bouncycastle;

import java.io.IOException;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import media.sluice.core.crypto.SrtpKeyingMaterial;
import media.sluice.core.crypto.SrtpProfile;
import org.bouncycastle.tls.Certificate;
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
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of a handshake that the node plays with itself. Shows the node's own
 * certificate. {@link #connect} blocks; the queues are safe for use by other threads.
 */
public final class RehearsedPeer {
    private static final int CAPACITY = 64;
    private static final int DATAGRAM_BYTES = 2048;
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final SrtpProfile PROFILE = SrtpProfile.AEAD_AES_128_GCM;

    private final BcHandshakers node;
    private final BlockingQueue<byte[]> toServer = new ArrayBlockingQueue<>(CAPACITY);
    private final BlockingQueue<byte[]> toClient = new ArrayBlockingQueue<>(CAPACITY);
    private @Nullable SrtpKeyingMaterial srtp;

    /** A peer of the node that has these handshakers. */
    public RehearsedPeer(BcHandshakers node) {
        this.node = node;
    }

    /** Carries the handshake through to its end. */
    public void connect() throws IOException {
        new DTLSClientProtocol().connect(new Client(node.crypto(), node.certificate()), new Link());
    }

    /**
     * The keys of both directions.
     *
     * @throws IllegalStateException before {@link #connect} has returned
     */
    public SrtpKeyingMaterial srtp() {
        SrtpKeyingMaterial agreed = srtp;
        if (agreed == null) {
            throw new IllegalStateException("the handshake is not complete");
        }
        return agreed;
    }

    /** The next datagram for the node, or null when none came in time. */
    public byte @Nullable [] poll(long millis) throws InterruptedException {
        return toServer.poll(millis, TimeUnit.MILLISECONDS);
    }

    /** A datagram of the node; lost when nobody reads. */
    public boolean deliver(byte[] datagram) {
        return toClient.offer(datagram);
    }

    /** As browsers do it: P-256, AES-128-GCM, a certificate of its own. */
    private final class Client extends DefaultTlsClient {
        private final JcaTlsCrypto jca;
        private final NodeCertificate certificate;

        Client(JcaTlsCrypto crypto, NodeCertificate certificate) {
            super(crypto);
            jca = crypto;
            this.certificate = certificate;
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
        @SuppressWarnings({"rawtypes", "unchecked"}) // the library's signature
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
                public void notifyServerCertificate(TlsServerCertificate unchecked) {}

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
            srtp =
                    SrtpKeyingMaterial.fromExporter(
                            PROFILE,
                            context.exportKeyingMaterial(
                                    SrtpKeyingMaterial.EXPORTER_LABEL,
                                    null,
                                    SrtpKeyingMaterial.exporterLength(PROFILE)));
        }

        private TlsCredentials credentials() throws IOException {
            var chain =
                    new Certificate(
                            new TlsCertificate[] {jca.createCertificate(certificate.der())});
            return new JcaDefaultTlsCredentialedSigner(
                    new TlsCryptoParameters(context),
                    jca,
                    certificate.privateKey(),
                    chain,
                    SignatureAndHashAlgorithm.getInstance(
                            HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
        }
    }

    private final class Link implements DatagramTransport {
        @Override
        public int getReceiveLimit() {
            return DATAGRAM_BYTES;
        }

        @Override
        public int getSendLimit() {
            return 1200;
        }

        @Override
        public int receive(byte[] into, int at, int room, int waitMillis) throws IOException {
            try {
                byte[] datagram = toClient.poll(Math.max(1, waitMillis), TimeUnit.MILLISECONDS);
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
        public void send(byte[] from, int at, int length) throws IOException {
            if (!toServer.offer(Arrays.copyOfRange(from, at, at + length))) {
                throw new IOException("nobody reads what the rehearsed peer sends");
            }
        }

        @Override
        public void close() {}
    }
}
