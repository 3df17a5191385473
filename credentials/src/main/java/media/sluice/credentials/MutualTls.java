package media.sluice.credentials;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * TLS for gRPC in which both sides show a certificate. Connections that begin after the files have
 * changed use what they say now; those that are open stay. Safe for use by many threads.
 */
public final class MutualTls {

    private final Credentials<Material> material;

    private MutualTls(Credentials<Material> material) {
        this.material = material;
    }

    /**
     * From PEM files.
     *
     * @param certificate the chain that is shown, own certificate first
     * @param key of that certificate, PKCS #8
     * @param trust authorities whose certificates are accepted
     * @throws BadCredentials when they cannot serve
     */
    public static MutualTls open(
            Path certificate,
            Path key,
            Path trust,
            InstantSource clock,
            Credentials.Listener listener) {
        return new MutualTls(
                Credentials.open(
                        List.of(certificate, key, trust),
                        contents ->
                                Material.of(
                                        PemFiles.read(
                                                contents.get(0),
                                                contents.get(1),
                                                contents.get(2),
                                                clock.instant())),
                        listener));
    }

    /** For a port. */
    public SslContext server() {
        return new NewestSslContext(() -> material.current().server);
    }

    /** For calls. */
    public SslContext client() {
        return new NewestSslContext(() -> material.current().client);
    }

    /** When the certificate in use ends. */
    public Instant validUntil() {
        return material.current().validUntil;
    }

    /** What a {@link Follower} looks at. */
    public Credentials<?> files() {
        return material;
    }

    /**
     * Both contexts are new with each change: a session that is resumed shows no certificate, and a
     * context would let in whoever it once trusted.
     */
    private record Material(SslContext server, SslContext client, Instant validUntil) {

        static Material of(PemFiles files) {
            var chain = files.chain().toArray(new X509Certificate[0]);
            var trusted = files.authorities().toArray(new X509Certificate[0]);
            try {
                var server =
                        SslContextBuilder.forServer(files.key(), chain)
                                .trustManager(trusted)
                                .clientAuth(ClientAuth.REQUIRE);
                var client =
                        SslContextBuilder.forClient()
                                .keyManager(files.key(), chain)
                                .trustManager(trusted);
                return new Material(
                        GrpcSslContexts.configure(server).build(),
                        GrpcSslContexts.configure(client).build(),
                        files.validUntil());
            } catch (SSLException | IllegalArgumentException fault) {
                throw new BadCredentials(String.valueOf(fault.getMessage()), fault);
            }
        }
    }
}
