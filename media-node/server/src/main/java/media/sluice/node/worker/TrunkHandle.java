package media.sluice.node.worker;

import media.sluice.core.room.LegMessage;
import media.sluice.node.relay.TrunkEnd;

/** A trunk's end of one worker; its calls go through the mailbox and wait for the worker. */
final class TrunkHandle implements TrunkEnd {

    private final WorkerMailbox mailbox;
    private final TrunkEntry entry;
    private final Greeting greeting;

    TrunkHandle(WorkerMailbox mailbox, TrunkEntry entry, Greeting greeting) {
        this.mailbox = mailbox;
        this.entry = entry;
        this.greeting = greeting;
    }

    TrunkEntry entry() {
        return entry;
    }

    @Override
    public Greeting greeting() {
        return greeting;
    }

    @Override
    public void connect(Greeting other, String relayAddress) {
        WorkerMailbox.await(
                mailbox.run(plane -> plane.trunks().connect(entry, other, relayAddress)));
    }

    @Override
    public int reserve() {
        return WorkerMailbox.await(mailbox.post(plane -> plane.trunks().reserve(entry)));
    }

    @Override
    public void take(int streamId, byte[] producer) {
        WorkerMailbox.await(mailbox.run(plane -> plane.trunks().take(entry, streamId, producer)));
    }

    @Override
    public byte[] feed(String producerId, int streamId, int layers) {
        return WorkerMailbox.await(
                mailbox.post(plane -> plane.trunks().feed(entry, producerId, streamId, layers)));
    }

    @Override
    public void stopFeeding(int streamId) {
        var _ = mailbox.run(plane -> plane.trunks().stopFeeding(entry, streamId));
    }

    @Override
    public void feedEnded(int streamId) {
        var _ = mailbox.run(plane -> plane.trunks().feedEnded(entry, streamId));
    }

    @Override
    public void takeMessage(LegMessage message) {
        WorkerMailbox.await(mailbox.run(plane -> plane.trunks().takeMessage(entry, message)));
    }

    @Override
    public void touch() {
        WorkerMailbox.await(mailbox.run(plane -> plane.trunks().keep(entry)));
    }

    @Override
    public void close() {
        var _ = mailbox.run(plane -> plane.trunks().close(entry));
    }
}
