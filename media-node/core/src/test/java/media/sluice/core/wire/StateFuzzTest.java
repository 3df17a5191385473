package media.sluice.core.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/** Any calls on any bytes: a value, or the one exception that says what is wrong with the state. */
class StateFuzzTest {
    private static final int MAX_BYTES = 64;

    /** The input begins with a call for each byte up to the first 0xFF; behind it is the state. */
    @FuzzTest
    void anyCalls(byte[] data) {
        int end = 0;
        while (end < data.length && data[end] != (byte) 0xFF) {
            end++;
        }
        byte[] state = Arrays.copyOfRange(data, Math.min(data.length, end + 1), data.length);
        var reader = new StateReader(state);
        int depth = 0;
        try {
            for (int i = 0; i < end; i++) {
                depth += call(reader, data[i] & 0x0F, state.length);
                check(depth >= 0, "a section was left that nobody entered");
                check(
                        reader.remaining() >= 0 && reader.remaining() <= state.length,
                        "more is left than there was");
            }
        } catch (CorruptStateException refused) {
            check(String.valueOf(refused.getMessage()).contains("at byte"), "a refusal says where");
        }
    }

    /** By how much the call changes the depth. */
    private static int call(StateReader reader, int what, int length) throws CorruptStateException {
        switch (what) {
            case 0 -> {
                check(reader.begin() > 0, "a section without version");
                return 1;
            }
            case 1 -> {
                reader.end();
                return -1;
            }
            case 2 -> check(reader.u8() <= 0xFF, "a byte beyond 255");
            case 3 -> {
                var _ = reader.bool();
            }
            case 4 -> check(reader.u16() >= 0, "a negative number of 16 bits");
            case 5 -> reader.i64();
            case 6 -> check(reader.bytes(MAX_BYTES).length <= MAX_BYTES, "a field too long");
            case 7 -> check(reader.text(MAX_BYTES).length() <= MAX_BYTES, "a text too long");
            case 8 -> check(reader.count(MAX_BYTES) <= MAX_BYTES, "a count too high");
            case 9 -> check(reader.raw(3).length == 3, "another number of bytes");
            case 10 -> reader.raw(length + 1);
            case 11 -> reader.raw(-1);
            default -> reader.i32();
        }
        return 0;
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalStateException(message);
        }
    }
}
