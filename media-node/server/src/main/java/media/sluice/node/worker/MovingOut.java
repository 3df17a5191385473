package media.sluice.node.worker;

import java.util.function.Predicate;
import media.sluice.node.relay.DepartingSession;
import media.sluice.node.relay.LateDatagram;

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
    public byte[] offer() {
        return mailbox.offer(entry).join();
    }

    @Override
    public byte[] freeze(Predicate<LateDatagram> late) {
        return mailbox.freeze(entry, late).join();
    }

    @Override
    public void thaw() {
        mailbox.thaw(entry).join();
    }

    @Override
    public void release() {
        mailbox.released(entry).join();
    }

    @Override
    public void depart() {
        mailbox.departed(entry).join();
    }
}
