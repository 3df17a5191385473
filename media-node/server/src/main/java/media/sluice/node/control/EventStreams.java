package media.sluice.node.control;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Set;
import media.sluice.node.fault.ErrorCode;
import media.sluice.node.fault.RequestException;
import media.sluice.node.lifecycle.NodeIdentity;
import media.sluice.node.worker.Worker;
import media.sluice.node.worker.Workers;
import media.sluice.proto.media.v1alpha1.Event;
import media.sluice.proto.media.v1alpha1.Hello;
import media.sluice.proto.media.v1alpha1.OpenRoom;
import media.sluice.proto.media.v1alpha1.RoomEpoch;
import media.sluice.proto.media.v1alpha1.WatchEventsResponse;

/** Streams of events to controllers, one virtual thread each. Thread-safe. */
final class EventStreams {

    /** How often a stream without events looks whether its watcher is still there. */
    private static final long LOOK_MILLIS = 500;

    private final EventHub hub;
    private final NodeIdentity identity;
    private final Workers workers;

    EventStreams(EventHub hub, NodeIdentity identity, Workers workers) {
        this.hub = hub;
        this.identity = identity;
        this.workers = workers;
    }

    /** Serves one watcher; returns at once. */
    void watch(List<String> roomIds, StreamObserver<WatchEventsResponse> answer) {
        var call = (ServerCallStreamObserver<WatchEventsResponse>) answer;
        Set<String> wanted = Set.copyOf(roomIds);
        EventHub.Watcher watcher =
                hub.watch(event ->
                        wanted.isEmpty()
                                || event.roomId().isEmpty()
                                || wanted.contains(event.roomId()));
        Thread.ofVirtual().name("watch-events").start(() -> serve(call, watcher));
    }

    private void serve(
            ServerCallStreamObserver<WatchEventsResponse> call, EventHub.Watcher watcher) {
        try (watcher) {
            call.onNext(WatchEventsResponse.newBuilder().setEvent(hello()).build());
            while (!call.isCancelled()) {
                if (watcher.isTooSlow()) {
                    throw new RequestException(ErrorCode.WATCHER_TOO_SLOW);
                }
                EventHub.Stamped next = call.isReady() ? watcher.next(LOOK_MILLIS) : waitReady();
                if (next != null) {
                    call.onNext(
                            WatchEventsResponse.newBuilder()
                                    .setEvent(EventMessages.event(next))
                                    .build());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (!call.isCancelled()) {
                call.onError(Answers.status(e));
            }
        }
    }

    /** The watcher reads slowly: its queue fills meanwhile, and ends the stream when it is full. */
    private static EventHub.@org.jspecify.annotations.Nullable Stamped waitReady()
            throws InterruptedException {
        Thread.sleep(1);
        return null;
    }

    private Event hello() {
        var hello = Hello.newBuilder().setNodeId(identity.nodeId()).setBootId(identity.bootId());
        for (Worker worker : workers.all()) {
            Answers.await(worker.mailbox().openRooms())
                    .forEach(room ->
                            hello.addRooms(
                                    OpenRoom.newBuilder()
                                            .setRoomId(room.roomId())
                                            .setEpoch(
                                                    RoomEpoch.newBuilder()
                                                            .setCounter(room.epoch().counter())
                                                            .setOwner(room.epoch().owner()))
                                            .addAllSessionIds(room.sessionIds())));
        }
        return Event.newBuilder()
                .setSequence(hub.latestSequence())
                .setTimeMillis(System.currentTimeMillis())
                .setHello(hello)
                .build();
    }
}
