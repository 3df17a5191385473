package media.sluice.core.wire;

/**
 * Ends a session whose state contradicts itself. Hot packages call this instead of building the
 * exception themselves; bytes from the network never end here.
 */
@ColdPath("runs only when the program is wrong")
public final class Invariant {

    private Invariant() {}

    /** Throws {@link IllegalStateException} with the message unless the condition holds. */
    public static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalStateException(message);
        }
    }

    /** As {@link #check(boolean, String)}, with the value that broke the invariant. */
    public static void check(boolean holds, String message, long value) {
        if (!holds) {
            throw new IllegalStateException(message + ": " + value);
        }
    }

    /**
     * Throws {@link IllegalArgumentException} unless a value that the caller chose lies in {@code
     * min..max}.
     */
    public static void range(long value, long min, long max, String name) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    name + " must be in " + min + ".." + max + " but is " + value);
        }
    }
}
