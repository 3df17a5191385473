package media.sluice.node.worker;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import media.sluice.core.wire.TransportAddress;
import media.sluice.node.relay.ArrivingSession;
import media.sluice.node.relay.Candidate;

/** A session on its way to this node; its calls go through the mailbox. */
final class MovingIn implements ArrivingSession {

    private final WorkerMailbox mailbox;
    private final SessionEntry entry;
    private final List<Candidate> candidates;

    MovingIn(WorkerMailbox mailbox, SessionEntry entry, List<Candidate> candidates) {
        this.mailbox = mailbox;
        this.entry = entry;
        this.candidates = List.copyOf(candidates);
    }

    @Override
    public List<Candidate> candidates() {
        return candidates;
    }

    @Override
    public CompletableFuture<?> prepare(byte[] finalCapsule, Runnable onReady) {
        return mailbox.prepare(entry, finalCapsule, onReady);
    }

    @Override
    public CompletableFuture<?> activate(Runnable onLive) {
        return mailbox.activate(entry, onLive);
    }

    @Override
    public void datagram(byte[] payload, long ageNanos, TransportAddress remote) {
        // Not waited for: the mailbox keeps the order, and a full one is counted by the worker.
        var _ = mailbox.tunnelled(entry, payload, ageNanos, remote);
    }

    @Override
    public void forget() {
        WorkerMailbox.await(mailbox.forget(entry));
    }
}
