package media.sluice.node.worker;

import java.util.function.Consumer;
import java.util.function.Predicate;
import media.sluice.node.relay.DepartingSession;
import media.sluice.node.relay.LateDatagram;
import media.sluice.node.relay.TrunkEnd;
import org.jspecify.annotations.Nullable;

/**
 * A session of this node on its way to another; its calls go through the mailbox and wait for the
 * worker.
 */
final class MovingOut implements DepartingSession {

    private final WorkerMailbox mailbox;
    private final SessionEntry entry;

    MovingOut(WorkerMailbox mailbox, SessionEntry entry) {
        this.mailbox = mailbox;
        this.entry = entry;
    }

    @Override
    public String sessionId() {
        return entry.id();
    }

    @Override
    public String roomId() {
        return entry.room().id();
    }

    @Override
    public boolean needsTrunk() {
        return WorkerMailbox.await(mailbox.post(plane -> plane.moves().needsTrunk(entry)));
    }

    @Override
    public byte[] offer(@Nullable TrunkEnd trunk) {
        TrunkEntry way = trunk instanceof TrunkHandle handle ? handle.entry() : null;
        return WorkerMailbox.await(mailbox.post(plane -> plane.moves().offer(entry, way)));
    }

    @Override
    public void freeze(Predicate<LateDatagram> late, Consumer<byte[]> onFrozen) {
        WorkerMailbox.await(mailbox.freeze(entry, late, onFrozen));
    }

    @Override
    public void thaw() {
        WorkerMailbox.await(mailbox.thaw(entry));
    }

    @Override
    public void release() {
        WorkerMailbox.await(mailbox.released(entry));
    }

    @Override
    public void depart() {
        WorkerMailbox.await(mailbox.departed(entry));
    }
}
