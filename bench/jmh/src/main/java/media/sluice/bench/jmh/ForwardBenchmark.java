package media.sluice.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A whole forwarded packet, without sockets: a publisher's datagram goes through its session and
 * the room to fifty subscribers, each of which gets its own datagram, sealed, in the sink. The
 * figures are for one of the fifty. With {@code none} they are what is not the cipher; the
 * publisher's own sealing, one in fifty-one, is in them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ForwardBenchmark {
    private static final int SUBSCRIBERS = 50;

    /** Which cipher. */
    @Param({"none", "jdk", "jitsi"})
    public String engine = "";

    private Meeting meeting;

    /** Lets everybody join. */
    @Setup
    public void start() {
        meeting = new Meeting(Engines.named(engine), SUBSCRIBERS);
    }

    /** One packet in, fifty out. */
    @Benchmark
    @OperationsPerInvocation(SUBSCRIBERS)
    public long forwardTo50() {
        return meeting.forward();
    }
}
