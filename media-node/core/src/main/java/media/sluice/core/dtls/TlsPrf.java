package media.sluice.core.dtls;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import media.sluice.core.crypto.DtlsSecrets;

/** The pseudo-random function of TLS 1.2 (RFC 5246 §5). */
final class TlsPrf {

    private TlsPrf() {}

    /**
     * The key block: client and server write keys, then client and server salts (RFC 5246 §6.3).
     */
    static byte[] keyBlock(DtlsSecrets secrets, int length) {
        byte[] seed = concat(secrets.serverRandom().bytes(), secrets.clientRandom().bytes());
        byte[] master = secrets.masterSecret().bytes();
        try {
            return expand(secrets.suite().prfMac(), master, "key expansion", seed, length);
        } finally {
            Arrays.fill(master, (byte) 0);
        }
    }

    /** P_hash(secret, label + seed), cut to {@code length}. */
    static byte[] expand(String macName, byte[] secret, String label, byte[] seed, int length) {
        byte[] labelAndSeed = concat(label.getBytes(StandardCharsets.US_ASCII), seed);
        try {
            Mac mac = Mac.getInstance(macName);
            mac.init(new SecretKeySpec(secret, macName));
            byte[] out = new byte[length];
            byte[] a = labelAndSeed;
            for (int at = 0; at < length; ) {
                a = mac.doFinal(a);
                mac.update(a);
                byte[] block = mac.doFinal(labelAndSeed);
                int part = Math.min(block.length, length - at);
                System.arraycopy(block, 0, out, at, part);
                at += part;
            }
            return out;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + macName, e);
        }
    }

    private static byte[] concat(byte[] left, byte[] right) {
        byte[] both = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }
}
