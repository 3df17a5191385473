package media.sluice.node.control;

import io.grpc.stub.StreamObserver;
import java.util.function.Consumer;
import media.sluice.core.crypto.CertificateFingerprint;
import media.sluice.node.fault.ErrorCode;
import media.sluice.node.fault.RequestException;
import media.sluice.node.lifecycle.Lifecycle;
import media.sluice.node.net.SocketAddresses;
import media.sluice.node.relay.Candidate;
import media.sluice.node.relay.Channels;
import media.sluice.node.relay.Tickets;
import media.sluice.node.relay.Trunks;
import media.sluice.node.worker.Epoch;
import media.sluice.node.worker.SessionParameters;
import media.sluice.node.worker.SessionRequest;
import media.sluice.node.worker.Worker;
import media.sluice.node.worker.Workers;
import media.sluice.proto.media.v1alpha1.CloseConsumerRequest;
import media.sluice.proto.media.v1alpha1.CloseConsumerResponse;
import media.sluice.proto.media.v1alpha1.CloseProducerRequest;
import media.sluice.proto.media.v1alpha1.CloseProducerResponse;
import media.sluice.proto.media.v1alpha1.CloseRoomRequest;
import media.sluice.proto.media.v1alpha1.CloseRoomResponse;
import media.sluice.proto.media.v1alpha1.CloseSessionRequest;
import media.sluice.proto.media.v1alpha1.CloseSessionResponse;
import media.sluice.proto.media.v1alpha1.ConnectSessionRequest;
import media.sluice.proto.media.v1alpha1.ConnectSessionResponse;
import media.sluice.proto.media.v1alpha1.CreateConsumerRequest;
import media.sluice.proto.media.v1alpha1.CreateConsumerResponse;
import media.sluice.proto.media.v1alpha1.CreateProducerRequest;
import media.sluice.proto.media.v1alpha1.CreateProducerResponse;
import media.sluice.proto.media.v1alpha1.CreateRoomRequest;
import media.sluice.proto.media.v1alpha1.CreateRoomResponse;
import media.sluice.proto.media.v1alpha1.CreateSessionRequest;
import media.sluice.proto.media.v1alpha1.CreateSessionResponse;
import media.sluice.proto.media.v1alpha1.DtlsFingerprint;
import media.sluice.proto.media.v1alpha1.GetNodeRequest;
import media.sluice.proto.media.v1alpha1.GetNodeResponse;
import media.sluice.proto.media.v1alpha1.GetStatisticsRequest;
import media.sluice.proto.media.v1alpha1.GetStatisticsResponse;
import media.sluice.proto.media.v1alpha1.IceCandidate;
import media.sluice.proto.media.v1alpha1.IceCredentials;
import media.sluice.proto.media.v1alpha1.LayerPreference;
import media.sluice.proto.media.v1alpha1.MoveSessionRequest;
import media.sluice.proto.media.v1alpha1.MoveSessionResponse;
import media.sluice.proto.media.v1alpha1.PauseProducerRequest;
import media.sluice.proto.media.v1alpha1.PauseProducerResponse;
import media.sluice.proto.media.v1alpha1.PrepareMoveRequest;
import media.sluice.proto.media.v1alpha1.PrepareMoveResponse;
import media.sluice.proto.media.v1alpha1.RequestKeyframeRequest;
import media.sluice.proto.media.v1alpha1.RequestKeyframeResponse;
import media.sluice.proto.media.v1alpha1.RestartIceRequest;
import media.sluice.proto.media.v1alpha1.RestartIceResponse;
import media.sluice.proto.media.v1alpha1.TransportAddress;
import media.sluice.proto.media.v1alpha1.TransportProtocol;
import media.sluice.proto.media.v1alpha1.UpdateConsumerRequest;
import media.sluice.proto.media.v1alpha1.UpdateConsumerResponse;
import media.sluice.proto.media.v1alpha1.WatchEventsRequest;
import media.sluice.proto.media.v1alpha1.WatchEventsResponse;
import org.jspecify.annotations.Nullable;

/**
 * What each call of the node's API does: check, find the worker, ask, translate. Thread-safe; plain
 * blocking code, each call on a virtual thread of its own.
 */
public final class NodeApi {

    private final NodeFacts facts;
    private final Workers workers;
    private final Lifecycle lifecycle;
    private final RoomDirectory directory;
    private final RoomCommands rooms;
    private final EventStreams events;
    private final Moves moves;
    private final Relays relays;
    private final DataCommands data;

    public NodeApi(
            NodeFacts facts,
            Workers workers,
            Lifecycle lifecycle,
            RoomDirectory directory,
            Links links) {
        this.facts = facts;
        this.workers = workers;
        this.lifecycle = lifecycle;
        this.directory = directory;
        this.rooms =
                new RoomCommands(directory, workers, lifecycle, links.tickets, facts.maxSessions());
        this.events = new EventStreams(links.events, facts.identity(), workers);
        this.moves = new Moves(directory, links.channels, links.trunks, links.log);
        this.relays = new Relays(rooms, directory, links.trunks, facts.identity().address());
        this.data = new DataCommands(directory);
    }

