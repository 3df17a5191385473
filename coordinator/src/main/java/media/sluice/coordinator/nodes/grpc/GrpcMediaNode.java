package media.sluice.coordinator.nodes.grpc;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import media.sluice.coordinator.port.ConsumerSpec;
import media.sluice.coordinator.port.DataPlane;
import media.sluice.coordinator.port.Epoch;
import media.sluice.coordinator.port.MediaNode;
import media.sluice.coordinator.port.MoveResult;
import media.sluice.coordinator.port.MoveTicket;
import media.sluice.coordinator.port.PeerTransport;
import media.sluice.coordinator.port.ProducerSpec;
import media.sluice.coordinator.port.RestartedIce;
import media.sluice.coordinator.port.SessionSpec;
import media.sluice.coordinator.port.Wanted;
import media.sluice.coordinator.sdp.Candidate;
import media.sluice.coordinator.sdp.LocalTransport;
import media.sluice.proto.media.v1alpha1.CloseConsumerRequest;
import media.sluice.proto.media.v1alpha1.CloseProducerRequest;
import media.sluice.proto.media.v1alpha1.CloseRoomRequest;
import media.sluice.proto.media.v1alpha1.CloseSessionRequest;
import media.sluice.proto.media.v1alpha1.ConnectSessionRequest;
import media.sluice.proto.media.v1alpha1.CreateRelayRequest;
import media.sluice.proto.media.v1alpha1.CreateRoomRequest;
import media.sluice.proto.media.v1alpha1.CreateSessionRequest;
import media.sluice.proto.media.v1alpha1.MediaNodeServiceGrpc;
import media.sluice.proto.media.v1alpha1.MediaNodeServiceGrpc.MediaNodeServiceBlockingStub;
import media.sluice.proto.media.v1alpha1.MoveSessionRequest;
import media.sluice.proto.media.v1alpha1.PrepareMoveRequest;
import media.sluice.proto.media.v1alpha1.RestartIceRequest;
import media.sluice.proto.media.v1alpha1.UpdateConsumerRequest;

/** Calls to one node. Safe for use by many threads. */
final class GrpcMediaNode implements MediaNode {
    /**
     * There are two attempts, as every call of the contract may be repeated. The first meets a lost
     * packet, the second a machine that is busy with many joins; together they stay below the five
     * seconds after which clients give up.
     */
    private static final long FIRST_DEADLINE_MILLIS = 1000;

    private static final long SECOND_DEADLINE_MILLIS = 2500;

    /** Beside the client's time a move takes that long at most; then its node does not answer. */
    private static final long MOVE_DEADLINE_MILLIS = 18_000;

    private final String id;
    private final String relayAddress;
    private final MediaNodeServiceBlockingStub stub;
    private final GrpcDataPlane data;

