package media.sluice.coordinator.peer;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import media.sluice.coordinator.port.NodeException;

/**
 * One participant's calls to the node that carries its room. They are made one after the other, in
 * order, away from the room's thread: a node that answers late, or never, keeps nobody else
 * waiting. What follows from an answer happens on the room's thread, unless the participant has
 * left by then.
 */
public interface NodeCalls {
    /**
     * Asks the node for something.
     *
     * @param what the call, for logs
     * @param failed what to do without an answer; false when what was asked for is not wanted any
     *     more, so that nobody need read of the fault
     */
    <T> void ask(
            String what,
            Function<RoomOnNode, T> call,
            Consumer<T> answered,
            Predicate<NodeException> failed);

    /** Tells the node something from which nothing follows here. */
    default void tell(String what, Consumer<RoomOnNode> call) {
        tell(what, call, () -> {}, _ -> true);
    }

    /** Tells the node something. */
    default void tell(
            String what,
            Consumer<RoomOnNode> call,
            Runnable done,
            Predicate<NodeException> failed) {
        ask(
                what,
                node -> {
                    call.accept(node);
                    return true;
                },
                _ -> done.run(),
                failed);
    }
}
