package media.sluice.coordinator.peer;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import media.sluice.coordinator.port.ErrorCode;
import media.sluice.coordinator.port.NodeException;

/**
 * A room that is being opened on a node: one opens it, all who need it there wait. Safe for use by
 * many threads.
 */
public final class Opening {
    private final CompletableFuture<Optional<NodeException>> end = new CompletableFuture<>();

    /** Of a room that need not be opened. */
    public static Opening done() {
        var done = new Opening();
        done.end.complete(Optional.empty());
        return done;
    }

    void run(Runnable call) {
        try {
            call.run();
            end.complete(Optional.empty());
        } catch (NodeException fault) {
            end.complete(Optional.of(fault));
            throw fault;
        } finally {
            end.complete(
                    Optional.of(
                            new NodeException(
                                    ErrorCode.INTERNAL, "the room was not opened", null)));
        }
    }

    /** Blocks until the room is open; throws when it could not be opened. */
    void await() {
        end.join()
                .ifPresent(fault -> {
                    throw new NodeException(
                            fault.code(), String.valueOf(fault.getMessage()), fault);
                });
    }

    /** Blocks until it is known whether the room is open. */
    void awaitEnd() {
        end.join();
    }

    boolean hasFailed() {
        return end.isDone() && end.join().isPresent();
    }
}
