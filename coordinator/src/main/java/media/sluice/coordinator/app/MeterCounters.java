package media.sluice.coordinator.app;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import media.sluice.coordinator.port.Counter;
import media.sluice.coordinator.port.Counters;

/** Counters on the metrics page. Safe for use by many threads. */
final class MeterCounters implements Counters {
    private final Map<Counter, io.micrometer.core.instrument.Counter> meters =
            new EnumMap<>(Counter.class);

    MeterCounters(MeterRegistry registry) {
        for (var counter : Counter.values()) {
            meters.put(
                    counter,
                    io.micrometer.core.instrument.Counter.builder(counter.metric())
                            .description(counter.sentence())
                            .register(registry));
        }
    }

    @Override
    public void add(Counter counter) {
        var meter = meters.get(counter);
        if (meter != null) {
            meter.increment();
        }
    }
}
