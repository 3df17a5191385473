package media.sluice.node.worker;

import media.sluice.core.crypto.Secret;
import media.sluice.core.room.RoomTrunk;
import media.sluice.node.relay.TrunkListener;
import org.jspecify.annotations.Nullable;

/** A trunk of one room as its worker knows it. Owned by the worker. */
final class TrunkEntry {

    private final RoomEntry room;
    private final int localId;
    private final Secret sendKey;
    private final TrunkListener listener;
    private @Nullable RoomTrunk trunk;
    private String relayAddress = "";
    boolean isClosed;

    TrunkEntry(RoomEntry room, int localId, Secret sendKey, TrunkListener listener) {
        this.room = room;
        this.localId = localId;
        this.sendKey = sendKey;
        this.listener = listener;
    }

    RoomEntry room() {
        return room;
    }

    int localId() {
        return localId;
    }

    Secret sendKey() {
        return sendKey;
    }

    TrunkListener listener() {
        return listener;
    }

    /** Null before the other end's greeting. */
    @Nullable RoomTrunk trunk() {
        return trunk;
    }

    void connected(RoomTrunk made, String address) {
        trunk = made;
        relayAddress = address;
    }

    /** host:port of the other node's relay service; empty before its greeting. */
    String relayAddress() {
        return relayAddress;
    }
}
