package media.sluice.node.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import media.sluice.node.admin.HealthRoutes;
import media.sluice.node.admin.NodeMetrics;
import media.sluice.node.config.NodeConfig;
import media.sluice.node.control.NodeApi;
import media.sluice.node.relay.Arrivals;
import media.sluice.node.relay.Tickets;
import media.sluice.node.relay.Trunks;

/** Where Quarkus meets the node: starts and stops it, and hands its parts to the endpoints. */
@Singleton
public class Parts {

    private final NodeTls tls;
    private final Node node;

    Parts(NodeConfig config, NodeTls tls) {
        this.tls = tls;
        try {
            node = new Node(config, tls);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    @Produces
    @Singleton
    NodeApi api() {
        return node.api;
    }

    @Produces
    @Singleton
    Tickets tickets() {
        return node.tickets;
    }

    @Produces
    @Singleton
    Arrivals arrivals() {
        return node.arrivals;
    }

    @Produces
    @Singleton
    Trunks trunks() {
        return node.trunks;
    }

    void start(@Observes StartupEvent event, MeterRegistry registry) {
        NodeMetrics.register(
                registry, node.workers.counters(), node::sessionCount, node::roomCount);
        tls.count(registry);
        node.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        node.stop();
    }

    void routes(@Observes Router router) {
        new HealthRoutes(node.lifecycle, node.workers::turn, node::sessionCount).addTo(router);
    }
}
