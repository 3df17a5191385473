package media.sluice.node.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.ssl.SslContext;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import media.sluice.credentials.BadCredentials;
import media.sluice.credentials.Credentials;
import media.sluice.credentials.Follower;
import media.sluice.credentials.MutualTls;
import media.sluice.node.admin.NodeMetrics;
import media.sluice.node.config.NodeConfig;
import media.sluice.node.config.Settings;
import org.jboss.logging.Logger;

/**
 * The node's certificate for gRPC, in both directions, and what became of its files when they
 * changed. Safe for use by many threads.
 */
@Singleton
public final class NodeTls implements Credentials.Listener {

    private static final Logger LOG = Logger.getLogger(NodeTls.class);

    private final Optional<MutualTls> tls;
    private final LongAdder taken = new LongAdder();
    private final LongAdder refused = new LongAdder();

    NodeTls(NodeConfig config) {
        tls = Settings.hasTls(config) ? Optional.of(open(config, this)) : Optional.empty();
    }

    /** Refuses files that cannot serve, before Quarkus starts: it would go on without gRPC. */
    static void check(NodeConfig config) {
        var _ = new NodeTls(config);
    }

    /** For the port; empty without TLS. */
    Optional<SslContext> server() {
        return tls.map(MutualTls::server);
    }

    /** For calls to others; empty without TLS. */
    Optional<SslContext> client() {
        return tls.map(MutualTls::client);
    }

    /** Follows the files, if there are any, until it is closed. */
    Follower follow() {
        return Follower.of(tls.stream().map(MutualTls::files).toList());
    }

    /** Shows how often they were taken and refused. */
    void count(MeterRegistry registry) {
        NodeMetrics.registerTls(registry, taken, refused);
    }

    @Override
    public void onTaken() {
        taken.increment();
        LOG.infof("changed TLS files are in use");
    }

    @Override
    public void onRefused(String reason) {
        refused.increment();
        LOG.warnf(
                "changed TLS files were refused, the certificate in use stays: correct them reason=%s",
                reason);
    }

    private static MutualTls open(NodeConfig config, Credentials.Listener listener) {
        String certificate = config.tlsCertificate().orElseThrow();
        String key = config.tlsKey().orElseThrow();
        String trust = config.tlsTrust().orElseThrow();
        try {
            return MutualTls.open(
                    Path.of(certificate),
                    Path.of(key),
                    Path.of(trust),
                    InstantSource.system(),
                    listener);
        } catch (BadCredentials e) {
            throw Settings.unusableTls(List.of(certificate, key, trust), e);
        }
    }
}
