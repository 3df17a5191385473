package media.sluice.core.dtls;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/**
 * The DTLS 1.2 record header as static functions over {@code (segment, offset)} (RFC 6347 §4.1).
 *
 * <pre>
 *  | type 1 | version 2 = fe fd | epoch 2 | sequence number 6 | length 2 | fragment … |
 * </pre>
 */
public final class DtlsRecord {

    public static final int HEADER_LENGTH = 13;

    /** Explicit nonce and tag that AES-GCM adds to a fragment (RFC 5288 §3). */
    public static final int GCM_OVERHEAD = 8 + 16;

    static final int CHANGE_CIPHER_SPEC = 20;
    static final int ALERT = 21;
    static final int HANDSHAKE = 22;
    static final int APPLICATION_DATA = 23;

    /** DTLS 1.0 in the first ClientHello, DTLS 1.2 after it. */
    static final int VERSION_1_0 = 0xFEFF;

    static final int VERSION_1_2 = 0xFEFD;

    /** 2^14 plus what encryption may add (RFC 6347 §4.1.1). */
    private static final int MAX_FRAGMENT_LENGTH = (1 << 14) + 2048;

    private static final long SEQUENCE_MASK = (1L << 48) - 1;

    private DtlsRecord() {}

    /** Whether the first byte of a datagram says DTLS (RFC 7983 §7). */
    public static boolean isDtls(int firstByte) {
        return firstByte >= 20 && firstByte <= 63;
    }

    /**
     * Length of the record at {@code offset}, header included.
     *
     * @return -1 when no well-formed record of at most {@code available} bytes starts here
     */
    public static int length(MemorySegment segment, long offset, int available) {
        if (available < HEADER_LENGTH) {
            return -1;
        }
        int type = type(segment, offset);
        int version = version(segment, offset);
        int fragment = fragmentLength(segment, offset);
        boolean isWellFormed =
                type >= CHANGE_CIPHER_SPEC
                        && type <= APPLICATION_DATA
                        && (version == VERSION_1_2 || version == VERSION_1_0)
                        && fragment <= MAX_FRAGMENT_LENGTH
                        && fragment <= available - HEADER_LENGTH;
        return isWellFormed ? HEADER_LENGTH + fragment : -1;
    }

    static int type(MemorySegment segment, long offset) {
        return Bytes.u8(segment, offset);
    }

    static int version(MemorySegment segment, long offset) {
        return Bytes.u16(segment, offset + 1);
    }

    static int epoch(MemorySegment segment, long offset) {
        return Bytes.u16(segment, offset + 3);
    }

    /** 48 bits. */
    static long sequence(MemorySegment segment, long offset) {
        return Bytes.i64(segment, offset + 3) & SEQUENCE_MASK;
    }

    static int fragmentLength(MemorySegment segment, long offset) {
        return Bytes.u16(segment, offset + 11);
    }

    static void writeHeader(
            MemorySegment segment, long offset, int type, long epochAndSequence, int fragment) {
        Bytes.put8(segment, offset, type);
        Bytes.put16(segment, offset + 1, VERSION_1_2);
        Bytes.put64(segment, offset + 3, epochAndSequence);
        Bytes.put16(segment, offset + 11, fragment);
    }
}
