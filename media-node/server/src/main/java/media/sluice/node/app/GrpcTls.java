package media.sluice.node.app;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.inject.Singleton;
import java.io.File;
import javax.net.ssl.SSLException;
import media.sluice.node.config.NodeConfig;
import media.sluice.node.config.Settings;

/**
 * TLS of the gRPC server from PEM files, where they are set: both sides show a certificate. Quarkus
 * itself takes the authorities only from a key store with a password.
 */
@Singleton
public final class GrpcTls implements ServerBuilderCustomizer<VertxServerBuilder> {

    private final NodeConfig config;

    GrpcTls(NodeConfig config) {
        this.config = config;
    }

    @Override
    public void customize(GrpcServerConfiguration quarkus, VertxServerBuilder builder) {
        if (Settings.hasTls(config)) {
            builder.nettyBuilder().sslContext(context(config));
        }
    }

    /** Refuses files that cannot serve, before Quarkus starts: it would go on without gRPC. */
    static void check(NodeConfig config) {
        if (Settings.hasTls(config)) {
            var _ = context(config);
        }
    }

    private static SslContext context(NodeConfig config) {
        String certificate = config.tlsCertificate().orElseThrow();
        String key = config.tlsKey().orElseThrow();
        String trust = config.tlsTrust().orElseThrow();
        try {
            return GrpcSslContexts.forServer(new File(certificate), new File(key))
                    .trustManager(new File(trust))
                    .clientAuth(ClientAuth.REQUIRE)
                    .build();
        } catch (IllegalArgumentException | SSLException e) {
            throw Settings.unusableTls(certificate, key, trust, e);
        }
    }
}
