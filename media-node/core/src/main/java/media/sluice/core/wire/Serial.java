package media.sluice.core.wire;

/**
 * Serial number arithmetic (RFC 1982) for 16-bit sequence numbers and 32-bit timestamps, and their
 * unwrapping into 64-bit numbers that never wrap. Of two numbers exactly half the space apart the
 * larger one is taken as the older one.
 */
public final class Serial {

    private Serial() {}

    /**
     * Signed distance from {@code from} to {@code to}, -32768..32767; only the low 16 bits count.
     */
    public static int distance16(int from, int to) {
        return (short) (to - from);
    }

    /** Signed distance from {@code from} to {@code to} modulo 2^32. */
    public static int distance32(int from, int to) {
        return to - from;
    }

    /** Whether {@code candidate} comes after {@code reference}. */
    public static boolean isNewer16(int candidate, int reference) {
        return (short) (candidate - reference) > 0;
    }

    /** Whether {@code candidate} comes after {@code reference}. */
    public static boolean isNewer32(int candidate, int reference) {
        return candidate - reference > 0;
    }

    /**
     * The extended number nearest to {@code reference} whose low 16 bits are {@code sequence}. It
     * may be negative when {@code reference} is smaller than 32768.
     */
    public static long unwrap16(long reference, int sequence) {
        return reference + (short) (sequence - (int) reference);
    }

    /** The extended number nearest to {@code reference} whose low 32 bits are {@code value}. */
    public static long unwrap32(long reference, int value) {
        return reference + (value - (int) reference);
    }
}
