package media.sluice.coordinator.signaling.livekit;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A join request from anywhere is read or refused; nothing else comes out. */
class WrappedJoinFuzzTest {

    @FuzzTest
    void readsOrRefuses(byte[] bytes) {
        read(new String(bytes, StandardCharsets.ISO_8859_1));
        read(Base64.getUrlEncoder().encodeToString(bytes));
    }

    private static void read(String text) {
        try {
            var _ = WrappedJoin.read(text);
        } catch (JoinRefusal expected) {
            assert expected.status() == JoinRefusal.BAD_REQUEST;
        }
    }
}
