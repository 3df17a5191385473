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
 *           block of 4,096: the backup the first, third … the owner the second, fourth …
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

    private long limit = UNBOUNDED;
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
        return share == WHOLE ? UNBOUNDED : limit + ((blockOf(index) + 1) << BLOCK_BITS);
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
     * may be set before the backup knows it; a higher one never. Ignored in a split, where the
     * limit is the frozen origin of the blocks.
     */
    public void grant(long newLimit) {
        if (share == WHOLE && (limit == UNBOUNDED || newLimit > limit)) {
            limit = newLimit;
        }
    }

    /** The other node is silent and may still be sealing: keep to our blocks from now on. */
    public void split(Side side) {
        Invariant.check(limit != UNBOUNDED, "an unbounded counter cannot be split");
        share = side == Side.BACKUP ? 0 : 1;
    }

    /** No other node holds the keys any more: every number is ours again. */
    public void makeSole() {
        limit = UNBOUNDED;
        share = WHOLE;
    }

    public void export(StateWriter writer) {
        writer.begin(VERSION).i64(limit).u8(share + 1).end();
    }

    /** Reads what {@link #export} wrote. */
    public static IndexLease restore(StateReader reader) throws CorruptStateException {
        var lease = new IndexLease();
        reader.begin();
        lease.limit = reader.i64();
        lease.share = reader.u8() - 1;
        reader.require(lease.limit >= 0 && lease.share <= 1, "not a lease");
        reader.require(lease.share == WHOLE || lease.limit != UNBOUNDED, "split without limit");
        reader.end();
        return lease;
    }

    private long blockOf(long index) {
        return index - limit >> BLOCK_BITS;
    }

    private int blockShare(long index) {
        return (int) (blockOf(index) & 1);
    }
}
