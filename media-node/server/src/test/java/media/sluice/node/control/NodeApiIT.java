package media.sluice.node.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Objects;
import media.sluice.core.stun.StunKey;
import media.sluice.core.stun.StunType;
import media.sluice.core.stun.StunWriter;
import media.sluice.node.fault.ErrorCode;
import media.sluice.node.lifecycle.Lifecycle;
import media.sluice.proto.media.v1alpha1.CloseRoomRequest;
import media.sluice.proto.media.v1alpha1.CloseSessionRequest;
import media.sluice.proto.media.v1alpha1.CreateDataConsumerRequest;
import media.sluice.proto.media.v1alpha1.CreateDataProducerRequest;
import media.sluice.proto.media.v1alpha1.CreateRoomRequest;
import media.sluice.proto.media.v1alpha1.CreateSessionRequest;
import media.sluice.proto.media.v1alpha1.CreateSessionResponse;
import media.sluice.proto.media.v1alpha1.DataConsumerStatistics;
import media.sluice.proto.media.v1alpha1.DataProducerStatistics;
import media.sluice.proto.media.v1alpha1.GetNodeRequest;
import media.sluice.proto.media.v1alpha1.GetStatisticsRequest;
import media.sluice.proto.media.v1alpha1.GetStatisticsResponse;
import media.sluice.proto.media.v1alpha1.MoveSessionRequest;
import media.sluice.proto.media.v1alpha1.PauseProducerRequest;
import media.sluice.proto.media.v1alpha1.PrepareMoveRequest;
import media.sluice.proto.media.v1alpha1.RestartIceRequest;
import media.sluice.proto.media.v1alpha1.RoomEpoch;
import media.sluice.proto.media.v1alpha1.TransportAddress;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a controller sees of refusals, bounds and statistics, over gRPC on loopback. */
final class NodeApiIT {

    private static final RoomEpoch EPOCH = epoch(5, "owner");
    private static final String ROOM = "room";

    private final NodeServer node;

    NodeApiIT() throws IOException {
        node = new NodeServer();
    }

    @BeforeEach
    void openRoom() {
        createRoom(ROOM, EPOCH);
    }

    @AfterEach
    void stop() throws InterruptedException {
        node.stop();
    }

    private static RoomEpoch epoch(long counter, String owner) {
        return RoomEpoch.newBuilder().setCounter(counter).setOwner(owner).build();
    }

    private void createRoom(String room, RoomEpoch epoch) {
        var _ =
                node.api.createRoom(
                        CreateRoomRequest.newBuilder().setRoomId(room).setEpoch(epoch).build());
    }

    private CreateSessionResponse createSession(String room, String session) {
        return node.api.createSession(
                CreateSessionRequest.newBuilder()
                        .setEpoch(EPOCH)
                        .setRoomId(room)
                        .setSessionId(session)
                        .build());
    }

    private PrepareMoveRequest move(String session) {
        return PrepareMoveRequest.newBuilder()
                .setEpoch(EPOCH)
                .setRoomId(ROOM)
                .setSessionId(session)
                .build();
    }

    private static void assertRefused(
            Status.Code status, ErrorCode code, ThrowingCallable command) {
        var error = catchThrowableOfType(StatusRuntimeException.class, command);
        assertThat(error).as("refused").isNotNull();
        assertThat(error.getStatus().getCode()).isEqualTo(status);
        assertThat(Objects.requireNonNull(error.getTrailers()).get(Statuses.ERROR_CODE))
                .isEqualTo(code.name());
        assertThat(error.getStatus().getDescription())
                .as("says what is wrong and what to do")
                .endsWith(code.remedy())
                .doesNotContain("..");
    }

