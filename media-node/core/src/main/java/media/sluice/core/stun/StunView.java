package media.sluice.core.stun;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.CRC32;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * A STUN message read from a datagram; one object is reused for many. The message is copied, so the
 * datagram may be overwritten after {@link #parse}.
 *
 * <pre>
 *  0                   1                   2                   3
 * |0 0|     STUN message type     |         message length        |
 * |                         magic cookie                          |
 * |                  transaction id (96 bits)                     |
 * </pre>
 */
public final class StunView {
    /** Longest message accepted; ICE checks have some 100 bytes. */
    public static final int MAX_LENGTH = 1280;

    /** Bytes of the header. */
    public static final int HEADER_LENGTH = 20;

    /** RFC 8489 §5. */
    public static final int MAGIC_COOKIE = 0x2112_A442;

    static final int FINGERPRINT_XOR = 0x5354_554E;
    private static final int MAX_USERNAME_LENGTH = 513;
    private static final int ABSENT = -1;

    private final byte[] bytes = new byte[MAX_LENGTH];
    private final MemorySegment message = MemorySegment.ofArray(bytes);
    private final CRC32 crc = new CRC32();
    private int length;
    private int usernameAt;
    private int usernameLength;
    private int integrityAt;
    private int priority;
    private boolean hasPriority;
    private boolean isNominating;
    private int controllingAt;
    private int controlledAt;
    private int mappedAt;
    private int mappedLength;
    private int errorCode;
    private int unknownRequired;

    /** Whether a datagram begins like STUN (RFC 7983: first byte 0 to 3, and the magic cookie). */
    public static boolean looksLikeStun(MemorySegment segment, long offset, int length) {
        return length >= HEADER_LENGTH
                && Bytes.u8(segment, offset) <= 3
                && Bytes.i32(segment, offset + 4) == MAGIC_COOKIE;
    }

    /** Reads a message; the other methods are meaningful only after {@link StunVerdict#OK}. */
    public StunVerdict parse(MemorySegment segment, long offset, int datagramLength) {
        if (datagramLength < HEADER_LENGTH || datagramLength > MAX_LENGTH) {
            return StunVerdict.BAD_SIZE;
        }
        if (!looksLikeStun(segment, offset, datagramLength)) {
            return StunVerdict.NOT_STUN;
        }
        int body = Bytes.u16(segment, offset + 2);
        if ((body & 3) != 0 || body + HEADER_LENGTH != datagramLength) {
            return StunVerdict.BAD_LENGTH;
        }
        Bytes.copy(segment, offset, bytes, 0, datagramLength);
        length = datagramLength;
        return readAttributes();
    }

    /** Class of the message. */
    public StunType type() {
        return StunType.of(Bytes.u16(message, 0));
    }

    /** First 32 bits of the transaction id. */
    public int transactionHigh() {
        return Bytes.i32(message, 8);
    }

    /** Last 64 bits of the transaction id. */
    public long transactionLow() {
        return Bytes.i64(message, 12);
    }

    /** USERNAME, or null. */
    public @Nullable String username() {
        return usernameAt == ABSENT
                ? null
                : new String(bytes, usernameAt, usernameLength, StandardCharsets.UTF_8);
    }

    /**
     * What stands before the colon of USERNAME: of a request the receiver's own username fragment.
     * Null without USERNAME or colon.
     */
    public @Nullable String localUfrag() {
        int colon = colonAt();
        return colon < 0
                ? null
                : new String(bytes, usernameAt, colon - usernameAt, StandardCharsets.UTF_8);
    }

    /** What stands behind the colon of USERNAME: of a request the sender's fragment. */
    public @Nullable String remoteUfrag() {
        int colon = colonAt();
        return colon < 0
                ? null
                : new String(
                        bytes,
                        colon + 1,
                        usernameAt + usernameLength - colon - 1,
                        StandardCharsets.UTF_8);
    }

    /** Whether MESSAGE-INTEGRITY is there. */
    public boolean hasIntegrity() {
        return integrityAt != ABSENT;
    }

    /** Whether MESSAGE-INTEGRITY (RFC 8489 §14.5) is there and made with this key. */
    public boolean isIntact(StunKey key) {
        if (integrityAt == ABSENT) {
            return false;
        }
        // The length field counts up to and with MESSAGE-INTEGRITY, whatever follows it.
        int realLength = Bytes.u16(message, 2);
        Bytes.put16(message, 2, integrityAt + 4 + StunKey.TAG_LENGTH - HEADER_LENGTH);
        byte[] expected = key.tag(bytes, integrityAt);
        Bytes.put16(message, 2, realLength);
        byte[] sent =
                Arrays.copyOfRange(bytes, integrityAt + 4, integrityAt + 4 + StunKey.TAG_LENGTH);
        return MessageDigest.isEqual(expected, sent);
    }

    /** Whether PRIORITY is there. */
    public boolean hasPriority() {
        return hasPriority;
    }

    /** PRIORITY (RFC 8445 §7.1.1), unsigned 32 bits; 0 when absent. */
    public long priority() {
        return priority & 0xFFFF_FFFFL;
    }

    /** Whether USE-CANDIDATE, or a renomination attribute, is there. */
    public boolean isNominating() {
        return isNominating;
    }

    /** Whether the sender says it is controlling (ICE-CONTROLLING). */
    public boolean isFromControlling() {
        return controllingAt != ABSENT;
    }

    /** Whether the sender says it is controlled (ICE-CONTROLLED): with a lite peer, a conflict. */
    public boolean isFromControlled() {
        return controlledAt != ABSENT;
    }

    /** ERROR-CODE, 300 to 699; 0 when absent. */
    public int errorCode() {
        return errorCode;
    }

    /** Number of comprehension-required attributes that are not known. */
    public int unknownRequired() {
        return unknownRequired;
    }

    /** XOR-MAPPED-ADDRESS (RFC 8489 §14.2), or null. */
    public @Nullable TransportAddress mappedAddress() {
        if (mappedAt == ABSENT) {
            return null;
        }
        int port = Bytes.u16(message, mappedAt + 2) ^ MAGIC_COOKIE >>> 16;
        if (mappedLength == 8) {
            return TransportAddress.ofIpv4(Bytes.i32(message, mappedAt + 4) ^ MAGIC_COOKIE, port);
        }
        long high = Bytes.i64(message, mappedAt + 4) ^ Bytes.i64(message, 4);
        long low = Bytes.i64(message, mappedAt + 12) ^ Bytes.i64(message, 12);
        return TransportAddress.ofIpv6(high, low, port);
    }

    private StunVerdict readAttributes() {
        forget();
        int at = HEADER_LENGTH;
        while (at < length) {
            // The length is a multiple of 4 and each attribute is padded to one: four are left.
            int type = Bytes.u16(message, at);
            int size = Bytes.u16(message, at + 2);
            int value = at + 4;
            if (value + size > length) {
                return StunVerdict.BAD_ATTRIBUTE;
            }
            if (type == StunAttributes.FINGERPRINT) {
                return fingerprint(value, size);
            }
            // What follows MESSAGE-INTEGRITY is not protected and so not read (RFC 8489 §14.5).
            if (integrityAt == ABSENT && !read(type, value, size)) {
                return StunVerdict.BAD_ATTRIBUTE;
            }
            at = value + (size + 3 & ~3);
        }
        return StunVerdict.OK;
    }

    private void forget() {
        usernameAt = ABSENT;
        usernameLength = 0;
        integrityAt = ABSENT;
        priority = 0;
        hasPriority = false;
        isNominating = false;
        controllingAt = ABSENT;
        controlledAt = ABSENT;
        mappedAt = ABSENT;
        mappedLength = 0;
        errorCode = 0;
        unknownRequired = 0;
    }

    private boolean read(int type, int at, int size) {
        return switch (type) {
            case StunAttributes.USERNAME -> readUsername(at, size);
            case StunAttributes.MESSAGE_INTEGRITY -> {
                integrityAt = at - 4;
                yield size == StunKey.TAG_LENGTH;
            }
            case StunAttributes.PRIORITY -> size == 4 && readPriority(at);
            case StunAttributes.USE_CANDIDATE -> {
                isNominating = true;
                yield size == 0;
            }
            case StunAttributes.GOOG_NOMINATION, StunAttributes.PION_NOMINATION -> {
                isNominating = true;
                yield true;
            }
            case StunAttributes.ICE_CONTROLLING -> {
                controllingAt = at;
                yield size == 8;
            }
            case StunAttributes.ICE_CONTROLLED -> {
                controlledAt = at;
                yield size == 8;
            }
            case StunAttributes.XOR_MAPPED_ADDRESS -> readMapped(at, size);
            case StunAttributes.ERROR_CODE -> size >= 4 && readError(at);
            default -> {
                boolean isUnknown =
                        StunAttributes.isComprehensionRequired(type)
                                && !StunAttributes.isHarmless(type);
                unknownRequired += isUnknown ? 1 : 0;
                yield true;
            }
        };
    }

    private boolean readUsername(int at, int size) {
        usernameAt = at;
        usernameLength = size;
        return size <= MAX_USERNAME_LENGTH;
    }

    private boolean readPriority(int at) {
        priority = Bytes.i32(message, at);
        hasPriority = true;
        return true;
    }

    private boolean readMapped(int at, int size) {
        mappedAt = at;
        mappedLength = size;
        return switch (size) {
            case 8 -> Bytes.u8(message, at + 1) == 1;
            case 20 -> Bytes.u8(message, at + 1) == 2;
            default -> false;
        };
    }

    private boolean readError(int at) {
        errorCode = (Bytes.u8(message, at + 2) & 7) * 100 + Bytes.u8(message, at + 3) % 100;
        return true;
    }

    private StunVerdict fingerprint(int at, int size) {
        // FINGERPRINT is the last attribute (RFC 8489 §14.7).
        if (size != 4 || at + 4 != length) {
            return StunVerdict.BAD_ATTRIBUTE;
        }
        crc.reset();
        crc.update(bytes, 0, at - 4);
        int expected = (int) crc.getValue() ^ FINGERPRINT_XOR;
        return expected == Bytes.i32(message, at) ? StunVerdict.OK : StunVerdict.BAD_FINGERPRINT;
    }

    private int colonAt() {
        for (int i = 0; usernameAt != ABSENT && i < usernameLength; i++) {
            if (bytes[usernameAt + i] == ':') {
                return usernameAt + i;
            }
        }
        return -1;
    }
}
