package media.sluice.node.control;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import media.sluice.core.room.RoomException;
import media.sluice.node.fault.ErrorCode;
import media.sluice.node.fault.RequestException;
import media.sluice.node.relay.ServerStreams;
import org.jboss.logging.Logger;

/** How calls are answered: the second bulkhead, at which anything thrown becomes a status. */
final class Answers {

    private static final Logger LOG = Logger.getLogger(Answers.class);

    /** A worker answers within a cycle; a longer wait means that it is stuck. */
    private static final long WORKER_ANSWER_SECONDS = 5;

    private Answers() {}

    /** Answers one call with what the work yields, on a virtual thread. */
    static <T> void unary(StreamObserver<T> observer, Supplier<T> work) {
        stream(
                observer,
                () -> {
                    T answer = work.get();
                    observer.onNext(answer);
                    observer.onCompleted();
                });
    }

    /** Runs work that answers by itself, on a virtual thread. */
    static <T> void stream(StreamObserver<T> observer, Runnable work) {
        ServerStreams.silentWhenCancelled(observer);
        Thread.startVirtualThread(() -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                observer.onError(status(e));
            }
        });
    }

    /** Waits for a worker. */
    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(WORKER_ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new RequestException(
                    ErrorCode.WORKER_BUSY, "The worker did not answer within 5 s.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RequestException(ErrorCode.NODE_DRAINING);
        }
    }

    static Throwable status(RuntimeException error) {
        if (error instanceof RoomException refusal) {
            return Statuses.of(
                    new RequestException(
                            code(refusal.reason()),
                            sentence(String.valueOf(refusal.getMessage()))));
        }
        if (error instanceof RequestException refusal) {
            return Statuses.of(refusal);
        }
        LOG.errorf(error, "call failed");
        return Status.INTERNAL
                .withDescription(
                        "The node failed on this call ("
                                + error.getClass().getSimpleName()
                                + "). Look into its log and report the entry.")
                .withCause(error)
                .asRuntimeException();
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }

    private static ErrorCode code(RoomException.Reason reason) {
        return switch (reason) {
            case INVALID -> ErrorCode.INVALID_FIELD;
            case NOT_FOUND -> ErrorCode.NOT_IN_ROOM;
            case ALREADY_EXISTS -> ErrorCode.DIFFERENT_CONTENT;
            case EXHAUSTED -> ErrorCode.ROOM_FULL;
        };
    }
}
