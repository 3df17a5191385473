package media.sluice.node.worker;

import java.util.List;
import java.util.concurrent.TimeUnit;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Finds the session of a datagram, with 200 sessions on one worker. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RouteBenchmark {
    private static final int SESSIONS = 200;

    private final SessionTable table = new SessionTable(1, 1);
    private final TransportAddress[] remotes = new TransportAddress[SESSIONS];
    private final String[] ufrags = new String[SESSIONS];
    private int next;

    /** Binds the sessions, which need neither plane nor room to be found. */
    @SuppressWarnings("NullAway")
    public RouteBenchmark() {
        for (int i = 0; i < SESSIONS; i++) {
            var entry = new SessionEntry(null, "session" + i, null, 0, SessionEntry.Phase.LIVE);
            remotes[i] = TransportAddress.ofIpv4(0x7F00_0001, 30_000 + i);
            ufrags[i] = "uf" + i;
            table.bind(entry, 0, remotes[i]);
            table.refresh(entry, List.of(ufrags[i]));
        }
    }

    /** Media and handshakes: by where they come from. */
    @Benchmark
    public @Nullable Object byAddress() {
        next = next + 1 == SESSIONS ? 0 : next + 1;
        return table.byAddress(0, remotes[next]);
    }

    /** Checks: by the fragment they name. */
    @Benchmark
    public @Nullable Object byFragment() {
        next = next + 1 == SESSIONS ? 0 : next + 1;
        return table.byUfrag(0, ufrags[next]);
    }
}
