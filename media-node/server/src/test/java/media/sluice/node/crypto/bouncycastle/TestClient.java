package media.sluice.node.crypto.bouncycastle;

import java.io.IOException;
import java.util.Hashtable;
import media.sluice.core.crypto.SrtpKeyingMaterial;
import media.sluice.core.crypto.SrtpProfile;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
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
 * A WebRTC-like DTLS client on the library's own protocol: the independent judge of our record
 * layer and keys.
 */
final class TestClient extends DefaultTlsClient {

    /** What the client offers. */
    record Offer(int[] srtpProfiles, int suite, int helloPadding, boolean hasCertificate) {

        static final Offer USUAL =
                new Offer(
                        new int[] {
                            SrtpProfile.AES_CM_128_HMAC_SHA1_80.code(),
                            SrtpProfile.AEAD_AES_128_GCM.code()
                        },
                        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
                        0,
                        true);

        Offer withProfiles(int... codes) {
            return new Offer(codes, suite, helloPadding, hasCertificate);
        }

        Offer withSuite(int code) {
            return new Offer(srtpProfiles, code, helloPadding, hasCertificate);
        }

        /** As many bytes more in the hello as a post-quantum key share has. */
        Offer withPadding(int bytes) {
            return new Offer(srtpProfiles, suite, bytes, hasCertificate);
        }

        Offer withoutCertificate() {
            return new Offer(srtpProfiles, suite, helloPadding, false);
        }
    }

    private static final int UNKNOWN_EXTENSION = 0xFDE8;

    private final JcaTlsCrypto jca;
    private final NodeCertificate certificate;
    private final Offer offer;
    private @Nullable SrtpKeyingMaterial srtp;

    TestClient(JcaTlsCrypto crypto, NodeCertificate certificate, Offer offer) {
        super(crypto);
        this.jca = crypto;
        this.certificate = certificate;
        this.offer = offer;
    }

    @Nullable SrtpKeyingMaterial srtp() {
        return srtp;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return new int[] {offer.suite()};
    }

    @Override
    public int getHandshakeResendTimeMillis() {
        return 60;
    }

    @Override
    public int getHandshakeTimeoutMillis() {
        return 15_000;
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"}) // the library's signature
    public Hashtable getClientExtensions() throws IOException {
        Hashtable extensions = super.getClientExtensions();
        if (offer.srtpProfiles().length > 0) {
            TlsSRTPUtils.addUseSRTPExtension(
                    extensions, new UseSRTPData(offer.srtpProfiles(), new byte[0]));
        }
        if (offer.helloPadding() > 0) {
            extensions.put(UNKNOWN_EXTENSION, new byte[offer.helloPadding()]);
        }
        return extensions;
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new TlsAuthentication() {
            @Override
            public void notifyServerCertificate(TlsServerCertificate serverCertificate) {}

            @Override
            public @Nullable TlsCredentials getClientCredentials(CertificateRequest request)
                    throws IOException {
                return offer.hasCertificate() ? credentials() : null;
            }
        };
    }

    private TlsCredentials credentials() throws IOException {
        var chain =
                new Certificate(new TlsCertificate[] {jca.createCertificate(certificate.der())});
        return new JcaDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context),
                jca,
                certificate.privateKey(),
                chain,
                SignatureAndHashAlgorithm.getInstance(
                        HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
    }

    @Override
    @SuppressWarnings("rawtypes") // the library's signature
    public void processServerExtensions(Hashtable extensions) throws IOException {
        super.processServerExtensions(extensions);
        UseSRTPData chosen = TlsSRTPUtils.getUseSRTPExtension(extensions);
        if (chosen != null) {
            profile = SrtpProfile.ofCode(chosen.getProtectionProfiles()[0]);
        }
    }

    private @Nullable SrtpProfile profile;

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        SrtpProfile agreed = profile;
        if (agreed != null) {
            srtp =
                    SrtpKeyingMaterial.fromExporter(
                            agreed,
                            context.exportKeyingMaterial(
                                    SrtpKeyingMaterial.EXPORTER_LABEL,
                                    null,
                                    SrtpKeyingMaterial.exporterLength(agreed)));
        }
    }
}
