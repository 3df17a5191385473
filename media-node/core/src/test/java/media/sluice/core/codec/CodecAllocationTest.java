package media.sluice.core.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class CodecAllocationTest {

    private static final int CALLS = 100_000;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final VideoPayload video = new VideoPayload();
    private final RedPayload red = new RedPayload();
    private final DependencyDescriptor dependency = new DependencyDescriptor();
    private final MemorySegment vp8 =
            Payloads.of(0x90, 0xF0, 0x92, 0x34, 0x07, 0x65, 0x00, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    private final MemorySegment stap =
            Payloads.of(0x78, 0, 2, 0x67, 0, 0, 1, 0x68, 0, 2, 0x65, 0, 0, 0, 0, 0);
    private final MemorySegment blocks =
            Payloads.of(0xEF, 0x0F, 0x00, 0x01, 0x6F, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    private final MemorySegment target = MemorySegment.ofArray(new byte[16]);

    @Test
    void parsesAndRewritesWithoutAllocation() {
        run();
        run();
        long thread = Thread.currentThread().threadId();
        long before = threads.getThreadAllocatedBytes(thread);
        int parsed = run();
        long allocated = threads.getThreadAllocatedBytes(thread) - before;

        assertThat(parsed).isEqualTo(7 * CALLS);
        assertThat(allocated).isLessThan(1_000);
    }

    private int run() {
        int parsed = 0;
        for (int i = 0; i < CALLS; i++) {
            parsed += video.parse(Codec.VP8, vp8, 0, 16) ? 1 : 0;
            video.vp8().write(target, 0, i, i, i);
            parsed += video.parse(Codec.VP9, vp8, 1, 15) ? 1 : 0;
            parsed += video.parse(Codec.H264, stap, 0, 16) ? 1 : 0;
            parsed += video.parse(Codec.H265, stap, 0, 16) ? 1 : 0;
            parsed += video.parse(Codec.AV1, stap, 0, 16) ? 1 : 0;
            parsed += red.parse(blocks, 0, 16) ? 1 : 0;
            parsed += dependency.parse(blocks, 0, 16) ? 1 : 0;
        }
        return parsed;
    }
}
