package media.sluice.core.stun;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * A short-term credential's key (RFC 8489 §9.1.1): HMAC-SHA-1 keyed with the password. Reusable,
 * not thread-safe.
 */
public final class StunKey {
    static final int TAG_LENGTH = 20;

    private final Mac mac;
    private final byte[] tag = new byte[TAG_LENGTH];

    private StunKey(Mac mac) {
        this.mac = mac;
    }

    /** The key of a password. ICE passwords are ASCII, for which SASLprep changes nothing. */
    public static StunKey of(String password) {
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return new StunKey(mac);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HmacSHA1", e);
        }
    }

    /** The tag over the first {@code length} bytes; the array is reused by the next call. */
    byte[] tag(byte[] message, int length) {
        try {
            mac.update(message, 0, length);
            mac.doFinal(tag, 0);
            return tag;
        } catch (ShortBufferException e) {
            throw new IllegalStateException("HMAC-SHA-1 longer than 20 bytes", e);
        }
    }

    @Override
    public String toString() {
        return "StunKey(hidden)";
    }
}
