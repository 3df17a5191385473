package media.sluice.node.relay;

import media.sluice.proto.media.v1alpha1.RoomEpoch;

/** Finds the worker of a room for a trunk. */
public interface TrunkDesk {

    /**
     * An end in a room that is open.
     *
     * @param epoch who commanded it, perhaps at the other node
     * @throws media.sluice.node.fault.RequestException when the room is not here or the epoch old
     */
    TrunkEnd open(String roomId, RoomEpoch epoch, TrunkListener listener);
}
