package media.sluice.node.relay;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** Streams that this process answers. */
public final class ServerStreams {

    private ServerStreams() {}

    /**
     * From now on what is said to a caller who has gone is lost in silence. Without this gRPC
     * throws at whoever speaks next, and here that may be a worker with the media of hundreds. That
     * the caller has gone is told to the observer of its requests, or as {@code isCancelled}. Call
     * it before the service's method returns.
     */
    public static <T> StreamObserver<T> silentWhenCancelled(StreamObserver<T> answers) {
        if (answers instanceof ServerCallStreamObserver<T> call) {
            call.setOnCancelHandler(() -> {});
        }
        return answers;
    }
}
