package media.sluice.node.relay;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
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
 * The trunks of this node, one per room and other node: over two, media would go round and messages
 * come twice. When both nodes open one at the same time, that of the lesser address is taken.
 * Thread-safe; never called while a lock on a room is held, as it waits for the other node.
 */
public final class Trunks {

    private static final int LOCKS = 64;

    /** Another node answers within this, however busy. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration PAUSE = Duration.ofMillis(10);

    private record Key(String roomId, String relayAddress) {}

    private final String ownAddress;
    private final TrunkDesk desk;
    private final Channels channels;
    private final Duration patience;
    private final Map<Key, TrunkLink> links = new ConcurrentHashMap<>();
    private final Map<Integer, TrunkLink> byLocalId = new ConcurrentHashMap<>();

    /** Orders {@link #opening} and {@link #welcoming}; never held while anybody is waited for. */
    private final ReentrantLock gate = new ReentrantLock();

    private final Set<Key> opening = new HashSet<>();
    private final Set<Key> welcoming = new HashSet<>();
    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

    /** {@code ownAddress} is host:port of this node's relay service. */
    public Trunks(String ownAddress, TrunkDesk desk, Channels channels) {
        this(ownAddress, desk, channels, PATIENCE);
    }

    /** With another patience than a cluster has use for. */
    Trunks(String ownAddress, TrunkDesk desk, Channels channels, Duration patience) {
        this.ownAddress = ownAddress;
        this.desk = desk;
        this.channels = channels;
        this.patience = patience;
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /**
     * A trunk whose path is proven and whose other end has just answered; opened if need be.
     *
     * @throws RequestException when the other node does not answer in time; a trunk that there was
     *     stays what it is
     */
    public TrunkLink obtain(String roomId, String relayAddress, RoomEpoch epoch) {
        var key = new Key(roomId, relayAddress);
        ReentrantLock lock = locks[Math.floorMod(key.hashCode(), LOCKS)];
        lock.lock();
        try {
            TrunkLink known = links.get(key);
            return known != null && isAnswering(known) ? known : openOne(key, epoch);
        } finally {
            lock.unlock();
        }
    }

    /** False when it is over, or turns out to be. */
    private static boolean isAnswering(TrunkLink known) {
        if (!known.touch()) {
            known.close();
            return false;
        }
        try {
            known.awaitPong();
            known.awaitProof();
            return true;
        } catch (RequestException e) {
            if (known.isOver()) {
                return false;
            }
            throw e;
        }
    }

    private TrunkLink openOne(Key key, RoomEpoch epoch) {
        if (!beginsOpening(key)) {
            TrunkLink coming = theirs(key);
            if (coming != null) {
                coming.awaitProof();
                return coming;
            }
        }
        try {
            return open(key, epoch);
        } catch (RequestException e) {
            // The other node has refused, perhaps because its own is on the way.
            TrunkLink theirs = theirs(key);
            if (theirs == null) {
                throw e;
            }
            theirs.awaitProof();
            return theirs;
        } finally {
            ends(opening, key);
        }
    }

    /** Notes that a trunk is being opened; false when the other node's is being welcomed. */
    private boolean beginsOpening(Key key) {
        gate.lock();
        try {
            return !welcoming.contains(key) && opening.add(key);
        } finally {
            gate.unlock();
        }
    }

    /** Notes that a trunk is being welcomed; false when ours is being opened and is the one. */
    private boolean beginsWelcoming(Key key) {
        gate.lock();
        try {
            boolean isOurs = opening.contains(key) && ownAddress.compareTo(key.relayAddress()) < 0;
            return !isOurs && welcoming.add(key);
        } finally {
            gate.unlock();
        }
    }

    private void ends(Set<Key> which, Key key) {
        gate.lock();
        try {
            which.remove(key);
        } finally {
            gate.unlock();
        }
    }

    private @Nullable TrunkLink theirs(Key key) {
        long endNanos = System.nanoTime() + patience.toNanos();
        do {
            TrunkLink known = links.get(key);
            if (known != null && !known.isOver()) {
                return known;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        } while (System.nanoTime() - endNanos < 0);
        return null;
    }

    /**
     * This node has opened the one there is, and the other's was on its way meanwhile. Who has one
     * from here and opens another all the same has lost it.
     */
    private boolean hasOwn(Key key) {
        TrunkLink known = links.get(key);
        return known != null && known.isOpener() && !known.isOver();
    }

    /** The trunk that has this number here; null when it has ended. */
    public @Nullable TrunkLink find(int localId) {
        return byLocalId.get(localId);
    }

    private TrunkLink open(Key key, RoomEpoch epoch) {
        var link = new TrunkLink(key.roomId(), patience, this::forget);
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
            link.setOpener();
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
        TrunkLink before = links.put(key, link);
        byLocalId.put(link.localId(), link);
        if (before != null) {
            before.close();
        }
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
            var key = new Key(hello.getRoomId(), hello.getRelayAddress());
            if (!beginsWelcoming(key)) {
                refuse();
                return;
            }
            try {
                if (hasOwn(key)) {
                    refuse();
                } else {
                    accept(message, hello, key);
                }
            } finally {
                ends(welcoming, key);
            }
        }

        private void refuse() {
            answers.onError(
                    Status.ABORTED
                            .withDescription("There is a trunk to you, or it is coming: use that.")
                            .asRuntimeException());
        }

        private void accept(TrunkMessage message, Hello hello, Key key) {
            var made = new TrunkLink(hello.getRoomId(), patience, Trunks.this::forget);
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
                put(key, made);
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
