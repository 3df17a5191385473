package media.sluice.node.worker;

import media.sluice.node.counters.Counters;
import media.sluice.node.net.DatagramTransport;
import media.sluice.node.net.ReceiveBatch;
import media.sluice.node.net.TransmitBatch;

/** placeholder: replaced when the core's session and room are there */
class Plane {
    interface Maker {
        Plane make(DatagramTransport t, TransmitBatch o, Counters c, WorkerMailbox m);
    }

    Boolean createRoom(String roomId, Epoch epoch) {
        return true;
    }

    Boolean closeRoom(String roomId, Epoch epoch) {
        return true;
    }

    void begin(long now) {}

    void pollHandshakes(long now) {}

    void handle(ReceiveBatch batch, int index, long now) {}

    void runTimers(long now, int limit) {}

    long waitNanos(long now) {
        return Long.MAX_VALUE;
    }

    void closeAll(long now) {}
}
