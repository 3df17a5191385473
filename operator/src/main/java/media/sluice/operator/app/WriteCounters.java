package media.sluice.operator.app;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import media.sluice.operator.writes.Write;
import media.sluice.operator.writes.WriteGate;

/** Counts what is written to the cluster. Any thread. */
final class WriteCounters implements WriteGate {
    private final MeterRegistry registry;

    WriteCounters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void before(Write write) {}

    @Override
    public void after(Write write) {
        registry.counter(
                        "sluice.operator.writes",
                        "reconciler",
                        write.manager(),
                        "verb",
                        write.verb().name().toLowerCase(Locale.ROOT),
                        "kind",
                        write.kind())
                .increment();
    }
}
