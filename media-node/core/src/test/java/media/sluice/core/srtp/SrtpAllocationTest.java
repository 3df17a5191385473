package media.sluice.core.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import media.sluice.core.crypto.FakeSrtpEngine;
import media.sluice.core.crypto.SrtpBatch;
import media.sluice.core.wire.Bytes;
import org.junit.jupiter.api.Test;

class SrtpAllocationTest {

    private static final int CALLS = 200_000;

    private final FakeSrtpEngine engine = new FakeSrtpEngine();
    private final SrtpSender sender = SrtpFixture.sender(engine);
    private final SrtpReceiver receiver = SrtpFixture.receiver(engine);
    private final SrtpSendStream stream = Objects.requireNonNull(sender.stream(SrtpFixture.SSRC));
    private final SrtpBatch batch = new SrtpBatch(16);
    private final MemorySegment packet = SrtpFixture.packet(SrtpFixture.SSRC, 0, 3);
    private int sequence;
    private int failures;

    @Test
    void roundTripAllocatesNothing() {
        run(CALLS);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        run(CALLS);

        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated).isLessThan(CALLS / 100);
        assertThat(failures).isZero();
    }

    private void run(int calls) {
        for (int i = 0; i < calls; i++) {
            sequence = sequence + 1 & 0xFFFF;
            Bytes.put16(packet, 2, sequence);
            batch.clear();
            int entry = sender.stage(batch, stream, sequence);
            batch.packet(entry, packet, 0, 64);
            batch.plainInPlace(entry, 12, 32);
            engine.protectRtp(batch);
            if (receiver.unprotectRtp(packet, 0, batch.packetLength[entry]) != SrtpStatus.OK) {
                failures++;
            }
        }
    }
}
