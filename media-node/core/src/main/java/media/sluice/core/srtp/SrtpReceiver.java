package media.sluice.core.srtp;

import java.lang.foreign.MemorySegment;
import media.sluice.core.crypto.CryptoStatus;
import media.sluice.core.crypto.IndexWindow;
import media.sluice.core.crypto.SrtpBatch;
import media.sluice.core.crypto.SrtpEngine;
import media.sluice.core.crypto.SrtpKey;
import media.sluice.core.crypto.SrtpKeySpec;
import media.sluice.core.crypto.SrtpMasterKey;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.rtp.RtpFault;
import media.sluice.core.rtp.RtpHeader;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.Serial;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a session's SRTP: estimates each packet's index (RFC 3711 §3.3.1, Appendix
 * A), refuses replays, and decrypts in place. A stream comes into being with its first authentic
 * packet, so nobody without the key can fill the table.
 *
 * <p>After an import from progress figures that lag behind (a crash of the node before), the
 * roll-over counter is uncertain: the first packets are tried with the counter one up and one down
 * too.
 */
public final class SrtpReceiver implements AutoCloseable {

    /**
     * SSRCs per session, for RTP and for RTCP each: 40 published layers with RTX, and room for
     * re-published tracks.
     */
    public static final int MAX_STREAMS = 256;

    private static final int VERSION = 1;
    private static final int RTCP_HEADER_LENGTH = 8;
    private static final int MAX_PACKET_LENGTH = 2048;
    private static final long ROLL_OVER = 1L << 16;
    private static final int INDEX_MASK = 0x7FFF_FFFF;

    private final SrtpProfile profile;
    private final SrtpMasterKey master;
    private final SrtpEngine engine;
    private final SrtpKey rtpKey;
    private final SrtpKey rtcpKey;
    private final SrtpBatch batch = new SrtpBatch(1);
    private final StreamTable<ReceiveStream> rtpStreams = new StreamTable<>(MAX_STREAMS);
    private final StreamTable<ReceiveStream> rtcpStreams = new StreamTable<>(MAX_STREAMS);
    private final long[] counts = new long[SrtpStatus.COUNT];
    private byte @Nullable [] retryCopy;

    private int length;
    private long index;

    /** A receiver for packets that the peer protects with {@code master}. */
    public SrtpReceiver(SrtpProfile profile, SrtpMasterKey master, SrtpEngine engine) {
        this.profile = profile;
        this.master = master;
        this.engine = engine;
        var direction = SrtpKeySpec.Direction.UNPROTECT;
        rtpKey =
                engine.newKey(
                        SrtpKeySpec.derive(profile, SrtpKeySpec.Scope.RTP, direction, master));
        rtcpKey =
                engine.newKey(
                        SrtpKeySpec.derive(profile, SrtpKeySpec.Scope.RTCP, direction, master));
    }

    /**
     * Decrypts an RTP packet in place; on {@link SrtpStatus#OK} see {@link #length} and {@link
     * #index}.
     */
    public SrtpStatus unprotectRtp(MemorySegment segment, long offset, int protectedLength) {
        if (protectedLength > MAX_PACKET_LENGTH
                || RtpHeader.check(segment, offset, protectedLength) != RtpFault.NONE) {
            return count(SrtpStatus.MALFORMED);
        }
        int ssrc = RtpHeader.ssrc(segment, offset);
        int sequence = RtpHeader.sequence(segment, offset);
        ReceiveStream stream = rtpStreams.find(ssrc);
        batch.clear();
        batch.add(rtpKey, sequence);
        batch.packet(0, segment, offset, protectedLength);
        batch.sealed(0, RtpHeader.length(segment, offset), protectedLength);
        if (stream == null) {
            return count(openFirst(rtpStreams, ssrc, true));
        }
        long likely = Serial.unwrap16(stream.window().highest(), sequence);
        if (stream.isConfirmed()) {
            return count(open(stream, likely, true));
        }
        return count(openUncertain(stream, likely));
    }

    /** As {@link #unprotectRtp} for a compound RTCP packet. */
    public SrtpStatus unprotectRtcp(MemorySegment segment, long offset, int protectedLength) {
        if (protectedLength > MAX_PACKET_LENGTH
                || protectedLength < RTCP_HEADER_LENGTH + profile.rtcpTrailerLength()) {
            return count(SrtpStatus.MALFORMED);
        }
        int trailer = SrtpProfile.RTCP_INDEX_LENGTH + (profile.isAead() ? 0 : profile.tagLength());
        int packetIndex = Bytes.i32(segment, offset + protectedLength - trailer) & INDEX_MASK;
        int ssrc = Bytes.i32(segment, offset + 4);
        ReceiveStream stream = rtcpStreams.find(ssrc);
        batch.clear();
        batch.add(rtcpKey, packetIndex);
        batch.packet(0, segment, offset, protectedLength);
        batch.sealed(0, RTCP_HEADER_LENGTH, protectedLength);
        return count(
                stream == null
                        ? openFirst(rtcpStreams, ssrc, false)
                        : open(stream, packetIndex, false));
    }

    /** Length of the packet unprotected last. */
    public int length() {
        return length;
    }

    /** Index of the packet unprotected last: for RTP the extended sequence number. */
    public long index() {
        return index;
    }

    /** How many packets ended so. */
    public long packets(SrtpStatus status) {
        return counts[status.code()];
    }

    private SrtpStatus openFirst(StreamTable<ReceiveStream> table, int ssrc, boolean isRtp) {
        SrtpStatus status = decrypt(batch.index[0], isRtp);
        if (status != SrtpStatus.OK) {
            return status;
        }
        if (table.isFull()) {
            return SrtpStatus.TOO_MANY_STREAMS;
        }
        var stream = new ReceiveStream(new IndexWindow(), true);
        stream.accept(index);
        table.put(ssrc, stream);
        return SrtpStatus.OK;
    }

