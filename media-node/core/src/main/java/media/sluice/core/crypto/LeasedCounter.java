package media.sluice.core.crypto;

import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.HotPath;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * A counter whose numbers are used in order and once each, under an {@link IndexLease}: SRTCP
 * indexes, DTLS record sequence numbers. Owned by one state machine.
 */
@HotPath
public final class LeasedCounter {

    /** {@link #claim} when the lease is used up. */
    public static final long NONE = -1;

    private static final int VERSION = 1;

    private final IndexLease lease;
    private final int ahead;
    private final long max;
    private long next;

    /**
     * @param next first number to use
     * @param max last number that exists
     * @param ahead numbers to lease ahead
     */
    public LeasedCounter(long next, long max, int ahead) {
        this(new IndexLease(), next, max, ahead);
    }

    private LeasedCounter(IndexLease lease, long next, long max, int ahead) {
        this.lease = lease;
        this.next = next;
        this.max = max;
        this.ahead = ahead;
    }

    /** The next number, which is spent by this; or {@link #NONE}. */
    public long claim() {
        long number = lease.nextPermitted(next);
        if (number > max) {
            return NONE;
        }
        next = number + 1;
        return number;
    }

    /** The next number as far as this side knows, lease or not. */
    public long next() {
        return next;
    }

    public IndexLease lease() {
        return lease;
    }

    /** Bounds the counter: a backup is about to receive the keys. */
    public void startLeasing() {
        lease.grant(proposeLimit());
    }

    /** Whether less than half of the lease is left. */
    public boolean needsLease() {
        return lease.isBounded() && !lease.isSplit() && lease.remaining(next) < ahead / 2;
    }

    /** The limit to replicate next; it counts as known to the backup from now on. */
    public long proposeLimit() {
        return lease.propose(next + ahead);
    }

    /** In the backup: goes on at the limit, in the backup's blocks. */
    public void takeOver() {
        next = Math.max(next, lease.limit());
        lease.split(IndexLease.Side.BACKUP);
    }

    /**
     * In the owner: the backup may have used numbers beyond the limit; jumps over them once and is
     * sole.
     */
    public void dropBackup() {
        next = Math.max(next, lease.beyondBackup());
        lease.makeSole();
    }

    /** Takes every number below {@code other} as spent. */
    public void skipTo(long other) {
        next = Math.max(next, other);
    }

    public void export(StateWriter writer) {
        writer.begin(VERSION).i64(next);
        lease.export(writer);
        writer.end();
    }

    /** Reads what {@link #export} wrote. */
    public static LeasedCounter restore(StateReader reader, long max, int ahead)
            throws CorruptStateException {
        reader.begin();
        long next = reader.i64();
        reader.require(next >= 0, "negative counter");
        var lease = IndexLease.restore(reader);
        reader.end();
        return new LeasedCounter(lease, next, max, ahead);
    }
}
