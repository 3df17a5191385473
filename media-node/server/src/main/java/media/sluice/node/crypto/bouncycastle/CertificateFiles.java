package media.sluice.node.crypto.bouncycastle;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * Reads the node's certificate from PEM files, as a launcher or a Secret provides them, and makes
 * one for development.
 */
public final class CertificateFiles {

    /** Names inside a folder, those of a Kubernetes TLS Secret. */
    public static final String CERTIFICATE_FILE = "tls.crt";

    public static final String KEY_FILE = "tls.key";

    private static final int P256_BITS = 256;

    private CertificateFiles() {}

    /**
     * Reads and checks certificate and key.
     *
     * @throws IOException when a file is missing, is not PEM, is not ECDSA P-256, or the two do not
     *     belong together
     */
    public static NodeCertificate load(Path certificateFile, Path keyFile) throws IOException {
        var loaded = new NodeCertificate(readCertificate(certificateFile), readKey(keyFile));
        if (!(loaded.certificate().getPublicKey() instanceof ECPublicKey key)
                || key.getParams().getCurve().getField().getFieldSize() != P256_BITS) {
            throw new IOException(
                    certificateFile
                            + " is not an ECDSA P-256 certificate; make one with"
                            + " 'openssl ecparam -name prime256v1'");
        }
        if (!belongTogether(loaded)) {
            throw new IOException(keyFile + " is not the private key of " + certificateFile);
        }
        return loaded;
    }

    /**
     * Reads {@link #CERTIFICATE_FILE} and {@link #KEY_FILE} of a folder, after making them if there
     * are none.
     */
    public static NodeCertificate loadOrGenerate(Path folder) throws IOException {
        Path certificateFile = folder.resolve(CERTIFICATE_FILE);
        Path keyFile = folder.resolve(KEY_FILE);
        if (!Files.exists(certificateFile) || !Files.exists(keyFile)) {
            generate(folder, Duration.ofDays(365));
        }
        return load(certificateFile, keyFile);
    }

    /**
     * Writes a fresh self-signed certificate and its key (readable by the owner only) into the
     * folder.
     */
    public static NodeCertificate generate(Path folder, Duration validity) throws IOException {
        NodeCertificate made = generate(validity);
        Files.createDirectories(folder);
        Path keyFile = folder.resolve(KEY_FILE);
        Files.deleteIfExists(keyFile);
        if (keyFile.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(
                    keyFile,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(
                keyFile, pem(new PemObject("PRIVATE KEY", made.privateKey().getEncoded())));
        Files.writeString(folder.resolve(CERTIFICATE_FILE), pem(made.certificate()));
        return made;
    }

    /** A fresh self-signed certificate, in memory only. */
    public static NodeCertificate generate(Duration validity) {
        try {
            var random = new SecureRandom();
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair pair = generator.generateKeyPair();
            // The name says nothing: it travels in the clear to every client.
            var name = new X500Name("CN=sluice");
            Instant from = Instant.now().minus(Duration.ofHours(1));
            var builder =
                    new JcaX509v3CertificateBuilder(
                            name,
                            new BigInteger(64, random).add(BigInteger.ONE),
                            Date.from(from),
                            Date.from(from.plus(validity)),
                            name,
                            pair.getPublic());
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
            return new NodeCertificate(
                    new JcaX509CertificateConverter().getCertificate(builder.build(signer)),
                    pair.getPrivate());
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("this JDK cannot make an ECDSA P-256 certificate", e);
        }
    }

    private static X509Certificate readCertificate(Path file) throws IOException {
        if (readPem(file) instanceof X509CertificateHolder holder) {
            try {
                return new JcaX509CertificateConverter().getCertificate(holder);
            } catch (GeneralSecurityException e) {
                throw new IOException(file + " holds a certificate that cannot be read", e);
            }
        }
        throw new IOException(file + " holds no PEM certificate");
    }

    private static PrivateKey readKey(Path file) throws IOException {
        var converter = new JcaPEMKeyConverter();
        return switch (readPem(file)) {
            case PrivateKeyInfo key -> converter.getPrivateKey(key);
            case PEMKeyPair pair -> converter.getPrivateKey(pair.getPrivateKeyInfo());
            default -> throw new IOException(file + " holds no unencrypted PEM private key");
        };
    }

    /**
     * The first object that is not mere curve parameters, which {@code openssl ecparam} writes in
     * front of the key.
     */
    private static Object readPem(Path file) throws IOException {
        try (Reader reader = Files.newBufferedReader(file);
                var parser = new PEMParser(reader)) {
            Object read = parser.readObject();
            while (read instanceof org.bouncycastle.asn1.ASN1ObjectIdentifier) {
                read = parser.readObject();
            }
            if (read == null) {
                throw new IOException(file + " holds nothing in PEM form");
            }
            return read;
        }
    }

    private static boolean belongTogether(NodeCertificate loaded) {
        byte[] probe = {1, 2, 3};
        try {
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(loaded.privateKey());
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(loaded.certificate().getPublicKey());
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String pem(Object object) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }
}
