package media.sluice.node.crypto.bouncycastle;

import java.io.IOException;
import java.util.Arrays;
import java.util.Hashtable;
import media.sluice.core.crypto.DtlsCipherSuite;
import media.sluice.core.crypto.DtlsSecrets;
import media.sluice.core.crypto.HandshakeResult.PeerCertificate;
import media.sluice.core.crypto.Secret;
import media.sluice.core.crypto.SrtpKeyingMaterial;
import media.sluice.core.crypto.SrtpProfile;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * Our choices in a handshake: DTLS 1.2 only, ECDHE-ECDSA with AES-GCM only, extended master secret
 * required (RFC 7627; the exporter is not safe without), SRTP profile by our order and not the
 * client's, client certificate asked for and judged by its fingerprint alone. Lives on the
 * handshake's thread.
 */
final class ServerPeer extends DefaultTlsServer {

    /** First repetition of a flight; doubles. Browsers use 50 ms to 1 s. */
    private static final int RESEND_MILLIS = 150;

    private static final byte[] NO_MKI = {};

    private final NodeCertificate certificate;
    private final JcaTlsCrypto jca;
    private final int timeoutMillis;
    private @Nullable SrtpProfile profile;
    private @Nullable PeerCertificate peer;
    private @Nullable SrtpKeyingMaterial srtp;
    private @Nullable DtlsSecrets secrets;
    private boolean hasHello;
    private boolean lacksSrtp;

    ServerPeer(JcaTlsCrypto crypto, NodeCertificate certificate, int timeoutMillis) {
        super(crypto);
        this.jca = crypto;
        this.certificate = certificate;
        this.timeoutMillis = timeoutMillis;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        DtlsCipherSuite[] suites = DtlsCipherSuite.values();
        int[] codes = new int[suites.length];
        for (int i = 0; i < suites.length; i++) {
            codes[i] = suites[i].code();
        }
        return codes;
    }

    @Override
    public boolean requiresExtendedMasterSecret() {
        return true;
    }

    @Override
    public int getHandshakeTimeoutMillis() {
        return timeoutMillis;
    }

    @Override
    public int getHandshakeResendTimeMillis() {
        return RESEND_MILLIS;
    }

    /** A self-signed certificate proves nothing by its signature; the fingerprint does. */
    @Override
    public boolean shouldCheckSigAlgOfPeerCerts() {
        return false;
    }

    @Override
    public void notifyClientVersion(ProtocolVersion clientVersion) throws IOException {
        hasHello = true;
        super.notifyClientVersion(clientVersion);
    }

    /**
     * Whether the client's hello has been understood: from here on the handshake cannot begin
     * again.
     */
    boolean hasHello() {
        return hasHello;
    }

    /** Whether the client offered none of our SRTP profiles. */
    boolean lacksSrtp() {
        return lacksSrtp;
    }

    @Override
    @SuppressWarnings("rawtypes") // the library's signature
    public void processClientExtensions(@Nullable Hashtable extensions) throws IOException {
        super.processClientExtensions(extensions);
        UseSRTPData offered =
                extensions == null ? null : TlsSRTPUtils.getUseSRTPExtension(extensions);
        profile = offered == null ? null : choose(offered.getProtectionProfiles());
        if (profile == null) {
            lacksSrtp = true;
            throw new TlsFatalAlert(AlertDescription.handshake_failure);
        }
    }

    private static @Nullable SrtpProfile choose(int[] offered) {
        for (SrtpProfile candidate : SrtpProfile.PREFERENCE) {
            for (int code : offered) {
                if (code == candidate.code()) {
                    return candidate;
                }
            }
        }
        return null;
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"}) // the library's signature
    public Hashtable getServerExtensions() throws IOException {
        Hashtable extensions = super.getServerExtensions();
        SrtpProfile chosen = profile;
        if (chosen != null) {
            TlsSRTPUtils.addUseSRTPExtension(
                    extensions, new UseSRTPData(new int[] {chosen.code()}, NO_MKI));
        }
        return extensions;
    }

    @Override
    public CertificateRequest getCertificateRequest() {
        return new CertificateRequest(
                new short[] {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign},
                TlsUtils.getDefaultSupportedSignatureAlgorithms(context),
                null);
    }

    @Override
    public void notifyClientCertificate(Certificate clientCertificate) throws IOException {
        if (!clientCertificate.isEmpty()) {
            peer = new PeerCertificate(clientCertificate.getCertificateAt(0).getEncoded());
        }
    }

    @Override
    protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
        var chain =
                new Certificate(new TlsCertificate[] {jca.createCertificate(certificate.der())});
        var algorithm =
                SignatureAndHashAlgorithm.getInstance(
                        HashAlgorithm.sha256, SignatureAlgorithm.ecdsa);
        return new JcaDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context), jca, certificate.privateKey(), chain, algorithm);
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        SecurityParameters parameters = context.getSecurityParametersConnection();
        SrtpProfile chosen = profile;
        DtlsCipherSuite suite = DtlsCipherSuite.ofCode(parameters.getCipherSuite());
        if (chosen == null || suite == null) {
            throw new TlsFatalAlert(AlertDescription.internal_error);
        }
        srtp =
                SrtpKeyingMaterial.fromExporter(
                        chosen,
                        context.exportKeyingMaterial(
                                SrtpKeyingMaterial.EXPORTER_LABEL,
                                null,
                                SrtpKeyingMaterial.exporterLength(chosen)));
        // A copy, because extracting a secret takes it away from the library.
        byte[] master = jca.adoptSecret(parameters.getMasterSecret()).extract();
        secrets =
                new DtlsSecrets(
                        suite,
                        Secret.of(master),
                        Secret.of(parameters.getClientRandom()),
                        Secret.of(parameters.getServerRandom()));
        Arrays.fill(master, (byte) 0);
    }

    @Nullable SrtpKeyingMaterial srtp() {
        return srtp;
    }

    @Nullable DtlsSecrets secrets() {
        return secrets;
    }

    @Nullable PeerCertificate peer() {
        return peer;
    }
}
