package media.sluice.bench.jmh;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import media.sluice.core.crypto.Secret;
import media.sluice.core.crypto.SrtpMasterKey;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.rtp.RtpHeader;
import media.sluice.core.wire.Bytes;

/**
 * The packet that every benchmark takes: VP8 of 1,100 bytes behind a header with mid and transport
 * sequence, as the load generator sends it.
 */
final class Samples {
    static final int MID_ID = 1;
    static final int TRANSPORT_SEQUENCE_ID = 3;
    static final int SEND_TIME_ID = 4;
    static final int VP8 = 96;
    static final int SSRC = 0x1111;

    /** Fixed header and one block of two elements. */
    static final int HEADER = RtpHeader.FIXED_LENGTH + 4 + 8;

    static final int PAYLOAD = 1_100;
    static final int LENGTH = HEADER + PAYLOAD;

    /** Room for a packet and any trailer. */
    static final int ROOM = 2_048;

    private static final int DESCRIPTOR = 6;

    private Samples() {}

    /** A buffer that holds {@link #write}'s packet. */
    static MemorySegment packet() {
        MemorySegment packet = MemorySegment.ofArray(new byte[ROOM]);
        write(packet, 0, true);
        return packet;
    }

    /** One picture in one packet; {@code number} is its sequence number and picture identifier. */
    static void write(MemorySegment packet, long number, boolean isKeyFrame) {
        RtpHeader.write(packet, 0, true, VP8, (int) number & 0xFFFF, (int) number * 3_000, SSRC);
        Bytes.put8(packet, 0, 0x90);
        int at = RtpHeader.FIXED_LENGTH;
        Bytes.put32(packet, at, 0xBEDE_0002L);
        Bytes.put8(packet, at + 4, MID_ID << 4);
        Bytes.put8(packet, at + 5, '0');
        Bytes.put8(packet, at + 6, TRANSPORT_SEQUENCE_ID << 4 | 1);
        Bytes.put16(packet, at + 7, (int) number & 0xFFFF);
        Bytes.zero(packet, at + 9, 3);
        // RFC 7741: X and S; I, L, T; 15-bit picture id; TL0PICIDX; TID 0.
        Bytes.put8(packet, HEADER, 0x90);
        Bytes.put8(packet, HEADER + 1, 0xE0);
        Bytes.put16(packet, HEADER + 2, 0x8000 | (int) number & 0x7FFF);
        Bytes.put8(packet, HEADER + 4, (int) number & 0xFF);
        Bytes.put8(packet, HEADER + 5, 0);
        Bytes.put8(packet, HEADER + DESCRIPTOR, isKeyFrame ? 0x10 : 0x11);
        Bytes.put8(packet, HEADER + DESCRIPTOR + 1, 2);
        Bytes.put8(packet, HEADER + DESCRIPTOR + 2, 0);
    }

    /** A master key; any seed gives another. */
    static SrtpMasterKey key(SrtpProfile profile, int seed) {
        byte[] key = new byte[profile.keyLength()];
        byte[] salt = new byte[profile.saltLength()];
        Arrays.fill(key, (byte) seed);
        Arrays.fill(salt, (byte) (seed + 1));
        return new SrtpMasterKey(Secret.of(key), Secret.of(salt));
    }
}
