package media.sluice.core.sctp;

import java.util.List;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.RandomSource;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * The four messages that begin an association (RFC 9260 §5.1): who we are, who the peer is, the
 * cookie and timer T1. Both sides may begin at once, as browsers and Pion do (§5.2.1).
 */
final class Handshake {

    /** What a returned cookie means (RFC 9260 §5.2.4, table 12). */
    enum Verdict {
        /** It begins an association. */
        BEGIN,
        /** Action A: the peer has lost its association and begins anew. */
        RESTART,
        /** Action D after the beginning: our COOKIE-ACK was lost. */
        REPEAT,
        /** Action C, or a forgery. */
        IGNORE
    }

    private static final int VERSION = 1;
    private static final int MAX_COOKIE_BYTES = 16_384;
    private static final int MAX_REPORTED_BYTES = 600;

    private final SctpConfig config;
    private final RandomSource random;
    private InitParameters local;
    private int spentTag;
    private @Nullable InitParameters peer;
    private byte[] cookie = {};
    private boolean isDue;
    private long timeoutNanos = RetransmissionTimeout.INITIAL_NANOS;
    private long deadlineNanos = Long.MAX_VALUE;

    Handshake(SctpConfig config, RandomSource random) {
        this.config = config;
        this.random = random;
        this.local = choose();
    }

    /** Parameters of our own, with a new tag and TSN. */
    private InitParameters choose() {
        int tag = random.nextInt();
        return new InitParameters(
                tag == 0 ? 1 : tag,
                config.receiveBufferBytes(),
                config.streams(),
                config.streams(),
                random.nextInt(),
                true,
                true);
    }

    InitParameters local() {
        return local;
    }

    /** The peer as far as it is known. */
    @Nullable InitParameters peer() {
        return peer;
    }

    boolean isLocalTag(int tag) {
        return tag == local.tag();
    }

    boolean isPeerTag(int tag) {
        var known = peer;
        return known != null && tag == known.tag();
    }

    /** INIT, or COOKIE-ECHO once there is a cookie, goes out now and until it is answered. */
    void begin(long nowNanos) {
        isDue = true;
        timeoutNanos = RetransmissionTimeout.INITIAL_NANOS;
        deadlineNanos = nowNanos + timeoutNanos;
    }

    /** Takes the peer's INIT-ACK; false when its cookie cannot be echoed in a packet. */
    boolean handleInitAck(Chunk.InitAck ack, long nowNanos) {
        int room = config.packetBytes() - SctpPacket.HEADER_BYTES - TlvCursor.HEADER_BYTES;
        if (ack.cookie().length > room) {
            return false;
        }
        peer = ack.parameters();
        cookie = ack.cookie().clone();
        begin(nowNanos);
        return true;
    }

    /** An INIT-ACK packet for the peer's INIT, without keeping anything of it. */
    byte[] answerInit(InitParameters from, List<byte[]> unrecognized, AssociationState state) {
        var known = peer;
        boolean isOpening =
                state == AssociationState.COOKIE_WAIT || state == AssociationState.COOKIE_ECHOED;
        var own = isOpening ? local : choose();
        var made =
                state == AssociationState.CLOSED || known == null
                        ? new StateCookie(own, from, 0, 0)
                        : new StateCookie(own, from, local.tag(), known.tag());
        var packet = new PacketBuilder(config, from.tag());
        boolean isShort = unrecognized.stream().mapToInt(p -> p.length).sum() < MAX_REPORTED_BYTES;
        packet.add(ChunkWriter.initAck(own, made.toBytes(), isShort ? unrecognized : List.of()));
        return packet.finish();
    }

    /** What a cookie means that came in a packet with this tag. */
    Verdict judge(@Nullable StateCookie returned, int tag, AssociationState state) {
        if (returned == null || returned.local().tag() != tag) {
            return Verdict.IGNORE;
        }
        if (state == AssociationState.CLOSED) {
            boolean isLateCopy = tag == spentTag;
            return isLateCopy ? Verdict.IGNORE : Verdict.BEGIN;
        }
        boolean isOpening =
                state == AssociationState.COOKIE_WAIT || state == AssociationState.COOKIE_ECHOED;
        if (isLocalTag(returned.local().tag())) {
            if (isOpening) {
                return Verdict.BEGIN;
            }
            return isPeerTag(returned.peer().tag()) ? Verdict.REPEAT : Verdict.IGNORE;
        }
        boolean isTied = isLocalTag(returned.tieLocal()) && isPeerTag(returned.tiePeer());
        return isTied && !isPeerTag(returned.peer().tag()) ? Verdict.RESTART : Verdict.IGNORE;
    }

    /** The association begins as the cookie says. */
    void adopt(StateCookie returned) {
        local = returned.local();
        peer = returned.peer();
        finish();
    }

    /** There is no association any more; the next one has another tag. */
    void reset() {
        finish();
        spentTag = local.tag();
        local = choose();
        peer = null;
    }

    /** No more to say. */
    void finish() {
        cookie = new byte[0];
        isDue = false;
        deadlineNanos = Long.MAX_VALUE;
    }

    long nextDeadlineNanos() {
        return deadlineNanos;
    }

    /** T1. */
    void handleTimeout(long nowNanos) {
        if (nowNanos >= deadlineNanos) {
            isDue = true;
            timeoutNanos = Math.min(2 * timeoutNanos, RetransmissionTimeout.MAX_NANOS);
            deadlineNanos = nowNanos + timeoutNanos;
        }
    }

    /** The packet that is due, alone as RFC 9260 §6.10 wants INIT. */
    byte @Nullable [] pollPacket() {
        if (!isDue) {
            return null;
        }
        isDue = false;
        var known = peer;
        if (known == null || cookie.length == 0) {
            var packet = new PacketBuilder(config, 0);
            packet.add(ChunkWriter.init(local));
            return packet.finish();
        }
        var packet = new PacketBuilder(config, known.tag());
        packet.add(ChunkWriter.cookieEcho(cookie));
        return packet.finish();
    }

    void export(StateWriter writer, long nowNanos) {
        writer.begin(VERSION);
        local.export(writer);
        var known = peer;
        writer.bool(known != null);
        if (known != null) {
            known.export(writer);
        }
        writer.bytes(cookie).bool(isDue).i64(timeoutNanos);
        writer.i64(Durations.left(deadlineNanos, nowNanos)).end();
    }

    static Handshake restore(
            StateReader reader, SctpConfig config, RandomSource random, long nowNanos)
            throws CorruptStateException {
        var handshake = new Handshake(config, random);
        reader.begin();
        handshake.local = InitParameters.restore(reader);
        handshake.peer = reader.bool() ? InitParameters.restore(reader) : null;
        handshake.cookie = reader.bytes(MAX_COOKIE_BYTES);
        handshake.isDue = reader.bool();
        handshake.timeoutNanos = reader.i64();
        handshake.deadlineNanos = Durations.deadline(reader, nowNanos);
        reader.require(
                handshake.timeoutNanos > 0
                        && handshake.timeoutNanos <= RetransmissionTimeout.MAX_NANOS,
                "timeout out of range");
        reader.end();
        return handshake;
    }
}
