package media.sluice.core.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import media.sluice.core.codec.Vp8Descriptor;
import org.junit.jupiter.api.Test;

class ForwardingAllocationTest {

    private static final int CALLS = 200_000;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final RtpRewriter rewriter = new RtpRewriter(90_000);
    private final Vp8Munger munger = new Vp8Munger();
    private final LayerSelector selector = new LayerSelector(true);
    private final AudioLevelMeter meter = new AudioLevelMeter(48_000);
    private final ActiveSpeakers speakers = new ActiveSpeakers();
    private final Vp8Descriptor descriptor = new Vp8Descriptor();
    private final MemorySegment payload = MemorySegment.ofArray(new byte[8]);
    private long sequence = 1;
    private long now;

    @Test
    void forwardsSwitchesAndMetersWithoutAllocation() {
        speakers.add(meter, 0);
        selector.live(3);
        run();
        run();
        long thread = Thread.currentThread().threadId();
        long before = threads.getThreadAllocatedBytes(thread);
        int forwarded = run();
        long allocated = threads.getThreadAllocatedBytes(thread) - before;

        assertThat(forwarded).isGreaterThan(CALLS / 4);
        assertThat(allocated).isLessThan(1_000);
    }

    private int run() {
        int forwarded = 0;
        for (int i = 0; i < CALLS; i++) {
            sequence++;
            now += 1_000_000;
            int layer = (int) sequence & 1;
            boolean key = sequence % 50 < 2;
            fill(key);
            if (sequence % 500 == 0) {
                selector.want((int) (sequence / 500) & 1);
            }
            LayerSelector.Decision decision = selector.decide(layer, key);
            if (decision == LayerSelector.Decision.SWITCH) {
                munger.anchor(descriptor, layer != rewriter.source());
                rewriter.anchor(layer, sequence, i * 90, now, RtpRewriter.RELATION_UNKNOWN);
            }
            if (decision != LayerSelector.Decision.DROP) {
                boolean wanted = munger.map(descriptor);
                RtpRewriter.Action action = rewriter.map(layer, sequence, i * 90, !wanted, now);
                forwarded += action == RtpRewriter.Action.FORWARD ? 1 : 0;
            }
            meter.observe(i & 63, i * 960, now);
            speakers.handleTimeout(now);
            while (speakers.pollChanged() >= 0) {
                forwarded += 0;
            }
        }
        return forwarded;
    }

    private void fill(boolean key) {
        payload.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 0, (byte) 0x90);
        payload.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 1, (byte) 0xE0);
        payload.set(
                java.lang.foreign.ValueLayout.JAVA_BYTE, 2, (byte) (0x80 | sequence >>> 8 & 0x7F));
        payload.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 3, (byte) sequence);
        payload.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 6, (byte) (key ? 0 : 1));
        descriptor.parse(payload, 0, 8);
    }
}
