package media.sluice.coordinator.port;

/** Counts what happens. Safe for use by many threads; never blocks. */
public interface Counters {
    /** One more. */
    void add(Counter counter);
}
