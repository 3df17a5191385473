package media.sluice.node.net.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long Linux lets a thread compute before it looks whom to run next: sched_setattr(2), which
 * from kernel 6.12 on takes this wish of ordinary threads. A thread with a short slice that wakes
 * up need not wait for the end of another one's long slice. Its share of the core stays the same:
 * who asks for less at a time gets it sooner. Needs no privilege. Stateless.
 */
public final class ThreadSlice {

    /** What became of a wish. */
    public enum Outcome {
        /** The thread has the slice. */
        SET,
        /** The kernel takes the call and knows no slices of threads. */
        IGNORED,
        /** The thread is not an ordinary one: real-time, deadline or idle. It is left alone. */
        OTHER_POLICY,
        /** The kernel, or a filter of the container, refuses the call. */
        REFUSED,
        /** Not Linux, or a processor whose call numbers are not known here. */
        UNKNOWN_SYSTEM
    }

    /** The shortest and longest that Linux gives. */
    private static final long MIN_NANOS = 100_000;

    private static final long MAX_NANOS = 100_000_000;

    private static final int SCHED_OTHER = 0;
    private static final int SCHED_BATCH = 3;

    /**
     * <pre>
     * struct sched_attr, as of its first version
     *  0 u32 size │ 4 u32 policy │ 8 u64 flags │ 16 s32 nice │ 20 u32 priority
     *  24 u64 runtime (the slice, ns) │ 32 u64 deadline │ 40 u64 period
     * </pre>
     */
    private static final int ATTR_BYTES = 48;

    private static final int SIZE = 0;
    private static final int POLICY = 4;
    private static final int FLAGS = 8;
    private static final int RUNTIME = 24;

    /** Numbers of sched_setattr; sched_getattr is the next one. */
    private static final Map<String, Long> SET_CALLS = Map.of("amd64", 314L, "aarch64", 274L);

    private static final long THIS_THREAD = 0;

    private ThreadSlice() {}

    /**
     * Asks for a slice for the calling platform thread; its policy and nice value stay.
     *
     * @param nanos 100,000 to 100,000,000
     */
    public static Outcome request(long nanos) {
        if (nanos < MIN_NANOS || nanos > MAX_NANOS) {
            throw new IllegalArgumentException("slice of " + nanos + " ns: 100,000 to 100,000,000");
        }
        Long setCall = setCall();
        if (setCall == null) {
            return Outcome.UNKNOWN_SYSTEM;
        }
        try (var arena = Arena.ofConfined()) {
            var syscall = syscall();
            var attr = arena.allocate(ATTR_BYTES, Long.BYTES);
            if (!get(syscall, setCall + 1, attr)) {
                return Outcome.REFUSED;
            }
            int policy = attr.get(JAVA_INT, POLICY);
            if (policy != SCHED_OTHER && policy != SCHED_BATCH) {
                return Outcome.OTHER_POLICY;
            }
            attr.set(JAVA_INT, SIZE, ATTR_BYTES);
            attr.set(JAVA_LONG, FLAGS, 0);
            attr.set(JAVA_LONG, RUNTIME, nanos);
            if (call(syscall, setCall, attr, 0, 0) != 0) {
                return Outcome.REFUSED;
            }
            boolean isSet =
                    get(syscall, setCall + 1, attr) && attr.get(JAVA_LONG, RUNTIME) == nanos;
            return isSet ? Outcome.SET : Outcome.IGNORED;
        }
    }

    private static @Nullable Long setCall() {
        return System.getProperty("os.name").equals("Linux")
                ? SET_CALLS.get(System.getProperty("os.arch"))
                : null;
    }

    private static boolean get(MethodHandle syscall, long number, MemorySegment attr) {
        return call(syscall, number, attr, ATTR_BYTES, 0) == 0;
    }

    /** {@code long syscall(long number, pid_t, struct sched_attr *, unsigned, unsigned)}. */
    @SuppressWarnings("restricted")
    private static MethodHandle syscall() {
        var linker = Linker.nativeLinker();
        var shape =
                FunctionDescriptor.of(
                        JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG);
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("syscall"),
                shape,
                Linker.Option.firstVariadicArg(1));
    }

    private static long call(
            MethodHandle syscall, long number, MemorySegment attr, long first, long second) {
        try {
            return (long) syscall.invokeExact(number, THIS_THREAD, attr, first, second);
        } catch (Throwable e) {
            throw new IllegalStateException("system call " + number, e);
        }
    }
}
