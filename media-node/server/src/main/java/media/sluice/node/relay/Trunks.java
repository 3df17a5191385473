package media.sluice.node.relay;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import media.sluice.node.fault.RequestException;
import media.sluice.proto.media.v1alpha1.RoomEpoch;
import media.sluice.proto.relay.v1alpha1.Hello;
import media.sluice.proto.relay.v1alpha1.TrunkMessage;
import media.sluice.proto.relay.v1alpha1.TrunkRequest;
import media.sluice.proto.relay.v1alpha1.TrunkResponse;
import media.sluice.proto.relay.v1alpha1.TrunkServiceGrpc;
import org.jspecify.annotations.Nullable;

/**
 * The trunks of this node, one per room and other node (two for a moment, when both open one at the
 * same time). Thread-safe; never called while a lock on a room is held, as it waits for the other
 * node.
 */
public final class Trunks {

    private static final int LOCKS = 64;

    private record Key(String roomId, String relayAddress) {}

    private final String ownAddress;
    private final TrunkDesk desk;
    private final Channels channels;
    private final Map<Key, TrunkLink> links = new ConcurrentHashMap<>();
    private final Map<Integer, TrunkLink> byLocalId = new ConcurrentHashMap<>();
    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

    /** {@code ownAddress} is host:port of this node's relay service. */
    public Trunks(String ownAddress, TrunkDesk desk, Channels channels) {
        this.ownAddress = ownAddress;
        this.desk = desk;
        this.channels = channels;
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /** A trunk whose path is proven and whose other end has just answered; opened if need be. */
    public TrunkLink obtain(String roomId, String relayAddress, RoomEpoch epoch) {
        var key = new Key(roomId, relayAddress);
        ReentrantLock lock = locks[Math.floorMod(key.hashCode(), LOCKS)];
        lock.lock();
        try {
            TrunkLink known = links.get(key);
            if (known != null && !known.isOver()) {
                if (known.answersPing()) {
                    known.awaitProof();
                    return known;
                }
                known.close();
            }
            return open(key, epoch);
        } finally {
            lock.unlock();
        }
    }

    /** The trunk that has this number here; null when it has ended. */
    public @Nullable TrunkLink find(int localId) {
        return byLocalId.get(localId);
    }

    private TrunkLink open(Key key, RoomEpoch epoch) {
        var link = new TrunkLink(key.roomId(), this::forget);
        link.attach(desk.open(key.roomId(), epoch, link));
        var answers = new SerialObserver<>(link);
        StreamObserver<TrunkRequest> stream =
                TrunkServiceGrpc.newStub(channels.to(key.relayAddress()))
                        .trunk(new Responses(answers));
        link.sendTo(
                new TrunkLink.Out() {
                    @Override
                    public void send(TrunkMessage message) {
                        stream.onNext(TrunkRequest.newBuilder().setMessage(message).build());
                    }

                    @Override
                    public void end() {
                        stream.onCompleted();
                    }
                });
        try {
            link.greet(ownAddress, epoch);
            link.awaitHello();
            put(key, link);
            link.awaitProof();
            return link;
        } catch (RequestException e) {
            link.close();
            throw e;
        }
    }

    /** The other side's half: its messages go to what is returned. */
    StreamObserver<TrunkRequest> accept(StreamObserver<TrunkResponse> answers) {
        return new Requests(new SerialObserver<>(new Acceptor(answers)));
    }

    private void put(Key key, TrunkLink link) {
        links.put(key, link);
        byLocalId.put(link.localId(), link);
        if (link.isOver()) {
            forget(link);
        }
    }

    private void forget(TrunkLink link) {
        links.values().removeIf(each -> each == link);
        byLocalId.remove(link.localId(), link);
    }

    /** Trunks now. */
    public int count() {
        return byLocalId.size();
    }

    /** Makes the worker's end when the opener says Hello. */
    private final class Acceptor implements StreamObserver<TrunkMessage> {

        private final StreamObserver<TrunkResponse> answers;
        private @Nullable TrunkLink link;

        Acceptor(StreamObserver<TrunkResponse> answers) {
            this.answers = answers;
        }

        @Override
        public void onNext(TrunkMessage message) {
            TrunkLink known = link;
            if (known != null) {
                known.onNext(message);
            } else if (message.hasHello()) {
                welcome(message);
            } else {
                answers.onError(
                        Status.INVALID_ARGUMENT
                                .withDescription("Begin with Hello. Update the other node.")
                                .asRuntimeException());
            }
        }

        private void welcome(TrunkMessage message) {
            Hello hello = message.getHello();
            var made = new TrunkLink(hello.getRoomId(), Trunks.this::forget);
            try {
                made.attach(desk.open(hello.getRoomId(), hello.getEpoch(), made));
            } catch (RequestException e) {
                answers.onError(
                        Status.FAILED_PRECONDITION
                                .withDescription(e.getMessage())
                                .asRuntimeException());
                return;
            }
            made.sendTo(
                    new TrunkLink.Out() {
                        @Override
                        public void send(TrunkMessage each) {
                            answers.onNext(TrunkResponse.newBuilder().setMessage(each).build());
                        }

                        @Override
                        public void end() {
                            answers.onCompleted();
                        }
                    });
            link = made;
            made.onNext(message);
            if (!made.isOver()) {
                var key = new Key(hello.getRoomId(), hello.getRelayAddress());
                byLocalId.put(made.localId(), made);
                links.putIfAbsent(key, made);
                made.greet(ownAddress, null);
            }
        }

        @Override
        public void onError(Throwable error) {
            TrunkLink known = link;
            if (known != null) {
                known.onError(error);
            }
        }

        @Override
        public void onCompleted() {
            TrunkLink known = link;
            if (known != null) {
                known.onCompleted();
            }
        }
    }

    /** Unwraps the opener's messages. */
    private record Requests(StreamObserver<TrunkMessage> target)
            implements StreamObserver<TrunkRequest> {
        @Override
        public void onNext(TrunkRequest request) {
            target.onNext(request.getMessage());
        }

        @Override
        public void onError(Throwable error) {
            target.onError(error);
        }

        @Override
        public void onCompleted() {
            target.onCompleted();
        }
    }

    /** Unwraps the other side's messages. */
    private record Responses(StreamObserver<TrunkMessage> target)
            implements StreamObserver<TrunkResponse> {
        @Override
        public void onNext(TrunkResponse response) {
            target.onNext(response.getMessage());
        }

        @Override
        public void onError(Throwable error) {
            target.onError(error);
        }

        @Override
        public void onCompleted() {
            target.onCompleted();
        }
    }
}
