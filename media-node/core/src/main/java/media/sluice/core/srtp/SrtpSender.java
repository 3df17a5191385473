package media.sluice.core.srtp;

import java.lang.foreign.MemorySegment;
import media.sluice.core.crypto.CryptoStatus;
import media.sluice.core.crypto.IndexLease;
import media.sluice.core.crypto.IndexWindow;
import media.sluice.core.crypto.LeasedCounter;
import media.sluice.core.crypto.SrtpBatch;
import media.sluice.core.crypto.SrtpEngine;
import media.sluice.core.crypto.SrtpKey;
import media.sluice.core.crypto.SrtpKeySpec;
import media.sluice.core.crypto.SrtpMasterKey;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a session's SRTP. RTP is staged into the worker's batch (one batch holds
 * packets of many sessions); RTCP is sealed at once. The sender decides which index a packet gets
 * and refuses every second use of one.
 *
 * <pre>
 *  SOLE ──startLeasing()──► LEASED ──splitAsOwner()──► SPLIT (owner)  ──┐
 *   ▲                         │ └─(in the backup) takeOver()─► SPLIT (backup) ──┤
 *   └───────────── makeSole(), dropBackup(), endSplit(): see there ◄────────────┘
 * </pre>
 *
 * Leases (ADR 5): the owner writes {@link #exportLeases}; the backup applies it first, and only
 * when it has confirmed does the owner apply the same bytes.
 */
public final class SrtpSender implements AutoCloseable {

    /**
     * Outgoing SSRCs in the life of a session; none is ever forgotten, because reopening one would
     * repeat its indexes.
     */
    public static final int MAX_STREAMS = 4096;

    /** SRTCP indexes leased ahead: minutes of feedback. */
    public static final int RTCP_LEASE = 1024;

    /** {@link #stage}: the SSRC table is full, or the batch is. */
    public static final int FULL = -4;

    /** {@link #protectRtcp}: the packet does not fit or the engine refused. */
    public static final int FAILED = -5;

    private static final int VERSION = 1;
    private static final int RTCP_HEADER_LENGTH = 8;
    private static final long MAX_RTCP_INDEX = 0x7FFF_FFFFL;

    private final SrtpProfile profile;
    private final SrtpMasterKey master;
    private final SrtpEngine engine;
    private final SrtpKey rtpKey;
    private final SrtpKey rtcpKey;
    private final SrtpBatch rtcpBatch = new SrtpBatch(1);
    private final StreamTable<SrtpSendStream> streams = new StreamTable<>(MAX_STREAMS);
    private LeasedCounter rtcpIndexes = new LeasedCounter(0, MAX_RTCP_INDEX, RTCP_LEASE);
    private LeaseMode mode = LeaseMode.SOLE;
    private long refusals;

    /** A sender that protects with {@code master}. */
    public SrtpSender(SrtpProfile profile, SrtpMasterKey master, SrtpEngine engine) {
        this.profile = profile;
        this.master = master;
        this.engine = engine;
        var direction = SrtpKeySpec.Direction.PROTECT;
        rtpKey =
                engine.newKey(
                        SrtpKeySpec.derive(profile, SrtpKeySpec.Scope.RTP, direction, master));
        rtcpKey =
                engine.newKey(
                        SrtpKeySpec.derive(profile, SrtpKeySpec.Scope.RTCP, direction, master));
    }

    public SrtpProfile profile() {
        return profile;
    }

    /**
     * The stream of an outgoing SSRC, made on first use and kept for ever; null when the session
     * has too many. Not per packet.
     */
    public @Nullable SrtpSendStream stream(int ssrc) {
        SrtpSendStream stream = streams.find(ssrc);
        if (stream == null && !streams.isFull()) {
            stream =
                    new SrtpSendStream(
                            ssrc, new IndexWindow(), new IndexLease(), SrtpSendStream.VIDEO_LEASE);
            if (mode == LeaseMode.SPLIT_OWNER) {
                stream.split(IndexLease.Side.OWNER);
            } else if (mode == LeaseMode.SPLIT_BACKUP) {
                stream.split(IndexLease.Side.BACKUP);
            }
            streams.put(ssrc, stream);
        }
        return stream;
    }

    /**
     * Claims the index for a packet and adds it to the worker's batch, with key and index set; the
     * caller fills in the rest of the entry. A claimed index is spent even if the packet is not
     * sent.
     *
     * @param sequence sequence number of the outgoing packet
     * @return entry of the batch, or a negative code of {@link SrtpSendStream} or {@link #FULL}
     */
    public int stage(SrtpBatch batch, SrtpSendStream stream, int sequence) {
        if (batch.isFull()) {
            refusals++;
            return FULL;
        }
        if (mode == LeaseMode.LEASED) {
            stream.bindFirst(sequence);
        }
        long index = stream.claim(sequence);
        if (index < 0) {
            refusals++;
            return (int) index;
        }
        return batch.add(rtpKey, index);
    }

    /** Packets that {@link #stage} and {@link #protectRtcp} refused. */
    public long refusals() {
        return refusals;
    }

    /**
     * Protects a compound RTCP packet in place.
     *
     * @param room bytes available at {@code offset}
     * @return length of the protected packet, or a negative code
     */
    public int protectRtcp(MemorySegment segment, long offset, int length, int room) {
        long packetIndex = rtcpIndexes.claim();
        if (packetIndex == LeasedCounter.NONE) {
            refusals++;
            return SrtpSendStream.NOT_LEASED;
        }
        rtcpBatch.clear();
        rtcpBatch.add(rtcpKey, packetIndex);
        rtcpBatch.packet(0, segment, offset, room);
        rtcpBatch.plainInPlace(0, RTCP_HEADER_LENGTH, length);
        engine.protectRtcp(rtcpBatch);
        if (rtcpBatch.status[0] != CryptoStatus.OK) {
            refusals++;
            return FAILED;
        }
        return rtcpBatch.packetLength[0];
    }

    /** From now on every counter is bounded: a backup is about to receive the keys. */
    public void startLeasing() {
        if (mode != LeaseMode.SOLE) {
            return;
        }
        mode = LeaseMode.LEASED;
        rtcpIndexes.startLeasing();
        for (int i = 0; i < streams.size(); i++) {
            streams.nth(i).bind();
        }
    }

    /** Whether the leases should be renewed now: some counter has used half of its own. */
    public boolean needsLeases() {
        if (mode != LeaseMode.LEASED) {
            return false;
        }
        boolean needs = rtcpIndexes.needsLease();
        for (int i = 0; !needs && i < streams.size(); i++) {
            needs = streams.nth(i).needsLease();
        }
        return needs;
    }

    /** Writes a new limit for every counter; see the class comment for the order of applying. */
    public void exportLeases(StateWriter writer) {
        writer.begin(VERSION).i64(rtcpIndexes.proposeLimit()).i32(streams.size());
        for (int i = 0; i < streams.size(); i++) {
            SrtpSendStream stream = streams.nth(i);
            writer.i32(stream.ssrc()).i64(stream.proposeLimit());
        }
        writer.end();
    }

    /**
     * Applies what {@link #exportLeases} wrote: at the backup at once, at the owner when the backup
     * has confirmed.
     *
     * @return false when this side is not leasing (any more), and so must not confirm
     */
    public boolean applyLeases(StateReader reader) throws CorruptStateException {
        if (mode != LeaseMode.LEASED) {
            return false;
        }
        reader.begin();
        rtcpIndexes.lease().grant(reader.i64());
        int count = reader.count(MAX_STREAMS);
        for (int i = 0; i < count; i++) {
            SrtpSendStream stream = stream(reader.i32());
            long limit = reader.i64();
            if (stream != null && limit > 0) {
                stream.lease().grant(limit);
            }
        }
        reader.end();
        return true;
    }

    /**
     * In the owner: the backup is silent and may have taken over. Goes on below the limits, and
     * beyond them in the owner's blocks.
     */
    public void splitAsOwner() {
        if (mode == LeaseMode.LEASED) {
            mode = LeaseMode.SPLIT_OWNER;
            rtcpIndexes.lease().split(IndexLease.Side.OWNER);
            for (int i = 0; i < streams.size(); i++) {
                streams.nth(i).split(IndexLease.Side.OWNER);
            }
        }
    }

    /** In the backup: the owner is silent. Starts at the limits, in the backup's blocks. */
    public void takeOver() {
        if (mode == LeaseMode.LEASED) {
            mode = LeaseMode.SPLIT_BACKUP;
            rtcpIndexes.takeOver();
            for (int i = 0; i < streams.size(); i++) {
                streams.nth(i).takeOver();
            }
        }
    }

    /**
     * Every number beyond the present ones is ours again, without a gap. Only when no other node
     * can have sealed one: the backup has let go, a planned move has finished, or (in the backup)
     * the owner's process has ended while it was heard.
     */
    public void makeSole() {
        mode = LeaseMode.SOLE;
        rtcpIndexes.lease().makeSole();
        for (int i = 0; i < streams.size(); i++) {
            streams.nth(i).makeSole();
        }
    }

    /**
     * In the owner: the backup's process has ended, perhaps just after it took over. Jumps once
     * over the numbers that it may have used, and is sole again.
     */
    public void dropBackup() {
        if (mode == LeaseMode.LEASED || mode == LeaseMode.SPLIT_OWNER) {
            rtcpIndexes.dropBackup();
            for (int i = 0; i < streams.size(); i++) {
                streams.nth(i).jumpOverBackup();
            }
            makeSole();
        }
    }

    /**
     * Writes how far every counter went: what the other side of a split needs for {@link
     * #endSplit}.
     */
    public void exportCounters(StateWriter writer) {
        writer.begin(VERSION).i64(rtcpIndexes.next()).i32(streams.size());
        for (int i = 0; i < streams.size(); i++) {
            writer.i32(streams.nth(i).ssrc()).i64(streams.nth(i).highestIndex());
        }
        writer.end();
    }

    /**
     * The other side of the split has stopped for good and told its counters: go on beyond both.
     */
    public void endSplit(StateReader otherCounters) throws CorruptStateException {
        otherCounters.begin();
        rtcpIndexes.skipTo(otherCounters.i64());
        int count = otherCounters.count(MAX_STREAMS);
        for (int i = 0; i < count; i++) {
            SrtpSendStream stream = stream(otherCounters.i32());
            long highest = otherCounters.i64();
            if (stream != null) {
                stream.skipTo(highest);
            }
        }
        otherCounters.end();
        makeSole();
    }

    /** Writes keys, exact counters and leases. */
    public void export(StateWriter writer) {
        writer.begin(VERSION).u16(profile.code()).u8(mode.code());
        master.export(writer);
        rtcpIndexes.export(writer);
        writer.i32(streams.size());
        for (int i = 0; i < streams.size(); i++) {
            streams.nth(i).export(writer);
        }
        writer.end();
    }

    /**
     * Reads what {@link #export} wrote. The copy stands exactly where the original stood: after a
     * planned move call {@link #makeSole} and go on; as a backup wait, and call {@link #takeOver}
     * when the owner dies.
     */
    public static SrtpSender restore(StateReader reader, SrtpEngine engine)
            throws CorruptStateException {
        reader.begin();
        SrtpProfile profile = StateFields.profile(reader);
        LeaseMode mode = StateFields.leaseMode(reader);
        var sender = new SrtpSender(profile, SrtpMasterKey.restore(profile, reader), engine);
        sender.mode = mode;
        sender.rtcpIndexes = LeasedCounter.restore(reader, MAX_RTCP_INDEX, RTCP_LEASE);
        int count = reader.count(MAX_STREAMS);
        for (int i = 0; i < count; i++) {
            SrtpSendStream stream = SrtpSendStream.restore(reader);
            reader.require(sender.streams.find(stream.ssrc()) == null, "SSRC twice");
            sender.streams.put(stream.ssrc(), stream);
        }
        reader.end();
        return sender;
    }

    @Override
    public void close() {
        rtpKey.close();
        rtcpKey.close();
    }
}
