package media.sluice.node.worker;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import media.sluice.core.room.ConsumerParameters;
import media.sluice.core.room.ConsumerSettings;
import media.sluice.core.room.DataConsumerParameters;
import media.sluice.core.room.DataProducerParameters;
import media.sluice.core.room.ProducerParameters;
import media.sluice.core.room.RoomArrival;
import media.sluice.core.room.RoomRelays;
import media.sluice.core.wire.TransportAddress;
import media.sluice.node.fault.ErrorCode;
import media.sluice.node.fault.RequestException;
import media.sluice.node.relay.ArrivingSession;
import media.sluice.node.relay.DepartingSession;
import media.sluice.node.relay.LateDatagram;
import media.sluice.node.relay.Ticket;
import media.sluice.node.relay.TrunkEnd;
import media.sluice.node.relay.TrunkListener;
import org.jctools.queues.MpscArrayQueue;

/**
 * All that other threads may ask of a worker. Thread-safe; bounded; wakes the worker only when it
 * sleeps. An answer comes as a future, which the worker completes: whoever waits for it must not be
 * a worker.
 */
public final class WorkerMailbox {

    /**
     * Commands waiting at most. Control traffic is some hundred a second; more means the worker is
     * stuck.
     */
    static final int CAPACITY = 4_096;

    private final MpscArrayQueue<Command<?>> commands = new MpscArrayQueue<>(CAPACITY);
    private final AtomicBoolean isAsleep = new AtomicBoolean();
    private final Runnable waker;
    private volatile boolean hasHandshakeNews;
    private volatile boolean isStopping;

    WorkerMailbox(Runnable waker) {
        this.waker = waker;
    }

    /** Opens a room, or confirms it. */
    public CompletableFuture<Boolean> createRoom(String roomId, Epoch epoch) {
        return run(plane -> plane.commands().createRoom(roomId, epoch));
    }

    /** Closes a room with everything in it. */
    public CompletableFuture<Boolean> closeRoom(String roomId, Epoch epoch) {
        return run(plane -> plane.commands().closeRoom(roomId, epoch));
    }

    /**
     * How long a session that returns has not used the best port of this worker, in nanoseconds.
     */
    public CompletableFuture<Long> portIdleNanos(String roomId, String sessionId) {
        return post(plane -> plane.commands().portIdleNanos(roomId, sessionId));
    }

    /** Opens a session. */
    public CompletableFuture<SessionParameters> createSession(SessionRequest request, Epoch epoch) {
        return post(plane -> plane.commands().createSession(request, epoch));
    }

    /** Gives a session its peer. */
    public CompletableFuture<Boolean> connectSession(
            String sessionId, PeerParameters peer, Epoch epoch) {
        return run(plane -> plane.commands().connectSession(sessionId, peer, epoch));
    }

    /** New ICE credentials for a session. */
    public CompletableFuture<SessionParameters> restartIce(String sessionId, Epoch epoch) {
        return post(plane -> plane.commands().restartIce(sessionId, epoch));
    }

    /** Ends a session. */
    public CompletableFuture<Boolean> closeSession(String sessionId, Epoch epoch) {
        return run(plane -> plane.commands().closeSession(sessionId, epoch));
    }

    /** Declares media a session sends. */
    public CompletableFuture<Boolean> createProducer(
            String sessionId, ProducerParameters producer, Epoch epoch) {
        return run(plane -> plane.commands().createProducer(sessionId, producer, epoch));
    }

    /** Pauses or resumes a producer. */
    public CompletableFuture<Boolean> pauseProducer(
            String roomId, String producerId, boolean isPaused, Epoch epoch) {
        return run(plane -> plane.commands().pauseProducer(roomId, producerId, isPaused, epoch));
    }

    /** Ends a producer and its consumers. */
    public CompletableFuture<Boolean> closeProducer(String roomId, String producerId, Epoch epoch) {
        return run(plane -> plane.commands().closeProducer(roomId, producerId, epoch));
    }

    /** Forwards a producer to a session. */
    public CompletableFuture<Boolean> createConsumer(
            String sessionId, ConsumerParameters consumer, ConsumerSettings settings, Epoch epoch) {
        return run(plane -> plane.commands().createConsumer(sessionId, consumer, settings, epoch));
    }

