package media.sluice.core.srtp;

import media.sluice.core.crypto.IndexLease;
import media.sluice.core.crypto.IndexWindow;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.Serial;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * One outgoing SSRC: hands out each packet index at most once. Packets may be sealed out of order
 * within the latest 1,024 indexes; what has been sealed is never sealed again, whatever it would
 * hold (under AES-GCM that would give the key away).
 */
public final class SrtpSendStream {

    /** The index was sealed before: repeat the stored bytes, or send nothing. */
    public static final int ALREADY_SEALED = -1;

    /** The index is too old to tell whether it was sealed. */
    public static final int TOO_OLD = -2;

    /**
     * The index lies outside this node's lease: continue at {@link #nextIndex}, or wait for a
     * lease.
     */
    public static final int NOT_LEASED = -3;

    /** {@link #nextIndex} when there is none now. */
    public static final long NO_INDEX = IndexLease.UNBOUNDED;

    /**
     * Numbers leased ahead for video: at least 1,000, so a receiver asks for a key frame and not
     * for the hole.
     */
    public static final int VIDEO_LEASE = 4096;

    /** Numbers leased ahead for audio. */
    public static final int AUDIO_LEASE = 512;

    private final int ssrc;
    private final IndexWindow window;
    private final IndexLease lease;
    private int leaseAhead;

    SrtpSendStream(int ssrc, IndexWindow window, IndexLease lease, int leaseAhead) {
        this.ssrc = ssrc;
        this.window = window;
        this.lease = lease;
        this.leaseAhead = leaseAhead;
    }

    public int ssrc() {
        return ssrc;
    }

    /**
     * Claims the index of the packet with this sequence number, for one seal.
     *
     * @param sequence 0..65535, less than 2^15 away from the highest one so far
     * @return the 48-bit index, or one of the negative codes
     */
    long claim(int sequence) {
        long index = indexOf(sequence);
        if (window.isTooOld(index)) {
            return TOO_OLD;
        }
        if (window.isUsed(index)) {
            return ALREADY_SEALED;
        }
        if (!lease.permits(index)) {
            return NOT_LEASED;
        }
        window.mark(index);
        return index;
    }

    /** Whether the packet with this sequence number can still be sealed. */
    public boolean mayClaim(int sequence) {
        long index = indexOf(sequence);
        return window.isFree(index) && lease.permits(index);
    }

    private long indexOf(int sequence) {
        return window.isEmpty() ? sequence & 0xFFFF : Serial.unwrap16(window.highest(), sequence);
    }

    /** The highest index sealed, or -1. */
    public long highestIndex() {
        return window.highest();
    }

    /**
     * The index that the next new packet must use or exceed. It is {@code highestIndex() + 1} but
     * after a take-over or in a split, when the rewriting must jump there; {@link #NO_INDEX} when
     * the lease is used up.
     */
    public long nextIndex() {
        return lease.nextPermitted(window.highest() + 1);
    }

    public IndexLease lease() {
        return lease;
    }

    /**
     * How many numbers to lease ahead, {@link #VIDEO_LEASE} unless set; at most 2^14 so that a
     * receiver takes the jump.
     */
    public void leaseAhead(int count) {
        leaseAhead = Math.clamp(count, 1, 1 << 14);
    }

    /** Whether less than half of the lease is left. */
    boolean needsLease() {
        return lease.isBounded()
                && !lease.isSplit()
                && lease.remaining(window.highest() + 1) < leaseAhead / 2;
    }

    /** The limit to replicate next; 0 before the first packet. */
    long proposeLimit() {
        return window.isEmpty() ? 0 : lease.propose(window.highest() + 1 + leaseAhead);
    }

    /**
     * In leased operation a stream binds itself with its first packet, before anybody has heard of
     * it.
     */
    void bindFirst(int sequence) {
        if (window.isEmpty() && !lease.isBounded()) {
            lease.grant((sequence & 0xFFFFL) + leaseAhead);
        }
    }

    /**
     * Bounds a stream that has sealed something; one that has not binds itself with its first
     * packet.
     */
    void bind() {
        if (!window.isEmpty()) {
            lease.grant(proposeLimit());
        }
    }

    /**
     * The owner is silent, and this is the backup: everything below the limit counts as sealed. A
     * stream that the owner had not bound stays mute, because nobody knows how far it went.
     */
    void takeOver() {
        if (lease.isBounded()) {
            window.markAllUpTo(lease.limit() - 1);
            lease.split(IndexLease.Side.BACKUP);
        } else {
            lease.grant(0);
        }
    }

    /**
     * The other node is silent, and this is the owner, or a stream that was opened during the
     * split.
     */
    void split(IndexLease.Side side) {
        if (!lease.isBounded()) {
            lease.grant(0);
        }
        lease.split(side);
    }

    void jumpOverBackup() {
        if (lease.isBounded()) {
            skipTo(lease.beyondBackup() - 1);
        }
    }

    /** Takes everything up to {@code highest} as sealed. */
    void skipTo(long highest) {
        if (highest > window.highest()) {
            window.markAllUpTo(highest);
        }
    }

    void makeSole() {
        if (!isMute()) {
            lease.makeSole();
        }
    }

    /** Whether nothing may ever be sealed here again, see {@link #takeOver}. */
    public boolean isMute() {
        return lease.limit() == 0 && !lease.isSplit();
    }

    void export(StateWriter writer) {
        writer.i32(ssrc).i32(leaseAhead);
        window.export(writer);
        lease.export(writer);
    }

    static SrtpSendStream restore(StateReader reader) throws CorruptStateException {
        int ssrc = reader.i32();
        int ahead = reader.i32();
        reader.require(ahead > 0 && ahead <= 1 << 14, "not a lease length");
        return new SrtpSendStream(
                ssrc, IndexWindow.restore(reader), IndexLease.restore(reader), ahead);
    }
}
