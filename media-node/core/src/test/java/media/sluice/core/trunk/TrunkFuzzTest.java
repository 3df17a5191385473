package media.sluice.core.trunk;

import com.code_intelligence.jazzer.junit.FuzzTest;

class TrunkFuzzTest {

    @FuzzTest
    void neverThrows(byte[] data) {
        var pair = new TrunkPair();
        pair.b.open(data, TrunkPair.A, 2);
        // With a valid seal, so that what is inside is read.
        if (data.length > 0 && data.length <= Trunk.maxPayload()) {
            pair.prove(2);
            byte[] sealed = pair.a.send(data[0] & 3, data[data.length - 1], data);
            pair.b.open(sealed, TrunkPair.A, 3);
            pair.b.trunk.handleTimeout(4);
        }
    }
}
