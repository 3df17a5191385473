package media.sluice.core.session;

import java.util.Arrays;
import media.sluice.core.crypto.CertificateFingerprint;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * The bytes with which another node goes on with a session. Secret: lives in the memory of the node
 * and its target or backup only, never in a log, a store or on a disk.
 *
 * <pre>
 *  magic "SLCP" (32)  section: kind (8)  certificate  room part
 *                              ICE | DTLS | SRTP in | SRTP out | streams | SCTP
 *                                  '------------- not in an OFFER -------------'
 * </pre>
 *
 * An OFFER holds no keys, so a target whose source never freezes cannot seal anything.
 */
public final class Capsule {
    /** What a capsule is for. */
    public enum Kind {
        /** Begins a planned move: what the target needs to answer and send checks. */
        OFFER,
        /** Ends a planned move: everything, with exact counters of a frozen session. */
        FINAL,
        /** Waits at a backup: everything, with counters leased ahead. */
        STANDBY
    }

    private static final int MAGIC = 0x534C_4350;
    private static final int VERSION = 1;
    private static final int MAX_ROOM_PART = 1 << 24;
    private static final int MAX_TEXT = 512;

    private final byte[] bytes;
    private final Kind kind;
    private final CertificateFingerprint certificate;
    private final byte[] roomPart;

    private Capsule(byte[] bytes, Kind kind, CertificateFingerprint certificate, byte[] roomPart) {
        this.bytes = bytes;
        this.kind = kind;
        this.certificate = certificate;
        this.roomPart = roomPart;
    }

    /** Reads the outside of a capsule; the array is copied. */
    public static Capsule read(byte[] bytes) throws CapsuleException {
        byte[] copy = bytes.clone();
        try {
            var in = new StateReader(copy);
            if (in.remaining() < Integer.BYTES || in.i32() != MAGIC) {
                throw new CapsuleException(CapsuleFault.NOT_A_CAPSULE, "no capsule's magic");
            }
            return readBody(in, copy);
        } catch (CorruptStateException e) {
            throw new CapsuleException(CapsuleFault.CORRUPT, String.valueOf(e.getMessage()));
        }
    }

    private static Capsule readBody(StateReader in, byte[] bytes)
            throws CapsuleException, CorruptStateException {
        int version = in.begin();
        if (version != VERSION) {
            throw new CapsuleException(
                    CapsuleFault.UNKNOWN_VERSION,
                    "capsule version " + version + ", not " + VERSION);
        }
        int code = in.u8();
        in.require(code < Kind.values().length, "unknown kind of capsule");
        var certificate = new CertificateFingerprint(in.text(MAX_TEXT), in.text(MAX_TEXT));
        byte[] roomPart = in.bytes(MAX_ROOM_PART);
        return new Capsule(bytes, Kind.values()[code], certificate, roomPart);
    }

    static Capsule write(
            Kind kind, CertificateFingerprint certificate, byte[] roomPart, Body body) {
        var out = new StateWriter(4096).i32(MAGIC).begin(VERSION).u8(kind.ordinal());
        out.text(certificate.algorithm()).text(certificate.value()).bytes(roomPart);
        body.write(out);
        byte[] bytes = out.end().toBytes();
        out.clear();
        return new Capsule(bytes, kind, certificate, roomPart.clone());
    }

    /** Writes what follows the outside. */
    @FunctionalInterface
    interface Body {
        void write(StateWriter out);
    }

    /** What it is for. */
    public Kind kind() {
        return kind;
    }

    /** Which certificate the session's handshake used. */
    public CertificateFingerprint certificate() {
        return certificate;
    }

    /** What the room appended; empty when nothing. */
    public byte[] roomPart() {
        return roomPart.clone();
    }

    /** A copy of the bytes, for the stream to the other node. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** Overwrites the keys; the capsule is of no use afterwards. */
    public void wipe() {
        Arrays.fill(bytes, (byte) 0);
        Arrays.fill(roomPart, (byte) 0);
    }

    /** A reader at the first nested section. */
    StateReader body() throws CorruptStateException {
        var in = new StateReader(bytes);
        in.i32();
        in.begin();
        in.u8();
        in.text(MAX_TEXT);
        in.text(MAX_TEXT);
        in.bytes(MAX_ROOM_PART);
        return in;
    }

    @Override
    public String toString() {
        return "Capsule(" + kind + ", hidden)";
    }
}
