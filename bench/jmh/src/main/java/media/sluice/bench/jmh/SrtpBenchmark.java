package media.sluice.bench.jmh;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import media.sluice.core.crypto.CryptoStatus;
import media.sluice.core.crypto.SrtpBatch;
import media.sluice.core.crypto.SrtpEngine;
import media.sluice.core.crypto.SrtpKey;
import media.sluice.core.crypto.SrtpKeySpec;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.rtp.RtpHeader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One packet sealed or opened by each engine. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SrtpBenchmark {
    /** Which implementation. */
    @Param({"jdk", "jitsi"})
    public String engine = "";

    /** Which profile of the two that are negotiated. */
    @Param({"AEAD_AES_128_GCM", "AES_CM_128_HMAC_SHA1_80"})
    public SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;

    private final SrtpBatch batch = new SrtpBatch(1);
    private final MemorySegment packet = Samples.packet();
    private final MemorySegment sealed = Samples.packet();
    private final MemorySegment opened = Samples.packet();
    private SrtpEngine cipher;
    private SrtpKey sealing;
    private SrtpKey opening;
    private int sealedLength;
    private long index;

    /** Makes both keys, and the packet that is opened. */
    @Setup
    public void start() {
        cipher = Engines.named(engine);
        sealing = key(SrtpKeySpec.Direction.PROTECT);
        opening = key(SrtpKeySpec.Direction.UNPROTECT);
        sealedLength = seal(sealed);
    }

    private SrtpKey key(SrtpKeySpec.Direction direction) {
        return cipher.newKey(
                SrtpKeySpec.derive(
                        profile, SrtpKeySpec.Scope.RTP, direction, Samples.key(profile, 1)));
    }

    /** A packet under the next index, sealed where it lies. */
    @Benchmark
    public int protect() {
        return seal(packet);
    }

    private int seal(MemorySegment target) {
        batch.clear();
        RtpHeader.putSequence(target, 0, (int) index & 0xFFFF);
        int entry = batch.add(sealing, index++);
        batch.packet(entry, target, 0, Samples.ROOM);
        batch.plainInPlace(entry, Samples.HEADER, Samples.LENGTH);
        cipher.protectRtp(batch);
        return finished();
    }

    /** The same packet each time; it is copied into place first, as the kernel would. */
    @Benchmark
    public int unprotect() {
        MemorySegment.copy(sealed, 0, opened, 0, sealedLength);
        batch.clear();
        int entry = batch.add(opening, 0);
        batch.packet(entry, opened, 0, Samples.ROOM);
        batch.sealed(entry, Samples.HEADER, sealedLength);
        cipher.unprotectRtp(batch);
        return finished();
    }

    private int finished() {
        if (batch.status[0] != CryptoStatus.OK) {
            throw new IllegalStateException("the engine refused: " + batch.status[0]);
        }
        return batch.packetLength[0];
    }
}
