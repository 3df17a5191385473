package media.sluice.coordinator.usecase;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import media.sluice.coordinator.placement.Contact;
import media.sluice.coordinator.placement.NodeFacts;
import media.sluice.coordinator.port.ConsumerSpec;
import media.sluice.coordinator.port.Epoch;
import media.sluice.coordinator.port.ErrorCode;
import media.sluice.coordinator.port.MediaNode;
import media.sluice.coordinator.port.NodeDirectory;
import media.sluice.coordinator.port.NodeException;
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
    public final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    final List<ConsumerSpec> consumers = Collections.synchronizedList(new ArrayList<>());
    final List<ProducerSpec> producers = Collections.synchronizedList(new ArrayList<>());
    final BlockingQueue<String> closedRooms = new LinkedBlockingQueue<>();
    final List<String> closedSessions = Collections.synchronizedList(new ArrayList<>());
    volatile boolean isFull;

    /** The next consumer cannot be opened. */
    volatile boolean isBusy;

    volatile boolean isThere = true;
    private int restarts;

    @Override
    public List<NodeFacts> facts() {
        return isThere
                ? List.of(new NodeFacts("n1", 100, 0, 0, false, Contact.HEARD, false))
                : List.of();
    }

    @Override
    public Optional<MediaNode> node(String nodeId) {
        return isThere ? Optional.of(this) : Optional.empty();
    }

    @Override
    public String id() {
        return "n1";
    }

    @Override
    public void createRoom(Epoch epoch, String roomId) {
        calls.add("createRoom");
    }

    @Override
    public void closeRoom(Epoch epoch, String roomId) {
        calls.add("closeRoom");
        closedRooms.add(roomId);
    }

    @Override
    public LocalTransport createSession(Epoch epoch, SessionSpec spec) {
        if (isFull) {
            throw new NodeException(ErrorCode.EXHAUSTED, "100 of 100 sessions", null);
        }
        calls.add("createSession");
        return new LocalTransport(
                new IceCredentials("ufrg", "p".repeat(22)),
                new Fingerprint("sha-256", "AB" + ":CD".repeat(31)),
                List.of(
                        new Candidate("1", 100, "127.0.0.1", 7882),
                        new Candidate("2", 90, "127.0.0.1", 7883)));
    }

    @Override
    public void connectSession(Epoch epoch, String sessionId, PeerTransport peer) {
        calls.add("connectSession");
    }

    @Override
    public RestartedIce restartIce(Epoch epoch, String sessionId) {
        calls.add("restartIce");
        restarts++;
        return new RestartedIce(new IceCredentials("again" + restarts, "q".repeat(22)), List.of());
    }

    @Override
    public void closeSession(Epoch epoch, String sessionId) {
        calls.add("closeSession");
        closedSessions.add(sessionId);
    }

    @Override
    public void createProducer(Epoch epoch, ProducerSpec spec) {
        calls.add("createProducer");
        producers.add(spec);
    }

    @Override
    public void closeProducer(Epoch epoch, String roomId, String producerId) {
        calls.add("closeProducer");
    }

    @Override
    public void createConsumer(Epoch epoch, ConsumerSpec spec) {
        if (isBusy) {
            isBusy = false;
            throw new NodeException(ErrorCode.UNAVAILABLE, "no answer in time", null);
        }
        calls.add("createConsumer");
        consumers.add(spec);
    }

    @Override
    public void updateConsumer(Epoch epoch, String roomId, String consumerId, Wanted wanted) {
        calls.add("updateConsumer " + wanted.spatialLayer());
    }

    @Override
    public void closeConsumer(Epoch epoch, String roomId, String consumerId) {
        calls.add("closeConsumer");
    }
}
