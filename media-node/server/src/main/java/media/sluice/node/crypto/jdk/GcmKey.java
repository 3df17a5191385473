package media.sluice.node.crypto.jdk;

import java.lang.foreign.MemorySegment;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import media.sluice.core.crypto.CryptoStatus;
import media.sluice.core.crypto.SrtpBatch;
import media.sluice.core.crypto.SrtpKeySpec;
import media.sluice.core.wire.Bytes;

/**
 * AES-GCM (RFC 7714).
 *
 * <pre>
 *  nonce, SRTP:   | 00 00 | SSRC | ROC | SEQ |          xor salt
 *  nonce, SRTCP:  | 00 00 | SSRC | 00 00 | 0 index 31 | xor salt
 * </pre>
 */
final class GcmKey extends JdkKey {

    private static final int TAG_LENGTH = 16;

    private final Scratch scratch;
    private final Cipher cipher;
    private final SecretKeySpec key;
    private final MemorySegment salt;
    private final byte[] nonce = new byte[12];
    private final MemorySegment nonceView = MemorySegment.ofArray(nonce);

    GcmKey(SrtpKeySpec spec, Scratch scratch) {
        super(spec.profile());
        this.scratch = scratch;
        key = new SecretKeySpec(spec.session().encryption().bytes(), "AES");
        salt = MemorySegment.ofArray(spec.session().salt().bytes());
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no AES-GCM", e);
        }
    }

    @Override
    CryptoStatus seal(SrtpBatch batch, int i, boolean isRtcp) {
        int header = batch.headerLength[i];
        int plain = batch.prefixLength[i] + batch.payloadLength[i];
        long at = batch.packetOffset[i];
        MemorySegment packet = batch.packet[i];
        try {
            init(Cipher.ENCRYPT_MODE, batch.index[i], isRtcp);
            cipher.updateAAD(scratch.in, 0, header);
            if (isRtcp) {
                long trailer = ENCRYPTED | batch.index[i];
                Bytes.put32(packet, at + header + plain + TAG_LENGTH, trailer);
                Bytes.put32(scratch.countersView, 0, trailer);
                cipher.updateAAD(scratch.counters, 0, 4);
            }
            int length = cipher.doFinal(scratch.in, header, plain, scratch.out, 0);
            Bytes.copy(scratch.out, 0, packet, at + header, length);
            return CryptoStatus.OK;
        } catch (GeneralSecurityException e) {
            return CryptoStatus.ENGINE_FAILED;
        }
    }

    @Override
    CryptoStatus open(SrtpBatch batch, int i, boolean isRtcp) {
        int header = batch.headerLength[i];
        int sealed = batch.packetLength[i] - header - (isRtcp ? 4 : 0);
        try {
            init(Cipher.DECRYPT_MODE, batch.index[i], isRtcp);
            if (isRtcp && !isEncrypted(batch.packetLength[i])) {
                return openPlain(header + sealed);
            }
            cipher.updateAAD(scratch.in, 0, header);
            if (isRtcp) {
                cipher.updateAAD(scratch.in, header + sealed, 4);
            }
            int length = cipher.doFinal(scratch.in, header, sealed, scratch.out, 0);
            Bytes.copy(scratch.out, 0, batch.packet[i], batch.packetOffset[i] + header, length);
            return CryptoStatus.OK;
        } catch (AEADBadTagException e) {
            return CryptoStatus.AUTHENTICATION_FAILED;
        } catch (GeneralSecurityException e) {
            return CryptoStatus.ENGINE_FAILED;
        }
    }

    /**
     * SRTCP with the E flag clear: everything is additional data, the tag seals nothing (RFC 7714
     * §9.3).
     */
    private CryptoStatus openPlain(int trailerAt) throws GeneralSecurityException {
        cipher.updateAAD(scratch.in, 0, trailerAt - TAG_LENGTH);
        cipher.updateAAD(scratch.in, trailerAt, 4);
        cipher.doFinal(scratch.in, trailerAt - TAG_LENGTH, TAG_LENGTH, scratch.out, 0);
        return CryptoStatus.OK;
    }

    private boolean isEncrypted(int packetLength) {
        return (Bytes.u32(scratch.inView, packetLength - 4) & ENCRYPTED) != 0;
    }

    private void init(int mode, long index, boolean isRtcp) throws GeneralSecurityException {
        int ssrc = Bytes.i32(scratch.inView, isRtcp ? RTCP_SSRC_AT : RTP_SSRC_AT);
        Bytes.put16(nonceView, 0, Bytes.u16(salt, 0));
        Bytes.put32(nonceView, 2, ssrc ^ Bytes.i32(salt, 2));
        Bytes.put16(nonceView, 6, (int) (index >>> 32) ^ Bytes.u16(salt, 6));
        Bytes.put32(nonceView, 8, (int) index ^ Bytes.i32(salt, 8));
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG_LENGTH, nonce));
    }

    @Override
    public void close() {
        salt.fill((byte) 0);
    }
}
