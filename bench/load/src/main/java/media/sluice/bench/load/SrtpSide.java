package media.sluice.bench.load;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import media.sluice.core.crypto.SrtpKeyDerivation;
import media.sluice.core.crypto.SrtpKeySpec.Scope;
import media.sluice.core.crypto.SrtpMasterKey;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.crypto.SrtpSessionKeys;

/**
 * One direction of SRTP with AEAD_AES_128_GCM (RFC 7714), on the JDK's cipher and apart from the
 * server's own code, so that a fault there is not repeated by its judge. Owned by one thread.
 */
final class SrtpSide {
    static final int TAG = 16;

    /** What {@link #openRtp} and {@link #openRtcp} return for a packet that is not authentic. */
    static final int REFUSED = -1;

    private static final int RTCP_HEADER = 8;
    private static final int RTCP_INDEX = 4;
    private static final int ENCRYPTED = 0x8000_0000;

    private final Cipher cipher;
    private final SecretKeySpec rtpKey;
    private final SecretKeySpec rtcpKey;
    private final byte[] rtpSalt;
    private final byte[] rtcpSalt;
    private final byte[] nonce = new byte[12];
    private final byte[] scratch = new byte[4096];
    private int nextRtcpIndex;

    SrtpSide(SrtpMasterKey master) {
        SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;
        SrtpSessionKeys rtp = SrtpKeyDerivation.derive(profile, Scope.RTP, master);
        SrtpSessionKeys rtcp = SrtpKeyDerivation.derive(profile, Scope.RTCP, master);
        rtpKey = new SecretKeySpec(rtp.encryption().bytes(), "AES");
        rtcpKey = new SecretKeySpec(rtcp.encryption().bytes(), "AES");
        rtpSalt = rtp.salt().bytes();
        rtcpSalt = rtcp.salt().bytes();
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no AES-GCM", e);
        }
    }

    /** Seals in place; there must be room for the tag. Returns the sealed length. */
    int sealRtp(byte[] packet, int header, int length, long index) {
        rtpNonce(packet, index);
        return header + run(Cipher.ENCRYPT_MODE, rtpKey, packet, header, length);
    }

    /** Opens in place. Returns the plain length or {@link #REFUSED}. */
    int openRtp(byte[] packet, int header, int length, long index) {
        rtpNonce(packet, index);
        int plain = run(Cipher.DECRYPT_MODE, rtpKey, packet, header, length);
        return plain < 0 ? REFUSED : header + plain;
    }

    /** Seals a compound RTCP packet in place and appends the index. Returns the sealed length. */
    int sealRtcp(byte[] packet, int length) {
        int word = ENCRYPTED | nextRtcpIndex++;
        rtcpNonce(packet, word & ~ENCRYPTED);
        byte[] trailer = {
            (byte) (word >>> 24), (byte) (word >>> 16), (byte) (word >>> 8), (byte) word
        };
        int sealed = runRtcp(Cipher.ENCRYPT_MODE, packet, length, trailer);
        System.arraycopy(trailer, 0, packet, RTCP_HEADER + sealed, RTCP_INDEX);
        return RTCP_HEADER + sealed + RTCP_INDEX;
    }

    /** Opens a compound RTCP packet in place. Returns the plain length or {@link #REFUSED}. */
    int openRtcp(byte[] packet, int length) {
        int end = length - RTCP_INDEX;
        int word = Wire.i32(packet, end);
        if (end < RTCP_HEADER + TAG || word >= 0) {
            return REFUSED;
        }
        byte[] trailer = java.util.Arrays.copyOfRange(packet, end, length);
        rtcpNonce(packet, word & ~ENCRYPTED);
        int plain = runRtcp(Cipher.DECRYPT_MODE, packet, end, trailer);
        return plain < 0 ? REFUSED : RTCP_HEADER + plain;
    }

    private int run(int mode, SecretKeySpec key, byte[] packet, int header, int length) {
        try {
            cipher.init(mode, key, new GCMParameterSpec(8 * TAG, nonce));
            cipher.updateAAD(packet, 0, header);
            int done = cipher.doFinal(packet, header, length - header, scratch, 0);
            System.arraycopy(scratch, 0, packet, header, done);
            return done;
        } catch (GeneralSecurityException e) {
            return REFUSED;
        }
    }

    private int runRtcp(int mode, byte[] packet, int end, byte[] trailer) {
        try {
            cipher.init(mode, rtcpKey, new GCMParameterSpec(8 * TAG, nonce));
            cipher.updateAAD(packet, 0, RTCP_HEADER);
            cipher.updateAAD(trailer);
            int done = cipher.doFinal(packet, RTCP_HEADER, end - RTCP_HEADER, scratch, 0);
            System.arraycopy(scratch, 0, packet, RTCP_HEADER, done);
            return done;
        } catch (GeneralSecurityException e) {
            return REFUSED;
        }
    }

    /** RFC 7714 §8.1: 00 00 | SSRC | ROC | SEQ. */
    private void rtpNonce(byte[] packet, long index) {
        Wire.put16(nonce, 0, 0);
        System.arraycopy(packet, 8, nonce, 2, 4);
        Wire.put16(nonce, 6, (int) (index >>> 32));
        Wire.put32(nonce, 8, (int) index);
        mix(rtpSalt);
    }

    /** RFC 7714 §9.1: 00 00 | SSRC | 00 00 | 0 index. */
    private void rtcpNonce(byte[] packet, int index) {
        Wire.put16(nonce, 0, 0);
        System.arraycopy(packet, 4, nonce, 2, 4);
        Wire.put16(nonce, 6, 0);
        Wire.put32(nonce, 8, index);
        mix(rtcpSalt);
    }

    private void mix(byte[] salt) {
        for (int i = 0; i < nonce.length; i++) {
            nonce[i] ^= salt[i];
        }
    }
}
