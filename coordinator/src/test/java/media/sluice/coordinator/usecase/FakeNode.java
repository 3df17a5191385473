package media.sluice.coordinator.usecase;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import media.sluice.coordinator.placement.Contact;
import media.sluice.coordinator.placement.Cordon;
import media.sluice.coordinator.placement.NodeFacts;
import media.sluice.coordinator.port.ConsumerSpec;
import media.sluice.coordinator.port.Epoch;
import media.sluice.coordinator.port.ErrorCode;
import media.sluice.coordinator.port.MediaNode;
import media.sluice.coordinator.port.MoveResult;
import media.sluice.coordinator.port.MoveTicket;
import media.sluice.coordinator.port.NodeDirectory;
import media.sluice.coordinator.port.NodeException;
import media.sluice.coordinator.port.NodeReport;
import media.sluice.coordinator.port.PeerTransport;
import media.sluice.coordinator.port.ProducerSpec;
import media.sluice.coordinator.port.RestartedIce;
import media.sluice.coordinator.port.SessionSpec;
import media.sluice.coordinator.port.Wanted;
import media.sluice.coordinator.sdp.Candidate;
import media.sluice.coordinator.sdp.Fingerprint;
import media.sluice.coordinator.sdp.IceCredentials;
import media.sluice.coordinator.sdp.LocalTransport;

/** A node that remembers what it was asked, and the directory that knows only it. */
public final class FakeNode implements MediaNode, NodeDirectory {
    public final List<String> calls = new CopyOnWriteArrayList<>();
    final List<ConsumerSpec> consumers = Collections.synchronizedList(new ArrayList<>());
    final List<ProducerSpec> producers = Collections.synchronizedList(new ArrayList<>());
    final BlockingQueue<String> closedRooms = new LinkedBlockingQueue<>();
    final List<String> closedSessions = Collections.synchronizedList(new ArrayList<>());
    volatile boolean isFull;

    /** It opens no rooms. */
    volatile boolean isRefusingRooms;

    /** The next consumer cannot be opened. */
    volatile boolean isBusy;

    public volatile boolean isThere = true;

    /** Open once the node has registered for the first time. */
    final CountDownLatch registered = new CountDownLatch(1);

    /** A call that it does not answer before this is open. */
    public volatile String hangsAt = "";

    public final CountDownLatch release = new CountDownLatch(1);

    final List<String> sessions = Collections.synchronizedList(new ArrayList<>());

    /** How many wait for its first registration, and whether they give up at once. */
    final AtomicInteger waiting = new AtomicInteger();

    volatile boolean isImpatient;
    public volatile Cordon cordon = Cordon.OPEN;

    /** How the next moves end; then {@link #nextMove}. */
    final Queue<MoveResult> moves = new ConcurrentLinkedQueue<>();

    /** How many moves to it are prepared before it hangs. */
    final AtomicInteger preparations = new AtomicInteger(Integer.MAX_VALUE);

    volatile MoveResult nextMove = new MoveResult.Moved(1000, 3);
    private int restarts;
    private long cordons;

    private final String id;

    /** A node, registered. */
    public FakeNode() {
        this("n1", true);
    }

    FakeNode(boolean isRegistered) {
        this("n1", isRegistered);
    }

    FakeNode(String id, boolean isRegistered) {
        this.id = id;
        isThere = isRegistered;
        if (isRegistered) {
            registered.countDown();
        }
    }

    /** It is there from now on. */
    public void register() {
        isThere = true;
        registered.countDown();
    }

    @Override
    public List<NodeFacts> facts() {
        return isThere
                ? List.of(new NodeFacts(id, 100, sessions.size(), 0, cordon, Contact.HEARD, false))
                : List.of();
    }