    /**
     * What the API needs of the rest of the process.
     *
     * @param log takes a line about each session that moves away, or fails to
     */
    public record Links(
            EventHub events,
            Tickets tickets,
            Channels channels,
            Trunks trunks,
            Consumer<String> log) {}

    /** Producers that are taken from other nodes. */
    Relays relays() {
        return relays;
    }

    GetNodeResponse getNode(GetNodeRequest request) {
        var answer =
                GetNodeResponse.newBuilder()
                        .setNodeId(facts.identity().nodeId())
                        .setBootId(facts.identity().bootId())
                        .setVersion(facts.identity().version())
                        .setWorkerCount(workers.all().size())
                        .addFingerprints(fingerprint(facts.fingerprint()))
                        .setMaxSessions(facts.maxSessions())
                        .setSessionCount(directory.sessionCount())
                        .setIsDraining(lifecycle.isDraining())
                        .setRelayAddress(facts.identity().address());
        facts.mediaAddresses()
                .forEach(each -> answer.addMediaAddresses(EventMessages.address(each)));
        return answer.build();
    }

    CreateRoomResponse createRoom(CreateRoomRequest request) {
        rooms.createRoom(
                Checks.id("room_id", request.getRoomId()), Checks.epoch(request.getEpoch()));
        return CreateRoomResponse.getDefaultInstance();
    }

    CloseRoomResponse closeRoom(CloseRoomRequest request) {
        rooms.closeRoom(
                Checks.id("room_id", request.getRoomId()), Checks.epoch(request.getEpoch()));
        return CloseRoomResponse.getDefaultInstance();
    }

    /** How long no client has sent anything here for a session that has moved, nanoseconds. */
    public long tunnelIdleNanos() {
        return moves.tunnelIdleNanos();
    }

    CreateSessionResponse createSession(CreateSessionRequest request) {
        Epoch epoch = Checks.epoch(request.getEpoch());
        var wanted =
                new SessionRequest(
                        Checks.id("room_id", request.getRoomId()),
                        Checks.id("session_id", request.getSessionId()),
                        request.hasPeer() ? MediaParameters.peer(request.getPeer()) : null,
                        DataParameters.session(request));
        SessionParameters made = rooms.createSession(wanted, epoch);
        return CreateSessionResponse.newBuilder()
                .setIce(credentials(made))
                .addAllCandidates(made.candidates().stream().map(NodeApi::candidate).toList())
                .setFingerprint(fingerprint(facts.fingerprint()))
                .build();
    }

    ConnectSessionResponse connectSession(ConnectSessionRequest request) {
        Epoch epoch = Checks.epoch(request.getEpoch());
        var peer = MediaParameters.peer(request.getPeer());
        String id = Checks.id("session_id", request.getSessionId());
        directory.ofSession(id, mailbox -> Answers.await(mailbox.connectSession(id, peer, epoch)));
        return ConnectSessionResponse.getDefaultInstance();
    }

    RestartIceResponse restartIce(RestartIceRequest request) {
        Epoch epoch = Checks.epoch(request.getEpoch());
        String id = Checks.id("session_id", request.getSessionId());
        SessionParameters made =
                directory.ofSession(id, mailbox -> Answers.await(mailbox.restartIce(id, epoch)));
        return RestartIceResponse.newBuilder()
                .setIce(credentials(made))
                .addAllCandidates(made.candidates().stream().map(NodeApi::candidate).toList())
                .build();
    }

    CloseSessionResponse closeSession(CloseSessionRequest request) {
        rooms.closeSession(
                Checks.id("session_id", request.getSessionId()), Checks.epoch(request.getEpoch()));
        return CloseSessionResponse.getDefaultInstance();
    }

    CreateProducerResponse createProducer(CreateProducerRequest request) {
        Epoch epoch = Checks.epoch(request.getEpoch());
        var producer = MediaParameters.producer(request);
        String id = Checks.id("session_id", request.getSessionId());
        directory.ofSession(
                id, mailbox -> Answers.await(mailbox.createProducer(id, producer, epoch)));
        return CreateProducerResponse.getDefaultInstance();
    }

    PauseProducerResponse pauseProducer(PauseProducerRequest request) {
        Epoch epoch = Checks.epoch(request.getEpoch());
        String room = Checks.id("room_id", request.getRoomId());
        String id = Checks.id("producer_id", request.getProducerId());
        directory.inRoom(
                room,
                mailbox ->
                        Answers.await(
                                mailbox.pauseProducer(room, id, request.getIsPaused(), epoch)));
        return PauseProducerResponse.getDefaultInstance();
    }

