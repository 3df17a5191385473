package media.sluice.node.crypto.jdk;

import java.lang.foreign.MemorySegment;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import media.sluice.core.crypto.CryptoStatus;
import media.sluice.core.crypto.SrtpBatch;
import media.sluice.core.crypto.SrtpKeySpec;
import media.sluice.core.wire.Bytes;

/**
 * AES in counter mode with an 80-bit HMAC-SHA1 (RFC 3711 §4.1.1, §4.2.1). The key stream is made by
 * enciphering a run of counter blocks in one call, and the MAC by two digests over padded keys,
 * because {@code Cipher.init} and {@code Mac.doFinal} would allocate for every packet.
 *
 * <pre>
 *  counter block:  salt 14 bytes xor | 4 × 00 | SSRC | index 48 |  then a 16-bit block number
 * </pre>
 */
final class CmKey extends JdkKey {

    private static final int BLOCK = 16;
    private static final int TAG_LENGTH = 10;
    private static final int SHA1_BLOCK = 64;
    private static final int SHA1_LENGTH = 20;

    private final Scratch scratch;
    private final Cipher cipher;
    private final MessageDigest sha1;
    private final byte[] innerPad = new byte[SHA1_BLOCK];
    private final byte[] outerPad = new byte[SHA1_BLOCK];
    private final byte[] mac = new byte[SHA1_LENGTH];
    private final long saltHigh;
    private final long saltLow;

    CmKey(SrtpKeySpec spec, Scratch scratch) {
        super(spec.profile());
        this.scratch = scratch;
        byte[] salt = Arrays.copyOf(spec.session().salt().bytes(), BLOCK);
        saltHigh = Bytes.i64(MemorySegment.ofArray(salt), 0);
        saltLow = Bytes.i64(MemorySegment.ofArray(salt), 8);
        byte[] authentication = spec.session().authentication().bytes();
        for (int i = 0; i < SHA1_BLOCK; i++) {
            int keyByte = i < authentication.length ? authentication[i] : 0;
            innerPad[i] = (byte) (keyByte ^ 0x36);
            outerPad[i] = (byte) (keyByte ^ 0x5C);
        }
        try {
            // ECB only makes the key stream; it never touches a packet.
            cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(spec.session().encryption().bytes(), "AES"));
            sha1 = MessageDigest.getInstance("SHA-1");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no AES or no SHA-1", e);
        }
    }

    @Override
    CryptoStatus seal(SrtpBatch batch, int i, boolean isRtcp) {
        int header = batch.headerLength[i];
        int plain = batch.prefixLength[i] + batch.payloadLength[i];
        int end = header + plain;
        try {
            crypt(header, plain, batch.index[i], isRtcp);
            long suffix = isRtcp ? ENCRYPTED | batch.index[i] : batch.index[i] >>> 16;
            Bytes.put32(scratch.inView, end, suffix);
            authenticate(end + 4);
        } catch (GeneralSecurityException e) {
            return CryptoStatus.ENGINE_FAILED;
        }
        long at = batch.packetOffset[i];
        int body = isRtcp ? plain + 4 : plain;
        Bytes.copy(scratch.in, header, batch.packet[i], at + header, body);
        Bytes.copy(mac, 0, batch.packet[i], at + header + body, TAG_LENGTH);
        return CryptoStatus.OK;
    }

    @Override
    CryptoStatus open(SrtpBatch batch, int i, boolean isRtcp) {
        int header = batch.headerLength[i];
        int tagAt = batch.packetLength[i] - TAG_LENGTH;
        int end = isRtcp ? tagAt - 4 : tagAt;
        boolean isEncrypted = !isRtcp || (Bytes.u32(scratch.inView, end) & ENCRYPTED) != 0;
        try {
            if (!isRtcp) {
                // The roll-over counter is authenticated where the tag lies; the tag is compared in
                // the packet itself.
                Bytes.put32(scratch.inView, end, batch.index[i] >>> 16);
            }
            authenticate(end + 4);
            if (!isTag(batch.packet[i], batch.packetOffset[i] + tagAt)) {
                return CryptoStatus.AUTHENTICATION_FAILED;
            }
            if (isEncrypted) {
                crypt(header, end - header, batch.index[i], isRtcp);
                Bytes.copy(
                        scratch.in,
                        header,
                        batch.packet[i],
                        batch.packetOffset[i] + header,
                        end - header);
            }
            return CryptoStatus.OK;
        } catch (GeneralSecurityException e) {
            return CryptoStatus.ENGINE_FAILED;
        }
    }

    /** Adds the key stream to {@code length} bytes of {@code scratch.in}. */
    private void crypt(int from, int length, long index, boolean isRtcp)
            throws GeneralSecurityException {
        long ssrc = Bytes.u32(scratch.inView, isRtcp ? RTCP_SSRC_AT : RTP_SSRC_AT);
        long high = saltHigh ^ ssrc;
        long low = saltLow ^ (index << 16);
        int blocks = (length + BLOCK - 1) / BLOCK;
        for (int block = 0; block < blocks; block++) {
            Bytes.put64(scratch.countersView, (long) block * BLOCK, high);
            Bytes.put64(scratch.countersView, (long) block * BLOCK + 8, low + block);
        }
        byte[] stream = scratch.out;
        byte[] in = scratch.in;
        cipher.update(scratch.counters, 0, blocks * BLOCK, stream, 0);
        for (int i = 0; i < length; i++) {
            in[from + i] ^= stream[i];
        }
    }

    /** HMAC-SHA1 of the first {@code length} bytes of {@code scratch.in}, into {@link #mac}. */
    private void authenticate(int length) throws GeneralSecurityException {
        sha1.update(innerPad);
        sha1.update(scratch.in, 0, length);
        sha1.digest(mac, 0, SHA1_LENGTH);
        sha1.update(outerPad);
        sha1.update(mac);
        sha1.digest(mac, 0, SHA1_LENGTH);
    }

    private boolean isTag(MemorySegment packet, long at) {
        int difference = 0;
        for (int i = 0; i < TAG_LENGTH; i++) {
            difference |= (mac[i] & 0xFF) ^ Bytes.u8(packet, at + i);
        }
        return difference == 0;
    }

    @Override
    public void close() {
        Arrays.fill(innerPad, (byte) 0);
        Arrays.fill(outerPad, (byte) 0);
    }
}
