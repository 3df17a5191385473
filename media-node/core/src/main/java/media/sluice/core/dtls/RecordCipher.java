package media.sluice.core.dtls;

import java.lang.foreign.MemorySegment;
import java.security.GeneralSecurityException;
import java.security.Key;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import media.sluice.core.wire.Bytes;

/**
 * AES-GCM of one direction (RFC 5288): nonce = 4-byte salt of the key block and 8-byte explicit
 * part, which we fill with epoch and sequence number. Data channels only, so it may allocate.
 */
final class RecordCipher {

    static final int SALT_LENGTH = 4;

    private static final int EXPLICIT_LENGTH = 8;
    private static final int TAG_LENGTH = 16;

    private final Cipher cipher;
    private final Key key;
    private final byte[] nonce = new byte[SALT_LENGTH + EXPLICIT_LENGTH];
    private final byte[] additional = new byte[13];
    private final MemorySegment nonceView = MemorySegment.ofArray(nonce);
    private final MemorySegment additionalView = MemorySegment.ofArray(additional);

    RecordCipher(byte[] keyBlock, int keyAt, int keyLength, int saltAt) {
        key = new SecretKeySpec(keyBlock, keyAt, keyLength, "AES");
        System.arraycopy(keyBlock, saltAt, nonce, 0, SALT_LENGTH);
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no AES-GCM", e);
        }
    }

    /**
     * The fragment: explicit nonce, ciphertext, tag. Never called twice with one sequence number.
     */
    byte[] seal(int type, long epochAndSequence, byte[] plain) {
        Bytes.put64(nonceView, SALT_LENGTH, epochAndSequence);
        describe(type, epochAndSequence, plain.length);
        byte[] fragment = new byte[EXPLICIT_LENGTH + plain.length + TAG_LENGTH];
        System.arraycopy(nonce, SALT_LENGTH, fragment, 0, EXPLICIT_LENGTH);
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(8 * TAG_LENGTH, nonce));
            cipher.updateAAD(additional);
            cipher.doFinal(plain, 0, plain.length, fragment, EXPLICIT_LENGTH);
            return fragment;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM refused a fresh nonce", e);
        }
    }

    /**
     * Opens a fragment of at least {@link DtlsRecord#GCM_OVERHEAD} bytes into {@code plain}.
     *
     * @return length of the plaintext, or -1 when it is not authentic
     */
    int open(int type, long epochAndSequence, byte[] fragment, int length, byte[] plain) {
        System.arraycopy(fragment, 0, nonce, SALT_LENGTH, EXPLICIT_LENGTH);
        describe(type, epochAndSequence, length - EXPLICIT_LENGTH - TAG_LENGTH);
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(8 * TAG_LENGTH, nonce));
            cipher.updateAAD(additional);
            return cipher.doFinal(fragment, EXPLICIT_LENGTH, length - EXPLICIT_LENGTH, plain);
        } catch (AEADBadTagException e) {
            return -1;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM refused to open a record", e);
        }
    }

    /**
     * Additional data: epoch, sequence number, type, version, length of the plaintext (RFC 5246
     * §6.2.3.3).
     */
    private void describe(int type, long epochAndSequence, int plainLength) {
        Bytes.put64(additionalView, 0, epochAndSequence);
        Bytes.put8(additionalView, 8, type);
        Bytes.put16(additionalView, 9, DtlsRecord.VERSION_1_2);
        Bytes.put16(additionalView, 11, plainLength);
    }
}
