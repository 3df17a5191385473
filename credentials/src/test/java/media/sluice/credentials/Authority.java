package media.sluice.credentials;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs certificates for the name localhost, and writes them as the files of a program. */
final class Authority {

    private final KeyPair pair;
    private final X509Certificate certificate;
    private final String name;
    private int serial = 1;

    Authority(String name) throws GeneralSecurityException, IOException {
        this.name = name;
        pair = newPair();
        certificate = sign(pair, name, true, Instant.now().minusSeconds(60), Duration.ofDays(10));
    }

    /** A folder with tls.crt, tls.key and ca.crt of this authority. */
    Files3 write(Path folder) throws GeneralSecurityException, IOException {
        return write(folder, Instant.now().minusSeconds(60), Duration.ofDays(1));
    }

    Files3 write(Path folder, Instant from, Duration validity)
            throws GeneralSecurityException, IOException {
        var own = newPair();
        var files = Files3.in(folder);
        Files.writeString(
                files.certificate,
                pem("CERTIFICATE", sign(own, "sluice", false, from, validity).getEncoded()));
        Files.writeString(files.key, pem("PRIVATE KEY", own.getPrivate().getEncoded()));
        Files.writeString(files.trust, pem());
        return files;
    }

    String pem() throws GeneralSecurityException {
        return pem("CERTIFICATE", certificate.getEncoded());
    }

    private X509Certificate sign(
            KeyPair subject, String subjectName, boolean isAuthority, Instant from, Duration time)
            throws GeneralSecurityException, IOException {
        try {
            var builder =
                    new JcaX509v3CertificateBuilder(
                            new X500Name("CN=" + name),
                            BigInteger.valueOf(serial++),
                            Date.from(from),
                            Date.from(from.plus(time)),
                            new X500Name("CN=" + subjectName),
                            subject.getPublic());
            builder.addExtension(
                    Extension.basicConstraints, true, new BasicConstraints(isAuthority));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (OperatorCreationException fault) {
            throw new GeneralSecurityException(fault);
        }
    }

    private static KeyPair newPair() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
                .formatted(type, Base64.getMimeEncoder().encodeToString(der), type);
    }

    /** The files of one program. */
    record Files3(Path certificate, Path key, Path trust) {
        static Files3 in(Path folder) {
            return new Files3(
                    folder.resolve("tls.crt"), folder.resolve("tls.key"), folder.resolve("ca.crt"));
        }
    }
}
