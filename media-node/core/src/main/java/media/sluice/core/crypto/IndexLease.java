package media.sluice.core.crypto;

import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.HotPath;
import media.sluice.core.wire.Invariant;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * Which numbers of a counter this node may seal with. Two nodes can hold the same keys (owner and
 * backup), and a number used twice breaks AES-GCM, so the right to use numbers is leased ahead (ADR
 * 5):
 *
 * <pre>
 *  SOLE     every number                                  no other node has the keys
 *  LEASED   numbers below the limit                       the backup would start at the limit
 *  SPLIT    below the limit, and beyond it every second   owner and backup cannot hear each other
 *           block of 4,096: the backup the even blocks,
 *           the owner the odd ones
 * </pre>
 *
 * Both sides of a split can go on for ever and still never meet. Owned by one state machine.
 */
@HotPath
public final class IndexLease {

    /**
     * Log2 of the block length of a split: a jump of one block stays far below 2^15, which a
     * receiver accepts.
     */
    public static final int BLOCK_BITS = 12;

    /** Limit of a counter that is not leased. */
    public static final long UNBOUNDED = Long.MAX_VALUE;

    /** Who this node is in a split. */
    public enum Side {
        /** The node that sealed below the limit. */
        OWNER,
        /** The node that starts at the limit. */
        BACKUP
    }

    private static final int VERSION = 1;
    private static final int WHOLE = -1;
    private static final int BACKUP_BLOCKS = 0;
    private static final int OWNER_BLOCKS = 1;

    private long limit = UNBOUNDED;
    private long proposed;
    private int share = WHOLE;

    /** Whether {@code index} may be sealed by this node. */
    public boolean permits(long index) {
        return index < limit || share != WHOLE && blockShare(index) == share;
    }

    /**
     * The lowest permitted number that is at least {@code index}; {@link #UNBOUNDED} when there is
     * none now.
     */
    public long nextPermitted(long index) {
        if (permits(index)) {
            return index;
        }
        return share == WHOLE ? UNBOUNDED : ((index >> BLOCK_BITS) + 1) << BLOCK_BITS;
    }

    /** First number this node may not use without a split. */
    public long limit() {
        return limit;
    }

    /** Numbers left before the limit when {@code next} is the next one. */
    public long remaining(long next) {
        return Math.max(0, limit - next);
    }

    public boolean isSplit() {
        return share != WHOLE;
    }

    public boolean isBounded() {
        return limit != UNBOUNDED;
    }

    /**
     * Bounds the counter, or moves the bound up once the backup holds the new one. The first bound
     * may be set before the backup knows it; a higher one never. Ignored in a split.
     */
    public void grant(long newLimit) {
        if (share == WHOLE && (limit == UNBOUNDED || newLimit > limit)) {
            limit = newLimit;
        }
    }

    /**
     * Remembers a limit that is about to be sent to the backup, which may use it whether it can
     * confirm or not.
     */
    public long propose(long newLimit) {
        proposed = Math.max(proposed, newLimit);
        return newLimit;
    }

    /**
     * First number that a backup which lived for a moment after its take-over cannot have used: two
     * blocks on.
     */
    public long beyondBackup() {
        return Math.max(proposed, isBounded() ? limit : 0) + (2L << BLOCK_BITS);
    }

    /** The other node is silent and may still be sealing: keep to our blocks from now on. */
    public void split(Side side) {
        Invariant.check(limit != UNBOUNDED, "an unbounded counter cannot be split");
        share = side == Side.BACKUP ? BACKUP_BLOCKS : OWNER_BLOCKS;
    }

    /** No other node holds the keys any more: every number is ours again. */
    public void makeSole() {
        limit = UNBOUNDED;
        share = WHOLE;
    }

    public void export(StateWriter writer) {
        writer.begin(VERSION).i64(limit).i64(proposed).u8(share + 1).end();
    }

    /** Reads what {@link #export} wrote. */
    public static IndexLease restore(StateReader reader) throws CorruptStateException {
        var lease = new IndexLease();
        reader.begin();
        lease.limit = reader.i64();
        lease.proposed = reader.i64();
        lease.share = reader.u8() - 1;
        reader.require(lease.limit >= 0 && lease.proposed >= 0 && lease.share <= 1, "not a lease");
        reader.require(lease.share == WHOLE || lease.limit != UNBOUNDED, "split without limit");
        reader.end();
        return lease;
    }

    /**
     * Blocks lie on a fixed grid, because owner and backup may know different limits (a
     * confirmation can get lost).
     */
    private static int blockShare(long index) {
        return (int) (index >> BLOCK_BITS) & 1;
    }
}