    CloseProducerResponse closeProducer(CloseProducerRequest request) {
        Epoch epoch = Checks.epoch(request.getEpoch());
        String room = Checks.id("room_id", request.getRoomId());
        String id = Checks.id("producer_id", request.getProducerId());
        if (directory.hasRoom(room)) {
            directory.inRoom(
                    room, mailbox -> Answers.await(mailbox.closeProducer(room, id, epoch)));
        }
        return CloseProducerResponse.getDefaultInstance();
    }

    CreateConsumerResponse createConsumer(CreateConsumerRequest request) {
        Epoch epoch = Checks.epoch(request.getEpoch());
        var consumer = MediaParameters.consumer(request);
        @Nullable LayerPreference layers = request.hasLayers() ? request.getLayers() : null;
        var settings =
                MediaParameters.settings(request.getIsPaused(), layers, request.getPriority());
        String id = Checks.id("session_id", request.getSessionId());
        directory.ofSession(
                id,
                mailbox -> Answers.await(mailbox.createConsumer(id, consumer, settings, epoch)));
        return CreateConsumerResponse.getDefaultInstance();
    }

    UpdateConsumerResponse updateConsumer(UpdateConsumerRequest request) {
        Epoch epoch = Checks.epoch(request.getEpoch());
        String room = Checks.id("room_id", request.getRoomId());
        String id = Checks.id("consumer_id", request.getConsumerId());
        @Nullable LayerPreference layers = request.hasLayers() ? request.getLayers() : null;
        var settings =
                MediaParameters.settings(request.getIsPaused(), layers, request.getPriority());
        directory.inRoom(
                room, mailbox -> Answers.await(mailbox.updateConsumer(room, id, settings, epoch)));
        return UpdateConsumerResponse.getDefaultInstance();
    }

    CloseConsumerResponse closeConsumer(CloseConsumerRequest request) {
        Epoch epoch = Checks.epoch(request.getEpoch());
        String room = Checks.id("room_id", request.getRoomId());
        String id = Checks.id("consumer_id", request.getConsumerId());
        if (directory.hasRoom(room)) {
            directory.inRoom(
                    room, mailbox -> Answers.await(mailbox.closeConsumer(room, id, epoch)));
        }
        return CloseConsumerResponse.getDefaultInstance();
    }

    RequestKeyframeResponse requestKeyframe(RequestKeyframeRequest request) {
        Epoch epoch = Checks.epoch(request.getEpoch());
        String room = Checks.id("room_id", request.getRoomId());
        String id = Checks.id("producer_id", request.getProducerId());
        int layer = Checks.number("spatial_layer", request.getSpatialLayer(), 0, 3);
        directory.inRoom(
                room, mailbox -> Answers.await(mailbox.requestKeyframe(room, id, layer, epoch)));
        return RequestKeyframeResponse.getDefaultInstance();
    }

    DataCommands data() {
        return data;
    }

    GetStatisticsResponse getStatistics(GetStatisticsRequest request) {
        var answer = GetStatisticsResponse.newBuilder();
        for (Worker worker : workers.all()) {
            Answers.await(worker.mailbox().statistics(request.getRoomId(), request.getSessionId()))
                    .forEach(room -> answer.addRooms(StatisticsMessages.room(room)));
        }
        return answer.build();
    }

    PrepareMoveResponse prepareMove(PrepareMoveRequest request) {
        Epoch epoch = Checks.epoch(request.getEpoch());
        String room = Checks.id("room_id", request.getRoomId());
        String id = Checks.id("session_id", request.getSessionId());
        if (directory.hasSession(id)) {
            throw new RequestException(
                    ErrorCode.DIFFERENT_CONTENT, "The session is on this node already.");
        }
        return PrepareMoveResponse.newBuilder()
                .setTicket(rooms.prepareMove(room, id, epoch))
                .setRelayAddress(facts.identity().address())
                .build();
    }

    void watchEvents(WatchEventsRequest request, StreamObserver<WatchEventsResponse> answer) {
        events.watch(request.getRoomIdsList(), answer);
    }

    void moveSession(MoveSessionRequest request, StreamObserver<MoveSessionResponse> answer) {
        moves.move(request, answer);
    }

    static IceCandidate candidate(Candidate candidate) {
        return IceCandidate.newBuilder()
                .setFoundation(candidate.foundation())
                .setPriority(candidate.priority())
                .setProtocol(TransportProtocol.TRANSPORT_PROTOCOL_UDP)
                .setAddress(
                        TransportAddress.newBuilder()
                                .setIp(SocketAddresses.ipText(candidate.address()))
                                .setPort(candidate.address().port()))
                .build();
    }

    private static IceCredentials credentials(SessionParameters session) {
        return IceCredentials.newBuilder()
                .setUsernameFragment(session.ice().ufrag())
                .setPassword(session.ice().password())
                .build();
    }

    private static DtlsFingerprint fingerprint(CertificateFingerprint fingerprint) {
        return DtlsFingerprint.newBuilder()
                .setAlgorithm(fingerprint.algorithm())
                .setValue(fingerprint.value())
                .build();
    }
}
