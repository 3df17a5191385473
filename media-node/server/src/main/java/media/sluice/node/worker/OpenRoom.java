package media.sluice.node.worker;

import java.util.List;

/** A room that is open, with the newest epoch it has seen and its sessions. */
public record OpenRoom(String roomId, Epoch epoch, List<String> sessionIds) {
    public OpenRoom {
        sessionIds = List.copyOf(sessionIds);
    }
}
