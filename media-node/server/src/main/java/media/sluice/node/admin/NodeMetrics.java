package media.sluice.node.admin;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import media.sluice.node.counters.Counter;
import media.sluice.node.counters.Counters;

/**
 * Shows the counter catalogue to Prometheus, one series per worker. Reading costs the workers
 * nothing.
 */
public final class NodeMetrics {

    private NodeMetrics() {}

    /** Registers every counter of every worker, and the gauges. */
    public static void register(
            MeterRegistry registry,
            List<Counters> workers,
            IntSupplier sessions,
            IntSupplier rooms) {
        for (int i = 0; i < workers.size(); i++) {
            for (Counter counter : Counter.values()) {
                FunctionCounter.builder(
                                counter.metricName(), workers.get(i), each -> each.value(counter))
                        .description(counter.sentence())
                        .baseUnit(counter.unit())
                        .tag("worker", Integer.toString(i))
                        .register(registry);
            }
        }
        Gauge.builder("sluice_node_sessions", sessions::getAsInt)
                .description("Sessions on the node.")
                .register(registry);
        Gauge.builder("sluice_node_rooms", rooms::getAsInt)
                .description("Rooms open on the node.")
                .register(registry);
    }

    /**
     * Registers what became of TLS files that changed. Both are kept by the caller: the registry
     * forgets what nobody else holds.
     */
    public static void registerTls(MeterRegistry registry, LongAdder taken, LongAdder refused) {
        FunctionCounter.builder("sluice_node_certificates_taken", taken, LongAdder::sum)
                .description("Changes of the TLS files that were taken.")
                .register(registry);
        FunctionCounter.builder("sluice_node_certificates_refused", refused, LongAdder::sum)
                .description("Changes of the TLS files that were refused.")
                .register(registry);
    }
}
