package media.sluice.node.relay;

import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import media.sluice.core.room.LegMessage;
import media.sluice.node.fault.ErrorCode;
import media.sluice.node.fault.RequestException;
import media.sluice.proto.media.v1alpha1.RoomEpoch;
import media.sluice.proto.relay.v1alpha1.DataMessage;
import media.sluice.proto.relay.v1alpha1.Feeding;
import media.sluice.proto.relay.v1alpha1.Hello;
import media.sluice.proto.relay.v1alpha1.Pull;
import media.sluice.proto.relay.v1alpha1.TrunkMessage;
import org.jspecify.annotations.Nullable;

/**
 * One side of a trunk's control stream; both sides are alike once each has said Hello. Messages of
 * the other side come one at a time on a virtual thread of the stream; what the worker has to say
 * comes on the worker and is only sent on. Thread-safe: a lock orders what is sent, and is never
 * held while anybody is waited for.
 */
public final class TrunkLink implements StreamObserver<TrunkMessage>, TrunkListener {

    /** Where the stream's messages go. */
    interface Out {
        void send(TrunkMessage message);

        void end();
    }

    private final String roomId;
    private final Duration patience;
    private final Consumer<TrunkLink> onOver;
    private final ReentrantLock lock = new ReentrantLock();
    private final CompletableFuture<Hello> hello = new CompletableFuture<>();
    private final CompletableFuture<Boolean> proven = new CompletableFuture<>();
    private final Map<Integer, CompletableFuture<Boolean>> pulls = new ConcurrentHashMap<>();
    private final Map<Long, CompletableFuture<Boolean>> pings = new ConcurrentHashMap<>();
    private final AtomicLong pingNumber = new AtomicLong();
    private @Nullable Out out;
    private @Nullable TrunkEnd end;
    private volatile @Nullable String peerAddress;
    private volatile int localId;
    private volatile boolean isOver;
    private volatile boolean isOpener;

    /**
     * A trunk that nobody has greeted yet.
     *
     * @param patience for answers of the other side, and for the proof of the path
     * @param onOver hears once that the trunk has ended
     */
    TrunkLink(String roomId, Duration patience, Consumer<TrunkLink> onOver) {
        this.roomId = roomId;
        this.patience = patience;
        this.onOver = onOver;
    }

    /** The worker's end; before anything is sent or comes. */
    TrunkEnd attach(TrunkEnd worker) {
        end = worker;
        localId = worker.greeting().trunkId();
        return worker;
    }

    void sendTo(Out stream) {
        out = stream;
    }

    String roomId() {
        return roomId;
    }

    /** Names the trunk on this node. */
    int localId() {
        return localId;
    }

    /** host:port of the other node's relay service; null before its Hello. */
    public @Nullable String peerAddress() {
        return peerAddress;
    }

    boolean isOver() {
        return isOver;
    }

    /** This side opened it. */
    boolean isOpener() {
        return isOpener;
    }

    void setOpener() {
        isOpener = true;
    }

    /** The worker's end. */
    public TrunkEnd end() {
        TrunkEnd worker = end;
        if (worker == null) {
            throw lost("it was never opened");
        }
        return worker;
    }

    // ---- what this side wants ----------------------------------------------------------------

    /** Says Hello. */
    void greet(String relayAddress, @Nullable RoomEpoch epoch) {
        send(TrunkMessages.hello(roomId, relayAddress, epoch, end().greeting()));
    }

    /** Waits for the other side's Hello. */
    void awaitHello() {
        await(hello, "the other node does not answer");
    }

    /** Waits for the proof of the path. */
    void awaitProof() {
        await(proven, "no datagram passes between the nodes' UDP ports");
    }

    /** Keeps it from ending for want of use; false when this side's worker has ended it already. */
    boolean touch() {
        try {
            end().touch();
            return true;
        } catch (RequestException e) {
            return false;
        }
    }

    /**
     * Waits until the other side's worker has said that it still has its end of it. One that does
     * not say so in time may only be slow, and the trunk full of media: it ends by its own rule.
     */
    void awaitPong() {
        long number = pingNumber.incrementAndGet();
        var pong = new CompletableFuture<Boolean>();
        pings.put(number, pong);
        try {
            send(TrunkMessages.ping(number));
            await(pong, "the other node does not answer");
        } finally {
            pings.remove(number);
        }
    }

    /** Takes a producer from the other side; it is in the room from the return on. */
    public void pull(String producerId, int layers) {
        int stream = end().reserve();
        var answer = new CompletableFuture<Boolean>();
        pulls.put(stream, answer);
        try {
            send(
                    TrunkMessage.newBuilder()
                            .setPull(
                                    Pull.newBuilder()
                                            .setProducerId(producerId)
                                            .setStreamId(stream)
                                            .setLayers(layers))
                            .build());
            await(answer, "the other node does not answer");
        } catch (RequestException e) {
            end().feedEnded(stream);
            send(TrunkMessages.stop(stream));
            throw e;
        } finally {
            pulls.remove(stream);
        }
    }