    private SrtpStatus open(ReceiveStream stream, long candidate, boolean isRtp) {
        if (stream.window().isTooOld(candidate)) {
            return SrtpStatus.TOO_OLD;
        }
        if (stream.window().isUsed(candidate)) {
            return SrtpStatus.REPLAYED;
        }
        SrtpStatus status = decrypt(candidate, isRtp);
        if (status == SrtpStatus.OK) {
            stream.accept(candidate);
        }
        return status;
    }

    /**
     * Tries the likely roll-over counter, then one up, then one down; a failed try may spoil the
     * bytes, hence the copy.
     */
    private SrtpStatus openUncertain(ReceiveStream stream, long likely) {
        MemorySegment segment = batch.packet[0];
        long offset = batch.packetOffset[0];
        int sealedLength = batch.packetLength[0];
        byte[] copy = retryCopy();
        Bytes.copy(segment, offset, copy, 0, sealedLength);
        SrtpStatus status = open(stream, likely, true);
        for (int attempt = 0; attempt < 2 && status != SrtpStatus.OK; attempt++) {
            long candidate = attempt == 0 ? likely + ROLL_OVER : likely - ROLL_OVER;
            if (status == SrtpStatus.REPLAYED || stream.window().isTooOld(candidate)) {
                continue;
            }
            Bytes.copy(copy, 0, segment, offset, sealedLength);
            batch.packetLength[0] = sealedLength;
            SrtpStatus next = open(stream, candidate, true);
            status = next == SrtpStatus.OK ? next : status;
        }
        return status;
    }

    private byte[] retryCopy() {
        byte[] copy = retryCopy;
        if (copy == null) {
            copy = new byte[MAX_PACKET_LENGTH];
            retryCopy = copy;
        }
        return copy;
    }

    private SrtpStatus decrypt(long candidate, boolean isRtp) {
        batch.index[0] = candidate;
        batch.status[0] = CryptoStatus.PENDING;
        if (isRtp) {
            engine.unprotectRtp(batch);
        } else {
            engine.unprotectRtcp(batch);
        }
        length = batch.packetLength[0];
        index = candidate;
        return SrtpStatus.of(batch.status[0]);
    }

    private SrtpStatus count(SrtpStatus status) {
        counts[status.code()]++;
        return status;
    }

    /** Writes keys and all windows: for a planned move and for the first capsule. */
    public void export(StateWriter writer) {
        writer.begin(VERSION).u16(profile.code());
        master.export(writer);
        exportWindows(rtpStreams, writer);
        exportWindows(rtcpStreams, writer);
        writer.end();
    }

    /** Reads what {@link #export} wrote, in this or another process. */
    public static SrtpReceiver restore(StateReader reader, SrtpEngine engine)
            throws CorruptStateException {
        reader.begin();
        SrtpProfile profile = StateFields.profile(reader);
        var receiver = new SrtpReceiver(profile, SrtpMasterKey.restore(profile, reader), engine);
        restoreWindows(receiver.rtpStreams, reader);
        restoreWindows(receiver.rtcpStreams, reader);
        reader.end();
        return receiver;
    }

    /**
     * Writes the highest index per SSRC only: sent to the backup every second or so, no keys in it.
     */
    public void exportProgress(StateWriter writer) {
        writer.begin(VERSION);
        exportHighest(rtpStreams, writer);
        exportHighest(rtcpStreams, writer);
        writer.end();
    }

    /** Applies what {@link #exportProgress} wrote. Everything up to the figures counts as seen. */
    public void applyProgress(StateReader reader) throws CorruptStateException {
        reader.begin();
        applyHighest(rtpStreams, reader);
        applyHighest(rtcpStreams, reader);
        reader.end();
    }

    @Override
    public void close() {
        rtpKey.close();
        rtcpKey.close();
    }

    private static void exportWindows(StreamTable<ReceiveStream> table, StateWriter writer) {
        writer.i32(table.size());
        for (int i = 0; i < table.size(); i++) {
            writer.i32(table.ssrcOfNth(i));
            table.nth(i).window().export(writer);
        }
    }

    private static void restoreWindows(StreamTable<ReceiveStream> table, StateReader reader)
            throws CorruptStateException {
        int count = reader.count(MAX_STREAMS);
        for (int i = 0; i < count; i++) {
            int ssrc = reader.i32();
            reader.require(table.find(ssrc) == null, "SSRC twice");
            table.put(ssrc, new ReceiveStream(IndexWindow.restore(reader), false));
        }
    }

    private static void exportHighest(StreamTable<ReceiveStream> table, StateWriter writer) {
        writer.i32(table.size());
        for (int i = 0; i < table.size(); i++) {
            writer.i32(table.ssrcOfNth(i)).i64(table.nth(i).window().highest());
        }
    }

    private static void applyHighest(StreamTable<ReceiveStream> table, StateReader reader)
            throws CorruptStateException {
        int count = reader.count(MAX_STREAMS);
        for (int i = 0; i < count; i++) {
            int ssrc = reader.i32();
            long highest = reader.i64();
            reader.require(highest >= 0, "negative index");
            ReceiveStream stream = table.find(ssrc);
            if (stream == null) {
                reader.require(!table.isFull(), "too many SSRCs");
                stream = new ReceiveStream(new IndexWindow(), false);
                table.put(ssrc, stream);
            }
            stream.window().markAllUpTo(highest);
        }
    }
}
