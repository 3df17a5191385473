package media.sluice.coordinator.usecase;

import java.util.Optional;
import media.sluice.coordinator.peer.RoomOnNode;
import media.sluice.coordinator.port.NodeException;
import media.sluice.coordinator.room.Participant;
import media.sluice.coordinator.sdp.PeerDescription;

/**
 * Somebody at the door, between two steps on the room's thread: looked at, not let in yet. Between
 * the steps its session is opened on the node, which may take as long as the node likes.
 */
sealed interface Arrival {
    /**
     * Not let in.
     *
     * @param outcome why
     */
    record Refused(JoinOutcome.Refused outcome) implements Arrival {}

    /**
     * Let in once its session is open.
     *
     * @param call what was asked
     * @param offer the offer that came with it
     * @param caller who is to come; nobody else knows it yet
     * @param newcomer the participant that it will be
     * @param node where its session is opened
     */
    record Expected(
            JoinCall call,
            Optional<PeerDescription> offer,
            Caller caller,
            Participant newcomer,
            RoomOnNode node)
            implements Arrival {

        /** Opens the session; blocks. Empty when all went well. */
        Optional<NodeException> prepare() {
            try {
                caller.peer().prepare(node, offer, newcomer);
                return Optional.empty();
            } catch (NodeException fault) {
                return Optional.of(fault);
            }
        }
    }
}
