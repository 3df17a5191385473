package media.sluice.node.control;

import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import media.sluice.node.fault.ErrorCode;
import media.sluice.node.fault.RequestException;
import media.sluice.node.relay.Candidate;
import media.sluice.node.relay.Channels;
import media.sluice.node.relay.DepartingSession;
import media.sluice.node.relay.Departure;
import media.sluice.node.relay.MoveListener;
import media.sluice.node.relay.TrunkEnd;
import media.sluice.node.relay.Trunks;
import media.sluice.node.worker.Epoch;
import media.sluice.proto.media.v1alpha1.MoveCompleted;
import media.sluice.proto.media.v1alpha1.MoveFailed;
import media.sluice.proto.media.v1alpha1.MoveFailure;
import media.sluice.proto.media.v1alpha1.MoveOffered;
import media.sluice.proto.media.v1alpha1.MoveSessionRequest;
import media.sluice.proto.media.v1alpha1.MoveSessionResponse;
import media.sluice.proto.media.v1alpha1.RoomEpoch;
import media.sluice.proto.relay.v1alpha1.HandoverServiceGrpc;
import org.jspecify.annotations.Nullable;

/** Moves of sessions away from this node, each on a virtual thread of its own. Thread-safe. */
final class Moves {

    private static final int DEFAULT_TIMEOUT_MILLIS = 2_000;

    private final RoomDirectory directory;
    private final Channels channels;
    private final Trunks trunks;
    private final Consumer<String> log;
    private volatile long tunnelledNanos = System.nanoTime() - TimeUnit.DAYS.toNanos(1);

    Moves(RoomDirectory directory, Channels channels, Trunks trunks, Consumer<String> log) {
        this.directory = directory;
        this.channels = channels;
        this.trunks = trunks;
        this.log = log;
    }

    /** How long no client has sent anything here for a session that has moved, nanoseconds. */
    long tunnelIdleNanos() {
        return System.nanoTime() - tunnelledNanos;
    }

    /** Begins a move and returns; the answers follow. */
    void move(MoveSessionRequest request, StreamObserver<MoveSessionResponse> answer) {
        Epoch epoch = Checks.epoch(request.getEpoch());
        String id = Checks.id("session_id", request.getSessionId());
        String ticket = Checks.text("ticket", request.getTicket(), 22, 128);
        String address = Checks.text("relay_address", request.getRelayAddress(), 1, 256);
        int millis =
                request.getTimeoutMillis() == 0
                        ? DEFAULT_TIMEOUT_MILLIS
                        : Checks.number("timeout_millis", request.getTimeoutMillis(), 100, 30_000);
        DepartingSession session =
                directory.ofSession(id, mailbox -> Answers.await(mailbox.depart(id, epoch)));
        var reporter = new Reporter(id, answer);
        Thread.ofVirtual()
                .name("move-" + id)
                .start(() -> {
                    try {
                        TrunkEnd trunk = trunk(session, address, request.getEpoch());
                        new Departure(session, trunk, reporter)
                                .run(
                                        HandoverServiceGrpc.newStub(channels.to(address)),
                                        ticket,
                                        Duration.ofMillis(millis));
                    } catch (RequestException e) {
                        reporter.onFailed(
                                e.code() == ErrorCode.UNKNOWN_SESSION
                                        ? MoveListener.Failure.SESSION_CLOSED
                                        : MoveListener.Failure.NO_RELAY,
                                String.valueOf(e.getMessage()));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    /** To the target, if others of the room stay here or are heard from here; else null. */
    private @Nullable TrunkEnd trunk(DepartingSession session, String address, RoomEpoch epoch) {
        return session.needsTrunk() ? trunks.obtain(session.roomId(), address, epoch).end() : null;
    }

    /** Tells the controller. */
    private final class Reporter implements MoveListener {

        private final String sessionId;
        private final StreamObserver<MoveSessionResponse> answer;

        Reporter(String sessionId, StreamObserver<MoveSessionResponse> answer) {
            this.sessionId = sessionId;
            this.answer = answer;
        }

        @Override
        public void onOffered(List<Candidate> candidates) {
            answer.onNext(
                    MoveSessionResponse.newBuilder()
                            .setOffered(
                                    MoveOffered.newBuilder()
                                            .addAllCandidates(
                                                    candidates.stream()
                                                            .map(NodeApi::candidate)
                                                            .toList()))
                            .build());
        }

        @Override
        public void onCompleted(long switchMicros, int tunnelled) {
            onTunnelled();
            // Before the answer: the controller may move the session back at once.
            directory.removeSession(sessionId);
            log.accept(
                    "session moved session=%s switchMicros=%d tunnelled=%d"
                            .formatted(sessionId, switchMicros, tunnelled));
            answer.onNext(
                    MoveSessionResponse.newBuilder()
                            .setCompleted(
                                    MoveCompleted.newBuilder()
                                            .setSwitchMicros(switchMicros)
                                            .setTunnelledDatagrams(tunnelled))
                            .build());
            answer.onCompleted();
        }

        @Override
        public void onTunnelled() {
            tunnelledNanos = System.nanoTime();
        }

        @Override
        public void onFailed(Failure reason, String message) {
            log.accept("move failed session=%s reason=%s".formatted(sessionId, reason));
            if (reason == Failure.SESSION_CLOSED || reason == Failure.OUTCOME_UNKNOWN) {
                directory.removeSession(sessionId);
            }
            answer.onNext(
                    MoveSessionResponse.newBuilder()
                            .setFailed(
                                    MoveFailed.newBuilder()
                                            .setReason(contract(reason))
                                            .setMessage(message))
                            .build());
            answer.onCompleted();
        }

        private static MoveFailure contract(Failure reason) {
            return switch (reason) {
                case TARGET_UNREACHABLE -> MoveFailure.MOVE_FAILURE_TARGET_UNREACHABLE;
                case REFUSED -> MoveFailure.MOVE_FAILURE_REFUSED;
                case PEER_SILENT -> MoveFailure.MOVE_FAILURE_PEER_SILENT;
                case SESSION_CLOSED -> MoveFailure.MOVE_FAILURE_SESSION_CLOSED;
                case NO_RELAY -> MoveFailure.MOVE_FAILURE_NO_RELAY;
                case OUTCOME_UNKNOWN -> MoveFailure.MOVE_FAILURE_OUTCOME_UNKNOWN;
            };
        }
    }
}
