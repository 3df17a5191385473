package media.sluice.node.app;

import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.inject.Singleton;

/**
 * Gives the gRPC server its TLS, where there is some. Quarkus itself takes the authorities only
 * from a key store with a password.
 */
@Singleton
public final class GrpcTls implements ServerBuilderCustomizer<VertxServerBuilder> {

    private final NodeTls tls;

    GrpcTls(NodeTls tls) {
        this.tls = tls;
    }

    @Override
    public void customize(GrpcServerConfiguration quarkus, VertxServerBuilder builder) {
        tls.server().ifPresent(context -> builder.nettyBuilder().sslContext(context));
    }
}
