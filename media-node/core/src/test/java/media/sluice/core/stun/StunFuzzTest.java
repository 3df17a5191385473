package media.sluice.core.stun;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;

class StunFuzzTest {
    private static final StunKey KEY = StunKey.of("VOkJxbRl1RmTxUk/WvJxBt");

    @FuzzTest
    void neverThrows(byte[] data) {
        var view = new StunView();
        if (view.parse(MemorySegment.ofArray(data), 0, data.length) == StunVerdict.OK) {
            view.type();
            view.username();
            view.localUfrag();
            view.remoteUfrag();
            view.mappedAddress();
            view.isIntact(KEY);
        }
    }
}