    @Override
    public boolean awaitFirst(long millis) throws InterruptedException {
        waiting.incrementAndGet();
        return registered.await(isImpatient ? 0 : millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public Optional<MediaNode> node(String nodeId) {
        return isThere ? Optional.of(this) : Optional.empty();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public void createRoom(Epoch epoch, String roomId) {
        note("createRoom");
        if (isRefusingRooms) {
            throw new NodeException(ErrorCode.EXHAUSTED, "no room for rooms", null);
        }
    }

    @Override
    public void closeRoom(Epoch epoch, String roomId) {
        note("closeRoom");
        closedRooms.add(roomId);
    }

    @Override
    public LocalTransport createSession(Epoch epoch, SessionSpec spec) {
        if (isFull) {
            throw new NodeException(ErrorCode.EXHAUSTED, "100 of 100 sessions", null);
        }
        sessions.add(spec.sessionId());
        data.open(spec.data());
        note("createSession");
        return new LocalTransport(
                new IceCredentials("ufrg", "p".repeat(22)),
                new Fingerprint("sha-256", "AB" + ":CD".repeat(31)),
                List.of(
                        new Candidate("1", 100, "127.0.0.1", 7882),
                        new Candidate("2", 90, "127.0.0.1", 7883)));
    }

    @Override
    public void connectSession(Epoch epoch, String sessionId, PeerTransport peer) {
        note("connectSession");
    }

    @Override
    public RestartedIce restartIce(Epoch epoch, String sessionId) {
        note("restartIce");
        restarts++;
        return new RestartedIce(new IceCredentials("again" + restarts, "q".repeat(22)), List.of());
    }

    @Override
    public void closeSession(Epoch epoch, String sessionId) {
        note("closeSession");
        closedSessions.add(sessionId);
    }

    @Override
    public void createProducer(Epoch epoch, ProducerSpec spec) {
        note("createProducer");
        producers.add(spec);
    }

    @Override
    public void closeProducer(Epoch epoch, String roomId, String producerId) {
        note("closeProducer");
    }

    @Override
    public void createConsumer(Epoch epoch, ConsumerSpec spec) {
        if (isBusy) {
            isBusy = false;
            throw new NodeException(ErrorCode.UNAVAILABLE, "no answer in time", null);
        }
        note("createConsumer");
        consumers.add(spec);
    }

    @Override
    public void updateConsumer(Epoch epoch, String roomId, String consumerId, Wanted wanted) {
        note("updateConsumer " + wanted.spatialLayer());
    }

    final FakeData data = new FakeData(this::note);

    @Override
    public FakeData data() {
        return data;
    }

    @Override
    public void closeConsumer(Epoch epoch, String roomId, String consumerId) {
        note("closeConsumer");
    }

    @Override
    public String relayAddress() {
        return id + ":7980";
    }

    @Override
    public void createRelay(Epoch epoch, String roomId, String producerId, String relayAddress) {
        note((producerId.isEmpty() ? "link " : "createRelay ") + relayAddress);
    }

    @Override
    public MoveTicket prepareMove(Epoch epoch, String roomId, String sessionId) {
        note("prepareMove");
        if (preparations.getAndDecrement() <= 0) {
            throw new NodeException(ErrorCode.UNAVAILABLE, "node " + id + " does not answer", null);
        }
        return new MoveTicket("ticket", relayAddress());
    }

    @Override
    public MoveResult moveSession(
            Epoch epoch,
            String sessionId,
            MoveTicket ticket,
            long patienceMillis,
            Consumer<List<Candidate>> offered) {
        note("moveSession");
        offered.accept(List.of(new Candidate("9", 200, "127.0.0.1", 7999)));
        var scripted = moves.poll();
        return scripted == null ? nextMove : scripted;
    }

    @Override
    public OptionalLong cordon(String nodeId, Cordon now) {
        if (!nodeId.equals(id())) {
            return OptionalLong.empty();
        }
        cordon = now;
        return OptionalLong.of(++cordons);
    }

    @Override
    public List<NodeReport> reports() {
        return facts().stream()
                .map(facts ->
                        new NodeReport(
                                facts,
                                new NodeReport.Identity("b1", "", "", "0.1.0", "z", 1000, 100),
                                new NodeReport.Load(0.5, 0.5, 1, 10, 20, 3),
                                0,
                                cordons))
                .toList();
    }

    private void note(String call) {
        calls.add(call);
        if (call.equals(hangsAt)) {
            try {
                release.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