    GrpcMediaNode(String id, String relayAddress, ManagedChannel channel) {
        this.id = id;
        this.relayAddress = relayAddress;
        stub = MediaNodeServiceGrpc.newBlockingStub(channel);
        data = new GrpcDataPlane(this);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String relayAddress() {
        return relayAddress;
    }

    @Override
    public void createRoom(Epoch epoch, String roomId) {
        var request =
                CreateRoomRequest.newBuilder()
                        .setEpoch(NodeMessages.epoch(epoch))
                        .setRoomId(roomId)
                        .build();
        call(node -> node.createRoom(request));
    }

    @Override
    public void closeRoom(Epoch epoch, String roomId) {
        var request =
                CloseRoomRequest.newBuilder()
                        .setEpoch(NodeMessages.epoch(epoch))
                        .setRoomId(roomId)
                        .build();
        call(node -> node.closeRoom(request));
    }

    @Override
    public LocalTransport createSession(Epoch epoch, SessionSpec spec) {
        var request =
                CreateSessionRequest.newBuilder()
                        .setEpoch(NodeMessages.epoch(epoch))
                        .setRoomId(spec.roomId())
                        .setSessionId(spec.sessionId())
                        .setHasData(true);
        spec.data().producers().stream()
                .map(DataMessages::producer)
                .forEach(request::addDataProducers);
        spec.data().consumers().stream()
                .map(DataMessages::consumer)
                .forEach(request::addDataConsumers);
        var peer = spec.peer();
        if (peer != null) {
            request.setPeer(NodeMessages.peer(peer));
        }
        return NodeMessages.local(call(node -> node.createSession(request.build())));
    }

    @Override
    public void connectSession(Epoch epoch, String sessionId, PeerTransport peer) {
        var request =
                ConnectSessionRequest.newBuilder()
                        .setEpoch(NodeMessages.epoch(epoch))
                        .setSessionId(sessionId)
                        .setPeer(NodeMessages.peer(peer))
                        .build();
        call(node -> node.connectSession(request));
    }

    @Override
    public RestartedIce restartIce(Epoch epoch, String sessionId) {
        var request =
                RestartIceRequest.newBuilder()
                        .setEpoch(NodeMessages.epoch(epoch))
                        .setSessionId(sessionId)
                        .build();
        return NodeMessages.restarted(call(node -> node.restartIce(request)));
    }

    @Override
    public void closeSession(Epoch epoch, String sessionId) {
        var request =
                CloseSessionRequest.newBuilder()
                        .setEpoch(NodeMessages.epoch(epoch))
                        .setSessionId(sessionId)
                        .build();
        call(node -> node.closeSession(request));
    }

    @Override
    public void createProducer(Epoch epoch, ProducerSpec spec) {
        var request = NodeMessages.producer(epoch, spec);
        call(node -> node.createProducer(request));
    }

    @Override
    public void closeProducer(Epoch epoch, String roomId, String producerId) {
        var request =
                CloseProducerRequest.newBuilder()
                        .setEpoch(NodeMessages.epoch(epoch))
                        .setRoomId(roomId)
                        .setProducerId(producerId)
                        .build();
        call(node -> node.closeProducer(request));
    }

    @Override
    public void createConsumer(Epoch epoch, ConsumerSpec spec) {
        var request = NodeMessages.consumer(epoch, spec);
        call(node -> node.createConsumer(request));
    }

    @Override
    public void updateConsumer(Epoch epoch, String roomId, String consumerId, Wanted wanted) {
        var request =
                UpdateConsumerRequest.newBuilder()
                        .setEpoch(NodeMessages.epoch(epoch))
                        .setRoomId(roomId)
                        .setConsumerId(consumerId)
                        .setIsPaused(wanted.isPaused())
                        .setLayers(NodeMessages.layers(wanted))
                        .setPriority(wanted.priority())
                        .build();
        call(node -> node.updateConsumer(request));
    }

    @Override
    public void closeConsumer(Epoch epoch, String roomId, String consumerId) {
        var request =
                CloseConsumerRequest.newBuilder()
                        .setEpoch(NodeMessages.epoch(epoch))
                        .setRoomId(roomId)
                        .setConsumerId(consumerId)
                        .build();
        call(node -> node.closeConsumer(request));
    }

    @Override
    public DataPlane data() {
        return data;
    }

    @Override
    public void createRelay(Epoch epoch, String roomId, String producerId, String relayAddress) {
        var request =
                CreateRelayRequest.newBuilder()
                        .setEpoch(NodeMessages.epoch(epoch))
                        .setRoomId(roomId)
                        .setProducerId(producerId)
                        .setRelayAddress(relayAddress)
                        .build();
        call(node -> node.createRelay(request));
    }

    @Override
    public MoveTicket prepareMove(Epoch epoch, String roomId, String sessionId) {
        var request =
                PrepareMoveRequest.newBuilder()
                        .setEpoch(NodeMessages.epoch(epoch))
                        .setRoomId(roomId)
                        .setSessionId(sessionId)
                        .build();
        var prepared = call(node -> node.prepareMove(request));
        return new MoveTicket(prepared.getTicket(), prepared.getRelayAddress());
    }

    @Override
    public MoveResult moveSession(
            Epoch epoch,
            String sessionId,
            MoveTicket ticket,
            long patienceMillis,
            Consumer<List<Candidate>> offered) {
        var request =
                MoveSessionRequest.newBuilder()
                        .setEpoch(NodeMessages.epoch(epoch))
                        .setSessionId(sessionId)
                        .setTicket(ticket.ticket())
                        .setRelayAddress(ticket.relayAddress())
                        .setTimeoutMillis((int) patienceMillis)
                        .build();
        boolean isOffered = false;
        try {
            var steps =
                    stub.withDeadlineAfter(
                                    MOVE_DEADLINE_MILLIS + patienceMillis, TimeUnit.MILLISECONDS)
                            .moveSession(request);
            while (steps.hasNext()) {
                var step = steps.next();
                if (!step.hasOffered()) {
                    return NodeMessages.result(step);
                }
                isOffered = true;
                offered.accept(NodeMessages.candidates(step.getOffered().getCandidatesList()));
            }
        } catch (StatusRuntimeException fault) {
            if (!isOffered) {
                throw NodeFaults.of(id, fault);
            }
            // The client may be on either node by now.
        }
        return new MoveResult.Lost("node " + id + " did not say how the move ended");
    }

    /** Calls once, for what is good to know soon. */
    <T> T callSoon(Function<MediaNodeServiceBlockingStub, T> call) {
        try {
            return attempt(call, FIRST_DEADLINE_MILLIS);
        } catch (StatusRuntimeException fault) {
            throw NodeFaults.of(id, fault);
        }
    }

    /** Calls once, for what must not happen twice. */
    <T> T callOnce(Function<MediaNodeServiceBlockingStub, T> call) {
        try {
            return attempt(call, SECOND_DEADLINE_MILLIS);
        } catch (StatusRuntimeException fault) {
            throw NodeFaults.of(id, fault);
        }
    }

    <T> T call(Function<MediaNodeServiceBlockingStub, T> call) {
        try {
            return attempt(call, FIRST_DEADLINE_MILLIS);
        } catch (StatusRuntimeException fault) {
            if (fault.getStatus().getCode() != Status.Code.DEADLINE_EXCEEDED) {
                throw NodeFaults.of(id, fault);
            }
        }
        try {
            return attempt(call, SECOND_DEADLINE_MILLIS);
        } catch (StatusRuntimeException fault) {
            throw NodeFaults.of(id, fault);
        }
    }

    private <T> T attempt(Function<MediaNodeServiceBlockingStub, T> call, long deadlineMillis) {
        return call.apply(stub.withDeadlineAfter(deadlineMillis, TimeUnit.MILLISECONDS));
    }
}
