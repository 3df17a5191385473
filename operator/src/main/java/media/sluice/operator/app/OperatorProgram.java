package media.sluice.operator.app;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Objects;
import media.sluice.operator.config.OperatorSettings;
import media.sluice.operator.run.OperatorRun;

/** The running operator. */
@Singleton
@Startup
public final class OperatorProgram {
    private static final int OK = 200;

    private final OperatorRun run;

    /** Stands for election. */
    public OperatorProgram(
            KubernetesClient client, OperatorSettings settings, MeterRegistry registry) {
        run =
                new OperatorRun(
                        client,
                        settings,
                        Objects.requireNonNullElse(client.getNamespace(), "default"),
                        new WriteCounters(registry),
                        () -> Quarkus.asyncExit(1));
        registry.gauge("sluice.operator.leads", run, of -> of.leads() ? 1 : 0);
        registry.gauge("sluice.operator.epoch", run, OperatorRun::epoch);
    }

    /** Liveness depends on no other process; one that waits for its turn is ready. */
    void mount(@Observes Router router) {
        router.get("/health/live").handler(OperatorProgram::well);
        router.get("/health/ready").handler(OperatorProgram::well);
    }

    void stop(@Observes ShutdownEvent event) {
        run.close();
    }

    private static void well(RoutingContext context) {
        context.response()
                .setStatusCode(OK)
                .putHeader("Content-Type", "application/json")
                .end("{\"status\":\"UP\"}");
    }
}