    private void await(CompletableFuture<?> answer, String otherwise) {
        try {
            answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RequestException refusal
                    ? refusal
                    : lost(String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            throw lost(otherwise);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RequestException(ErrorCode.NODE_DRAINING);
        }
    }

    private static RequestException lost(String why) {
        return new RequestException(
                ErrorCode.NO_TRUNK, "There is no trunk to the other node: " + why + ".");
    }

    // ---- what the other side says ------------------------------------------------------------

    @Override
    public void onNext(TrunkMessage message) {
        switch (message.getMessageCase()) {
            case HELLO -> onHello(message.getHello());
            case PULL -> onPull(message.getPull());
            case FEEDING -> onFeeding(message.getFeeding());
            case REFUSED ->
                    answer(
                            message.getRefused().getStreamId(),
                            new RequestException(
                                    ErrorCode.NOT_IN_ROOM, message.getRefused().getMessage()));
            case STOP -> end().stopFeeding(message.getStop().getStreamId());
            case ENDED -> end().feedEnded(message.getEnded().getStreamId());
            case DATA -> onData(message.getData());
            case PING -> onPing(message.getPing().getNumber());
            case PONG -> {
                var pong = pings.remove(message.getPong().getNumber());
                if (pong != null) {
                    pong.complete(true);
                }
            }
            case MESSAGE_NOT_SET -> onError(new IllegalStateException("an empty message"));
        }
    }

    private void onHello(Hello said) {
        if (hello.isDone()) {
            onError(new IllegalStateException("a second Hello"));
            return;
        }
        peerAddress = said.getRelayAddress();
        try {
            end().connect(TrunkMessages.greeting(said), said.getRelayAddress());
            hello.complete(said);
        } catch (IllegalArgumentException | RequestException e) {
            onError(e);
        }
    }

    private void onPull(Pull pull) {
        try {
            byte[] producer =
                    end().feed(pull.getProducerId(), pull.getStreamId(), pull.getLayers());
            send(TrunkMessages.feeding(pull.getStreamId(), producer));
        } catch (RuntimeException e) {
            send(TrunkMessages.refused(pull.getStreamId(), String.valueOf(e.getMessage())));
        }
    }

    private void onFeeding(Feeding feeding) {
        try {
            end().take(feeding.getStreamId(), feeding.getProducer().toByteArray());
            answer(feeding.getStreamId(), null);
        } catch (RequestException e) {
            answer(feeding.getStreamId(), e);
        }
    }

    private void answer(int stream, @Nullable RequestException refusal) {
        var pull = pulls.remove(stream);
        if (pull == null) {
            return;
        }
        if (refusal == null) {
            pull.complete(true);
        } else {
            pull.completeExceptionally(refusal);
        }
    }

    private void onData(DataMessage data) {
        try {
            end().takeMessage(TrunkMessages.message(data));
        } catch (RequestException e) {
            // A message that cannot be taken must not be passed over: those behind it would be.
            onError(e);
        }
    }

    private void onPing(long number) {
        try {
            end().touch();
            send(TrunkMessages.pong(number));
        } catch (RequestException e) {
            onError(e);
        }
    }

    @Override
    public void onError(Throwable error) {
        over(String.valueOf(error.getMessage()));
    }

    @Override
    public void onCompleted() {
        over("the other node has closed it");
    }

    // ---- what the worker says ----------------------------------------------------------------

    @Override
    public void onProven() {
        proven.complete(true);
    }

    @Override
    public void onFeedEnded(int streamId) {
        send(TrunkMessages.ended(streamId));
    }

    @Override
    public void onFeedUnwanted(int streamId) {
        send(TrunkMessages.stop(streamId));
    }

    @Override
    public void onMessage(LegMessage message) {
        send(TrunkMessages.message(message));
    }

    @Override
    public void onOver() {
        over("it carried nothing, or its room closed, or UDP was silent");
    }

    // ---- end ---------------------------------------------------------------------------------

    /** Ends the trunk on both sides. */
    void close() {
        over("it was closed here");
    }

    private void over(String why) {
        lock.lock();
        try {
            if (isOver) {
                return;
            }
            isOver = true;
            if (out != null) {
                out.end();
            }
        } finally {
            lock.unlock();
        }
        RequestException fault = lost(why);
        hello.completeExceptionally(fault);
        proven.completeExceptionally(fault);
        pulls.values().forEach(each -> each.completeExceptionally(fault));
        pings.values().forEach(each -> each.completeExceptionally(fault));
        onOver.accept(this);
        TrunkEnd worker = end;
        if (worker != null) {
            // Not on this thread: it may be the worker's.
            Thread.startVirtualThread(worker::close);
        }
    }

    private void send(TrunkMessage message) {
        lock.lock();
        try {
            if (!isOver && out != null) {
                out.send(message);
            }
        } finally {
            lock.unlock();
        }
    }
}
