package media.sluice.core.stun;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.TransportAddress;

/**
 * Writes one STUN message after the other: {@link #begin}, attributes, {@link #integrity}, {@link
 * #fingerprint}, {@link #copyTo}. Reusable, not thread-safe.
 */
public final class StunWriter {
    /** Longest message this writer makes. */
    public static final int MAX_LENGTH = 640;

    private final byte[] bytes = new byte[MAX_LENGTH];
    private final MemorySegment message = MemorySegment.ofArray(bytes);
    private final CRC32 crc = new CRC32();
    private int length;

    /** Starts a message with a transaction id of 32 and 64 bits. */
    public StunWriter begin(StunType type, int transactionHigh, long transactionLow) {
        Bytes.put16(message, 0, type.code());
        Bytes.put32(message, 4, StunView.MAGIC_COOKIE);
        Bytes.put32(message, 8, transactionHigh);
        Bytes.put64(message, 12, transactionLow);
        length = StunView.HEADER_LENGTH;
        return this;
    }

    /** USERNAME; of a request {@code receiver:sender}. */
    public StunWriter username(String username) {
        byte[] text = username.getBytes(StandardCharsets.UTF_8);
        int at = attribute(StunAttributes.USERNAME, text.length);
        Bytes.copy(text, 0, message, at, text.length);
        return this;
    }

    /** PRIORITY, unsigned 32 bits. */
    public StunWriter priority(long priority) {
        Bytes.put32(message, attribute(StunAttributes.PRIORITY, 4), priority);
        return this;
    }

    /** USE-CANDIDATE. */
    public StunWriter useCandidate() {
        attribute(StunAttributes.USE_CANDIDATE, 0);
        return this;
    }

    /** ICE-CONTROLLED with the tie-breaker. */
    public StunWriter controlled(long tieBreaker) {
        Bytes.put64(message, attribute(StunAttributes.ICE_CONTROLLED, 8), tieBreaker);
        return this;
    }

    /** ICE-CONTROLLING with the tie-breaker. */
    public StunWriter controlling(long tieBreaker) {
        Bytes.put64(message, attribute(StunAttributes.ICE_CONTROLLING, 8), tieBreaker);
        return this;
    }

    /** ERROR-CODE (RFC 8489 §14.8) without a reason phrase. */
    public StunWriter error(int code) {
        Bytes.put32(
                message, attribute(StunAttributes.ERROR_CODE, 4), (code / 100) << 8 | code % 100);
        return this;
    }

    /** XOR-MAPPED-ADDRESS (RFC 8489 §14.2). */
    public StunWriter mappedAddress(TransportAddress address) {
        int at = attribute(StunAttributes.XOR_MAPPED_ADDRESS, address.isIpv4() ? 8 : 20);
        Bytes.put16(message, at, address.isIpv4() ? 1 : 2);
        Bytes.put16(message, at + 2, address.port() ^ StunView.MAGIC_COOKIE >>> 16);
        if (address.isIpv4()) {
            Bytes.put32(message, at + 4, address.ipv4() ^ StunView.MAGIC_COOKIE);
        } else {
            Bytes.put64(message, at + 4, address.high() ^ Bytes.i64(message, 4));
            Bytes.put64(message, at + 12, address.low() ^ Bytes.i64(message, 12));
        }
        return this;
    }

    /** Any attribute: for tests of readers. */
    public StunWriter raw(int type, byte[] value) {
        Bytes.copy(value, 0, message, attribute(type, value.length), value.length);
        return this;
    }

    /** MESSAGE-INTEGRITY over everything so far. */
    public StunWriter integrity(StunKey key) {
        Bytes.put16(message, 2, length + 4 + StunKey.TAG_LENGTH - StunView.HEADER_LENGTH);
        byte[] tag = key.tag(bytes, length);
        int at = attribute(StunAttributes.MESSAGE_INTEGRITY, StunKey.TAG_LENGTH);
        Bytes.copy(tag, 0, message, at, StunKey.TAG_LENGTH);
        return this;
    }

    /** FINGERPRINT over everything so far; nothing may follow. */
    public StunWriter fingerprint() {
        Bytes.put16(message, 2, length + 8 - StunView.HEADER_LENGTH);
        crc.reset();
        crc.update(bytes, 0, length);
        int value = (int) crc.getValue() ^ StunView.FINGERPRINT_XOR;
        Bytes.put32(message, attribute(StunAttributes.FINGERPRINT, 4), value);
        return this;
    }

    /** Length of the message in bytes. */
    public int length() {
        return length;
    }

    /** Copies the finished message and returns its length. */
    public int copyTo(MemorySegment target, long offset) {
        Bytes.put16(message, 2, length - StunView.HEADER_LENGTH);
        Bytes.copy(message, 0, target, offset, length);
        return length;
    }

    /**
     * Appends an attribute's header, zeroes value and padding, and returns where the value goes.
     */
    private int attribute(int type, int size) {
        int padded = size + 3 & ~3;
        if (length + 4 + padded > MAX_LENGTH) {
            throw new IllegalStateException("STUN message longer than " + MAX_LENGTH);
        }
        int at = length + 4;
        Bytes.put16(message, length, type);
        Bytes.put16(message, length + 2, size);
        Bytes.zero(message, at, padded);
        length = at + padded;
        return at;
    }
}
