package media.sluice.core.crypto;

import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Key material: never printed, compared in constant time, wiped on request. */
public final class Secret {

    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Copies the array; the caller wipes its own. */
    public static Secret of(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    /** Copies {@code length} bytes from {@code from}. */
    public static Secret of(byte[] bytes, int from, int length) {
        return new Secret(Arrays.copyOfRange(bytes, from, from + length));
    }

    /** A copy of the bytes; the caller wipes it. */
    public byte[] bytes() {
        return bytes.clone();
    }

    public int length() {
        return bytes.length;
    }

    /** Overwrites the bytes with zeros. */
    public void wipe() {
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(bytes, secret.bytes);
    }

    /** Depends on the length only: a hash of a key is a hint about the key. */
    @Override
    public int hashCode() {
        return bytes.length;
    }

    @Override
    public String toString() {
        return "Secret(" + bytes.length + " bytes)";
    }
}
