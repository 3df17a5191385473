package media.sluice.core.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Session keys from a master key with AES-CM as pseudo-random function and a key derivation rate of
 * 0, the only one that DTLS-SRTP uses (RFC 3711 §4.3, RFC 7714 §11).
 */
public final class SrtpKeyDerivation {

    private static final int LABEL_ENCRYPTION = 0;
    private static final int LABEL_AUTHENTICATION = 1;
    private static final int LABEL_SALT = 2;

    /** The labels of SRTCP follow those of SRTP (RFC 3711 §4.3.2). */
    private static final int RTCP_LABELS = 3;

    /**
     * Where the label meets the salt: key_id is 56 bits, right-aligned in the 112 bits of the salt.
     */
    private static final int LABEL_AT = 7;

    private SrtpKeyDerivation() {}

    /** Derives the keys for one scope and direction. */
    public static SrtpSessionKeys derive(
            SrtpProfile profile, SrtpKeySpec.Scope scope, SrtpMasterKey master) {
        int base = scope == SrtpKeySpec.Scope.RTCP ? RTCP_LABELS : 0;
        return new SrtpSessionKeys(
                expand(master, base + LABEL_ENCRYPTION, profile.keyLength()),
                expand(master, base + LABEL_AUTHENTICATION, profile.authKeyLength()),
                expand(master, base + LABEL_SALT, profile.saltLength()));
    }

    private static Secret expand(SrtpMasterKey master, int label, int length) {
        byte[] key = master.key().bytes();
        byte[] salt = master.salt().bytes();
        // A 96-bit salt is padded on the right to the 112 bits of RFC 3711.
        byte[] iv = new byte[16];
        System.arraycopy(salt, 0, iv, 0, salt.length);
        iv[LABEL_AT] ^= (byte) label;
        try {
            Cipher prf = Cipher.getInstance("AES/CTR/NoPadding");
            prf.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
            return Secret.of(prf.doFinal(new byte[length]));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no AES in counter mode", e);
        }
    }
}
