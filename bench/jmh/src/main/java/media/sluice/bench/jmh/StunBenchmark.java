package media.sluice.bench.jmh;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import media.sluice.core.stun.StunKey;
import media.sluice.core.stun.StunType;
import media.sluice.core.stun.StunVerdict;
import media.sluice.core.stun.StunView;
import media.sluice.core.stun.StunWriter;
import media.sluice.core.wire.TransportAddress;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A browser's ICE check: read, authenticated, answered. Some in a second for each session. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StunBenchmark {
    private final StunKey key = StunKey.of("a-password-of-24-letters");
    private final StunWriter writer = new StunWriter();
    private final StunView view = new StunView();
    private final MemorySegment check = MemorySegment.ofArray(new byte[StunWriter.MAX_LENGTH]);
    private final MemorySegment answer = MemorySegment.ofArray(new byte[StunWriter.MAX_LENGTH]);
    private final TransportAddress browser = TransportAddress.ofIpv4(0xC000_0201, 50_000);
    private final int length;

    /** Writes the check. */
    public StunBenchmark() {
        writer.begin(StunType.BINDING_REQUEST, 1, 2).username("ufrg:peer").priority(1_845_501_695);
        length = writer.controlling(7).useCandidate().integrity(key).fingerprint().copyTo(check, 0);
    }

    /** Reads the attributes; checks the fingerprint. */
    @Benchmark
    public StunVerdict parse() {
        return view.parse(check, 0, length);
    }

    /** The same, and HMAC-SHA1 over it. */
    @Benchmark
    public boolean parseAndAuthenticate() {
        return view.parse(check, 0, length) == StunVerdict.OK && view.isIntact(key);
    }

    /** The answer, authenticated. */
    @Benchmark
    public int answer() {
        return writer.begin(StunType.BINDING_SUCCESS, 1, 2)
                .mappedAddress(browser)
                .integrity(key)
                .fingerprint()
                .copyTo(answer, 0);
    }
}