    /** Changes a consumer. */
    public CompletableFuture<Boolean> updateConsumer(
            String roomId, String consumerId, ConsumerSettings settings, Epoch epoch) {
        return run(plane -> plane.commands().updateConsumer(roomId, consumerId, settings, epoch));
    }

    /** Ends a consumer. */
    public CompletableFuture<Boolean> closeConsumer(String roomId, String consumerId, Epoch epoch) {
        return run(plane -> plane.commands().closeConsumer(roomId, consumerId, epoch));
    }

    /** Asks a producer's sender for a key frame. */
    public CompletableFuture<Boolean> requestKeyframe(
            String roomId, String producerId, int layer, Epoch epoch) {
        return run(plane -> plane.commands().requestKeyframe(roomId, producerId, layer, epoch));
    }

    /** Declares a channel on which a session sends. */
    public CompletableFuture<Boolean> createDataProducer(
            String sessionId, DataProducerParameters producer, Epoch epoch) {
        return run(plane -> plane.data().createProducer(sessionId, producer, epoch));
    }

    /** Ends a data producer. */
    public CompletableFuture<Boolean> closeDataProducer(
            String roomId, String dataProducerId, Epoch epoch) {
        return run(plane -> plane.data().closeProducer(roomId, dataProducerId, epoch));
    }

    /** Forwards data to a session. */
    public CompletableFuture<Boolean> createDataConsumer(
            String sessionId, DataConsumerParameters consumer, Epoch epoch) {
        return run(plane -> plane.data().createConsumer(sessionId, consumer, epoch));
    }

    /** Ends a data consumer. */
    public CompletableFuture<Boolean> closeDataConsumer(
            String roomId, String dataConsumerId, Epoch epoch) {
        return run(plane -> plane.data().closeConsumer(roomId, dataConsumerId, epoch));
    }

    /** Sends a message of the controller's. */
    public CompletableFuture<Boolean> sendData(String roomId, DataToSend message, Epoch epoch) {
        return run(plane -> plane.data().send(roomId, message, epoch));
    }

    /** Counters; an empty identifier means all. */
    public CompletableFuture<List<SessionSnapshot.OfRoom>> statistics(
            String roomId, String sessionId) {
        return post(plane -> plane.commands().statistics(roomId, sessionId));
    }

    /** Rooms that are open, with their sessions, without counters. */
    public CompletableFuture<List<OpenRoom>> openRooms() {
        return post(plane -> plane.commands().openRooms());
    }

    /** Begins to move a session away. */
    public CompletableFuture<DepartingSession> depart(String sessionId, Epoch epoch) {
        return post(plane -> new MovingOut(this, plane.moves().departing(sessionId, epoch)));
    }

    /** Installs a session that comes from another node; it does not send media yet. */
    public CompletableFuture<ArrivingSession> accept(
            Ticket ticket, byte[] capsule, Runnable onFirstCheck) {
        return post(plane -> {
            SessionEntry entry = plane.moves().accept(ticket, capsule, onFirstCheck);
            return new MovingIn(this, entry, plane.commands().candidates(entry));
        });
    }

    /** Opens this room's end of a trunk. */
    public CompletableFuture<TrunkEnd> openTrunk(
            String roomId, Epoch epoch, TrunkListener listener) {
        return post(plane -> {
            TrunkEntry entry = plane.trunks().open(roomId, epoch, listener);
            return new TrunkHandle(this, entry, plane.trunks().greeting(entry));
        });
    }

    /** Where a producer is; a relayed one is wanted. */
    public CompletableFuture<RoomRelays.Place> place(
            String roomId, String producerId, Epoch epoch) {
        return post(plane -> plane.trunks().place(roomId, producerId, epoch));
    }

    /** Number of the trunk over which a producer comes; 0 when it does not. */
    public CompletableFuture<Integer> trunkOf(String roomId, String producerId, Epoch epoch) {
        return post(plane -> plane.trunks().trunkOf(roomId, producerId, epoch));
    }

    /** Ends a relay to this room. */
    public CompletableFuture<Boolean> closeRelay(String roomId, String producerId, Epoch epoch) {
        return run(plane -> plane.trunks().stop(roomId, producerId, epoch));
    }

