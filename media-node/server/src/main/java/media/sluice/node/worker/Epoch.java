package media.sluice.node.worker;

/**
 * The right to command a room.
 *
 * @param counter counts ownership changes, 1 to 2^63-1
 * @param owner who owns the room
 */
public record Epoch(long counter, String owner) {

    /** Whether a command of this epoch may act where {@code known} is the newest seen so far. */
    public boolean isAllowedAfter(Epoch known) {
        return counter > known.counter || (counter == known.counter && owner.equals(known.owner));
    }
}
