package media.sluice.core.ice;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import media.sluice.core.sim.SimAddresses;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;

class IceFuzzTest {

    @FuzzTest
    void neverThrowsOnMessagesOrState(byte[] data) {
        var agent = IceAgent.create(IceCredentials.random(bytes -> {}), new int[] {0}, bytes -> {});
        agent.handleStun(
                0, SimAddresses.v4("10.0.0.1", 1), MemorySegment.ofArray(data), 0, data.length, 5);
        try {
            IceAgent.restore(new StateReader(data), new int[] {0}, bytes -> {});
        } catch (CorruptStateException expected) {
            // What is wrong is said in its message.
        }
    }
}