    /** What an offered session consumes. Any thread. */
    public static RoomArrival.Wants wants(byte[] offer) {
        return PlaneMoves.wants(offer);
    }

    /** What of a session's wishes its room lacks. */
    public CompletableFuture<List<RoomArrival.Want>> missing(
            String roomId, List<RoomArrival.Want> wants) {
        return post(plane -> plane.moves().missing(roomId, wants));
    }

    CompletableFuture<Boolean> freeze(
            SessionEntry entry, Predicate<LateDatagram> late, Consumer<byte[]> onFrozen) {
        return run(plane -> plane.moves().freeze(entry, late, onFrozen));
    }

    CompletableFuture<Boolean> thaw(SessionEntry entry) {
        return run(plane -> plane.moves().thaw(entry));
    }

    CompletableFuture<Boolean> released(SessionEntry entry) {
        return run(plane -> plane.moves().releaseFromRoom(entry));
    }

    CompletableFuture<Boolean> departed(SessionEntry entry) {
        return run(plane -> plane.moves().departed(entry));
    }

    CompletableFuture<Boolean> prepare(SessionEntry entry, byte[] capsule, Runnable onReady) {
        return run(plane -> plane.moves().prepare(entry, capsule, onReady));
    }

    CompletableFuture<Boolean> activate(SessionEntry entry, Runnable onLive) {
        return run(plane -> plane.moves().activate(entry, onLive));
    }

    CompletableFuture<Boolean> tunnelled(
            SessionEntry entry, byte[] payload, long ageNanos, TransportAddress remote) {
        return run(plane -> plane.moves().tunnelled(entry, payload, ageNanos, remote));
    }

    CompletableFuture<Boolean> forget(SessionEntry entry) {
        return run(plane -> plane.moves().forget(entry));
    }

    /** A handshake on another thread has something to say. */
    public void handshakeProgressed() {
        hasHandshakeNews = true;
        wakeIfAsleep();
    }

    /** Ends the worker after what was posted before. */
    void stop() {
        isStopping = true;
        wakeIfAsleep();
    }

    /** Waits for an answer; a refusal comes as it was thrown. Never on a worker. */
    static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    // ---- the worker's side
    // -----------------------------------------------------------------------------

    boolean isStopping() {
        return isStopping;
    }

    boolean hasWork() {
        return hasHandshakeNews || isStopping || !commands.isEmpty();
    }

    /** Says that the worker is about to sleep; false when it must not because something came. */
    boolean fallAsleep() {
        isAsleep.set(true);
        if (hasWork()) {
            isAsleep.set(false);
            return false;
        }
        return true;
    }

    void awake() {
        isAsleep.set(false);
    }

    boolean takeHandshakeNews() {
        boolean news = hasHandshakeNews;
        hasHandshakeNews = false;
        return news;
    }

    /** Runs commands, at most {@code limit}, and answers how many. */
    int drain(Plane plane, int limit) {
        int done = 0;
        Command<?> command;
        while (done < limit && (command = commands.poll()) != null) {
            command.run(plane);
            done++;
        }
        return done;
    }

    CompletableFuture<Boolean> run(Consumer<Plane> action) {
        return post(plane -> {
            action.accept(plane);
            return true;
        });
    }

    <T> CompletableFuture<T> post(Function<Plane, T> action) {
        var command = new Command<>(action);
        if (isStopping) {
            command.answer.completeExceptionally(new RequestException(ErrorCode.NODE_DRAINING));
        } else if (commands.offer(command)) {
            wakeIfAsleep();
        } else {
            command.answer.completeExceptionally(new RequestException(ErrorCode.WORKER_BUSY));
        }
        return command.answer;
    }

    private void wakeIfAsleep() {
        if (isAsleep.get() && isAsleep.compareAndSet(true, false)) {
            waker.run();
        }
    }

    /** One question and its answer. */
    private static final class Command<T> {

        private final Function<Plane, T> action;
        private final CompletableFuture<T> answer = new CompletableFuture<>();

        Command(Function<Plane, T> action) {
            this.action = action;
        }

        void run(Plane plane) {
            try {
                answer.complete(action.apply(plane));
            } catch (RuntimeException e) {
                // The first bulkhead: a command that fails fails alone, and its caller learns why.
                answer.completeExceptionally(e);
            }
        }
    }
}
