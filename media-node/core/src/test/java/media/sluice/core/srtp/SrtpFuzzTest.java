package media.sluice.core.srtp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import media.sluice.core.crypto.FakeSrtpEngine;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;

/** Whatever arrives: nothing throws, and nothing forged is taken. */
class SrtpFuzzTest {

    private static final int MARGIN = 3;

    private final FakeSrtpEngine engine = new FakeSrtpEngine();
    private final SrtpReceiver receiver = SrtpFixture.receiver(engine);

    private static MemorySegment segment(byte[] data) {
        MemorySegment segment = MemorySegment.ofArray(new byte[data.length + MARGIN]);
        MemorySegment.copy(MemorySegment.ofArray(data), 0, segment, MARGIN, data.length);
        return segment;
    }

    @FuzzTest
    void receivedPacket(byte[] data) {
        if (receiver.unprotectRtp(segment(data), MARGIN, data.length) == SrtpStatus.OK
                || receiver.unprotectRtcp(segment(data), MARGIN, data.length) == SrtpStatus.OK) {
            throw new IllegalStateException("a forged packet was taken");
        }
    }

    @FuzzTest
    void exportedState(byte[] data) {
        try {
            SrtpReceiver.restore(new StateReader(data), engine);
        } catch (CorruptStateException e) {
            restoreSender(data);
        }
    }

    private void restoreSender(byte[] data) {
        try {
            SrtpSender.restore(new StateReader(data), engine);
        } catch (CorruptStateException e) {
            // The only way out.
            return;
        }
    }
}