    @Test
    void refusesACommandWithoutEpochOrOfAFormerOwner() {
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                ErrorCode.INVALID_FIELD,
                () -> createRoom("other", RoomEpoch.getDefaultInstance()));
        assertRefused(
                Status.Code.INVALID_ARGUMENT, ErrorCode.INVALID_FIELD, () -> createRoom("", EPOCH));
        for (RoomEpoch stale : new RoomEpoch[] {epoch(4, "owner"), epoch(5, "impostor")}) {
            assertRefused(
                    Status.Code.FAILED_PRECONDITION,
                    ErrorCode.STALE_EPOCH,
                    () -> createRoom(ROOM, stale));
            assertRefused(
                    Status.Code.FAILED_PRECONDITION,
                    ErrorCode.STALE_EPOCH,
                    () ->
                            node.api.closeRoom(
                                    CloseRoomRequest.newBuilder()
                                            .setRoomId(ROOM)
                                            .setEpoch(stale)
                                            .build()));
        }
        assertThat(createSession(ROOM, "s").getCandidatesList()).isNotEmpty();
    }

    @Test
    void refusesWhatIsNotThere() {
        assertRefused(
                Status.Code.NOT_FOUND, ErrorCode.UNKNOWN_ROOM, () -> createSession("no", "s"));
        assertRefused(
                Status.Code.NOT_FOUND,
                ErrorCode.UNKNOWN_SESSION,
                () ->
                        node.api.restartIce(
                                RestartIceRequest.newBuilder()
                                        .setEpoch(EPOCH)
                                        .setSessionId("s")
                                        .build()));
        assertRefused(
                Status.Code.NOT_FOUND,
                ErrorCode.NOT_IN_ROOM,
                () ->
                        node.api.pauseProducer(
                                PauseProducerRequest.newBuilder()
                                        .setEpoch(EPOCH)
                                        .setRoomId(ROOM)
                                        .setProducerId("p")
                                        .build()));
    }

    @Test
    void refusesASessionBeyondItsBoundAlsoOneThatMovesHere() {
        var _ = createSession(ROOM, "s0");
        var _ = node.api.prepareMove(move("s1"));
        var _ = createSession(ROOM, "s1");

        assertRefused(
                Status.Code.RESOURCE_EXHAUSTED,
                ErrorCode.NODE_FULL,
                () -> createSession(ROOM, "s2"));
        assertRefused(
                Status.Code.RESOURCE_EXHAUSTED,
                ErrorCode.NODE_FULL,
                () -> node.api.prepareMove(move("s3")));
        assertThat(createSession(ROOM, "s1").getIce().getUsernameFragment())
                .as("a repeated call is no new session")
                .isNotEmpty();

        var _ =
                node.api.closeSession(
                        CloseSessionRequest.newBuilder()
                                .setEpoch(EPOCH)
                                .setSessionId("s0")
                                .build());
        var _ = createSession(ROOM, "s2");
    }

    @Test
    void aDrainingNodeTakesNothingNewAndServesWhatItHas() {
        var _ = createSession(ROOM, "s0");
        node.lifecycle.advance(Lifecycle.Phase.DRAINING);

        assertRefused(
                Status.Code.UNAVAILABLE, ErrorCode.NODE_DRAINING, () -> createRoom("new", EPOCH));
        assertRefused(
                Status.Code.UNAVAILABLE, ErrorCode.NODE_DRAINING, () -> createSession(ROOM, "s1"));
        assertRefused(
                Status.Code.UNAVAILABLE,
                ErrorCode.NODE_DRAINING,
                () -> node.api.prepareMove(move("s1")));
        assertThat(node.api.getNode(GetNodeRequest.getDefaultInstance()).getIsDraining()).isTrue();
        createRoom(ROOM, EPOCH);
        assertThat(createSession(ROOM, "s0").getCandidatesList()).isNotEmpty();
        var restarted =
                node.api.restartIce(
                        RestartIceRequest.newBuilder().setEpoch(EPOCH).setSessionId("s0").build());
        assertThat(restarted.getIce().getPassword()).isNotEmpty();
    }

    @Test
    void opensASessionWithItsDataChannelsOrNotAtAll() {
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                ErrorCode.INVALID_FIELD,
                () ->
                        node.api.createSession(
                                withData("s0", "chat", "chat").setHasData(false).build()));
        assertRefused(
                Status.Code.ALREADY_EXISTS,
                ErrorCode.DIFFERENT_CONTENT,
                () -> node.api.createSession(withData("s0", "chat", "files").build()));
        assertThat(statistics("s0").getRoomsList()).allMatch(each -> each.getSessionsCount() == 0);

        for (int call = 0; call < 2; call++) {
            var _ = node.api.createSession(withData("s0", "chat", "chat").build());
        }

        var session = statistics("s0").getRooms(0).getSessions(0);
        assertThat(session.getDataProducersList())
                .singleElement()
                .extracting(DataProducerStatistics::getDataProducerId)
                .isEqualTo("producer");
        assertThat(session.getDataConsumersList())
                .singleElement()
                .extracting(DataConsumerStatistics::getDataConsumerId)
                .isEqualTo("consumer");
    }

    /** The same producer twice, alike when the labels are. */
    private static CreateSessionRequest.Builder withData(
            String session, String label, String again) {
        return CreateSessionRequest.newBuilder()
                .setEpoch(EPOCH)
                .setRoomId(ROOM)
                .setSessionId(session)
                .setHasData(true)
                .addDataProducers(
                        CreateDataProducerRequest.newBuilder()
                                .setDataProducerId("producer")
                                .setLabel(label))
                .addDataProducers(
                        CreateDataProducerRequest.newBuilder()
                                .setDataProducerId("producer")
                                .setLabel(again))
                .addDataConsumers(
                        CreateDataConsumerRequest.newBuilder()
                                .setDataConsumerId("consumer")
                                .setLabel(label));
    }

    private GetStatisticsResponse statistics(String session) {
        return node.api.getStatistics(
                GetStatisticsRequest.newBuilder().setSessionId(session).build());
    }

    @Test
    void refusesToMoveWhatIsNotConnected() {
        var _ = createSession(ROOM, "s0");
        var request =
                MoveSessionRequest.newBuilder()
                        .setEpoch(EPOCH)
                        .setSessionId("s0")
                        .setTicket("a-ticket-of-22-letters")
                        .setRelayAddress("127.0.0.1:9")
                        .build();

        assertRefused(
                Status.Code.FAILED_PRECONDITION,
                ErrorCode.WRONG_STATE,
                () -> node.api.moveSession(request).next());
    }

    @Test
    void statisticsNameTheAddressOfThePairAndWhatWasSent() throws IOException {
        CreateSessionResponse session = createSession(ROOM, "s0");
        TransportAddress candidate = session.getCandidates(0).getAddress();
        byte[] check = check(session);
        var answer = new DatagramPacket(new byte[2_000], 2_000);
        try (var socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
            socket.setSoTimeout(5_000);
            socket.send(
                    new DatagramPacket(
                            check,
                            check.length,
                            InetAddress.ofLiteral(candidate.getIp()),
                            candidate.getPort()));
            socket.receive(answer);

            var statistics =
                    node.api
                            .getStatistics(
                                    GetStatisticsRequest.newBuilder().setSessionId("s0").build())
                            .getRooms(0)
                            .getSessions(0);

            assertThat(statistics.getLocalAddress()).isEqualTo(candidate);
            assertThat(statistics.getPeerAddress().getIp()).isEqualTo("127.0.0.1");
            assertThat(statistics.getPeerAddress().getPort()).isEqualTo(socket.getLocalPort());
            assertThat(statistics.getDatagramsReceived()).isEqualTo(1);
            assertThat(statistics.getBytesReceived()).isEqualTo(check.length);
            assertThat(statistics.getDatagramsSent()).isEqualTo(1);
            assertThat(statistics.getBytesSent()).isEqualTo(answer.getLength());
        }
    }

    private static byte[] check(CreateSessionResponse session) {
        byte[] bytes = new byte[StunWriter.MAX_LENGTH];
        var writer = new StunWriter();
        writer.begin(StunType.BINDING_REQUEST, 1, 2)
                .username(session.getIce().getUsernameFragment() + ":peer")
                .priority(1)
                .controlling(3)
                .integrity(StunKey.of(session.getIce().getPassword()))
                .fingerprint();
        int length = writer.copyTo(MemorySegment.ofArray(bytes), 0);
        return java.util.Arrays.copyOf(bytes, length);
    }
}
