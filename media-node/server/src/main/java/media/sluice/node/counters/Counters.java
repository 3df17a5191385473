package media.sluice.node.counters;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Values of the {@link Counter} catalogue. One thread adds, any thread may read: a reader sees each
 * value whole, but values of different counters may be of different moments.
 */
public final class Counters {

    private static final VarHandle VALUE = MethodHandles.arrayElementVarHandle(long[].class);

    private static final int SIZE = Counter.values().length;

    private final long[] values = new long[SIZE];

    /** Adds one. Owner thread only. */
    public void increment(Counter counter) {
        add(counter, 1);
    }

    /** Adds {@code amount}. Owner thread only. */
    public void add(Counter counter, long amount) {
        int index = counter.ordinal();
        VALUE.setOpaque(values, index, values[index] + amount);
    }

    /** Sets a value that is measured elsewhere. Owner thread only. */
    public void set(Counter counter, long value) {
        VALUE.setOpaque(values, counter.ordinal(), value);
    }

    /** Value now. Any thread. */
    public long value(Counter counter) {
        return (long) VALUE.getOpaque(values, counter.ordinal());
    }
}
