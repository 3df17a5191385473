package media.sluice.core.wire;

/**
 * Where the core gets random bytes: a secure generator in the server, a seeded one in tests. Never
 * called per packet.
 */
@FunctionalInterface
@ColdPath("identifiers and keys are chosen at set-up")
public interface RandomSource {

    /** Fills the whole array. */
    void nextBytes(byte[] into);

    /** 32 random bits. */
    default int nextInt() {
        byte[] bytes = new byte[4];
        nextBytes(bytes);
        return (bytes[0] & 0xFF) << 24
                | (bytes[1] & 0xFF) << 16
                | (bytes[2] & 0xFF) << 8
                | bytes[3] & 0xFF;
    }

    /** 64 random bits. */
    default long nextLong() {
        return (long) nextInt() << 32 | nextInt() & 0xFFFF_FFFFL;
    }
}
