package media.sluice.node.control;

import media.sluice.node.relay.TrunkDesk;
import media.sluice.node.relay.TrunkEnd;
import media.sluice.node.relay.TrunkListener;
import media.sluice.node.worker.Epoch;
import media.sluice.proto.media.v1alpha1.RoomEpoch;

/** Finds the worker of a room that another node wants a trunk to, or this one. Thread-safe. */
public final class LegDesk implements TrunkDesk {

    private final RoomDirectory directory;

    public LegDesk(RoomDirectory directory) {
        this.directory = directory;
    }

    @Override
    public TrunkEnd open(String roomId, RoomEpoch epoch, TrunkListener listener) {
        Epoch commander = Checks.epoch(epoch);
        return directory.inRoom(
                roomId, mailbox -> Answers.await(mailbox.openTrunk(roomId, commander, listener)));
    }
}
