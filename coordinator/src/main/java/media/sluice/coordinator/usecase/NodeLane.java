package media.sluice.coordinator.usecase;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import media.sluice.coordinator.peer.NodeCalls;
import media.sluice.coordinator.peer.RoomOnNode;
import media.sluice.coordinator.port.NodeException;
import org.jspecify.annotations.Nullable;

/**
 * One participant's calls to its room's node, one after the other on a thread that is borrowed
 * while there are any. Asked on the room's thread; the queue is safe for use by both.
 */
final class NodeLane {
    /** A node that answers nothing is given up after seconds; nobody asks that much in them. */
    private static final int MAX_WAITING = 10_000;

    private final Caller caller;
    private final RoomContext room;
    private final Executor threads;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean isRunning;

    NodeLane(Caller caller, RoomContext room) {
        this.caller = caller;
        this.room = room;
        threads = room.services().nodeCalls();
    }

    /**
     * Calls to the node that carries a session when their turn comes: it may have moved by then.
     */
    NodeCalls of(String sessionId) {
        return new NodeCalls() {
            @Override
            public <T> void ask(
                    String what,
                    Function<RoomOnNode, T> call,
                    Consumer<T> answered,
                    Predicate<NodeException> failed) {
                run(() -> askNow(sessionId, what, call, answered, failed));
            }
        };
    }

    /** Something that takes its time and asks nodes by itself. */
    void run(Runnable task) {
        room.openCalls().began();
        enqueue(() -> {
            try {
                task.run();
            } finally {
                room.openCalls().ended();
            }
        });
    }

    private <T> void askNow(
            String sessionId,
            String what,
            Function<RoomOnNode, T> call,
            Consumer<T> answered,
            Predicate<NodeException> failed) {
        try {
            var answer = call.apply(caller.home(sessionId));
            room.onThread(caller, () -> answered.accept(answer));
        } catch (NodeException fault) {
            room.onThread(
                    caller,
                    () -> {
                        if (failed.test(fault)) {
                            caller.onNodeFault(what, fault);
                        }
                    });
        }
    }

    private void enqueue(Runnable call) {
        synchronized (waiting) {
            if (waiting.size() == MAX_WAITING) {
                throw new IllegalStateException(MAX_WAITING + " calls wait for a node");
            }
            waiting.add(call);
            if (isRunning) {
                return;
            }
            isRunning = true;
        }
        threads.execute(this::run);
    }

    private void run() {
        for (var call = next(); call != null; call = next()) {
            try {
                call.run();
            } catch (IllegalStateException | IllegalArgumentException | NullPointerException bug) {
                // Bulkhead: it ends this participant's session, on the thread that owns it.
                room.onThread(
                        caller,
                        () -> {
                            throw bug;
                        });
            }
        }
    }

    private @Nullable Runnable next() {
        synchronized (waiting) {
            var call = waiting.poll();
            isRunning = call != null;
            return call;
        }
    }
}
