package media.sluice.coordinator.nodes.grpc;

import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.locks.LockSupport;
import media.sluice.coordinator.port.NodeListener;
import media.sluice.proto.media.v1alpha1.MediaNodeServiceGrpc;
import media.sluice.proto.media.v1alpha1.WatchEventsRequest;
import org.jspecify.annotations.Nullable;

/**
 * Follows a node's events on a virtual thread of its own and opens the stream again when it breaks.
 */
final class EventWatch {
    private static final long RETRY_NANOS = 200_000_000;

    private final String nodeId;
    private final ManagedChannel channel;
    private final NodeListener listener;
    private volatile boolean isClosed;
    private volatile Context.@Nullable CancellableContext stream;

    EventWatch(String nodeId, ManagedChannel channel, NodeListener listener) {
        this.nodeId = nodeId;
        this.channel = channel;
        this.listener = listener;
    }

    void start() {
        Thread.ofVirtual().name("events-" + nodeId).start(this::follow);
    }

    void close() {
        isClosed = true;
        var open = stream;
        if (open != null) {
            open.cancel(null);
        }
    }

    private void follow() {
        while (!isClosed) {
            var context = Context.current().withCancellation();
            stream = context;
            try {
                context.run(this::read);
            } catch (StatusRuntimeException _) {
                LockSupport.parkNanos(RETRY_NANOS);
            } finally {
                context.cancel(null);
            }
        }
    }

    private void read() {
        var events =
                MediaNodeServiceGrpc.newBlockingStub(channel)
                        .withWaitForReady()
                        .watchEvents(WatchEventsRequest.getDefaultInstance());
        while (!isClosed && events.hasNext()) {
            var event = events.next().getEvent();
            if (event.hasHello()) {
                listener.onRoomsListed(nodeId, EventMessages.rooms(event.getHello()));
            }
            EventMessages.read(event)
                    .ifPresent(read -> listener.onEvent(nodeId, event.getRoomId(), read));
        }
        LockSupport.parkNanos(RETRY_NANOS);
    }
}
