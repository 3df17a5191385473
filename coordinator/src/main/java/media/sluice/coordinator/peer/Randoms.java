package media.sluice.coordinator.peer;

import java.security.SecureRandom;

/** Identifiers nobody can guess. Safe for use by many threads. */
public final class Randoms {
    private static final String ALPHABET =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int SID_CHARACTERS = 12;

    private static final SecureRandom RANDOM = new SecureRandom();

    private Randoms() {}

    /** The prefix and twelve random characters. */
    public static String sid(String prefix) {
        var text = new StringBuilder(prefix);
        for (int i = 0; i < SID_CHARACTERS; i++) {
            text.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    /** A synchronisation source (RFC 3550, section 8), 1 to 2^32-1. */
    static long ssrc() {
        return RANDOM.nextLong(1, 1L << 32);
    }

    /** Identifier of a description's origin (RFC 8866, section 5.2), 0 to 2^62-1. */
    static long origin() {
        return RANDOM.nextLong(1L << 62);
    }
}
