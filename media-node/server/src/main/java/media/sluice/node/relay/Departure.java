package media.sluice.node.relay;

import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import media.sluice.node.fault.ErrorCode;
import media.sluice.node.fault.RequestException;
import media.sluice.proto.relay.v1alpha1.Cancel;
import media.sluice.proto.relay.v1alpha1.HandoverRequest;
import media.sluice.proto.relay.v1alpha1.HandoverResponse;
import media.sluice.proto.relay.v1alpha1.HandoverServiceGrpc;
import org.jspecify.annotations.Nullable;

/**
 * The source's side of one move. Runs on the virtual thread that calls {@link #run}; the stream's
 * answers and the worker's late datagrams meet in one bounded inbox.
 *
 * <pre>
 *  offering ──Accepted──► offered ──TakeOver──► frozen, Final sent ──Activated──► tunnelling ──► departed
 *     └──────── Refused, Cancel, time-out ─────────┘ the session stays    ├── Refused, nothing sealed: the session stays
 *                                                                          └── anything else: it is the target's, if anybody's
 * </pre>
 */
public final class Departure {

    /** Answer of the target to an offer, and of its worker to the final capsule. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** The tunnel closes when the peer has sent nothing here for so long. */
    private static final Duration TUNNEL_SILENCE = Duration.ofSeconds(5);

    /** And at last: by then a client has given up a path on which nobody answers its checks. */
    private static final Duration TUNNEL_LIMIT = Duration.ofSeconds(40);

    private static final String NO_ANSWER = "no answer to the final capsule";

    private static final int INBOX_CAPACITY = 4_096;

    private final DepartingSession session;
    private final @Nullable TrunkEnd trunk;
    private final MoveListener listener;
    private final BlockingQueue<Arrived> inbox = new LinkedBlockingQueue<>(INBOX_CAPACITY);
    private int tunnelled;
    private boolean isCompleted;

    /** {@code trunk} leads to the target; null when the session needs none. */
    public Departure(DepartingSession session, @Nullable TrunkEnd trunk, MoveListener listener) {
        this.session = session;
        this.trunk = trunk;
        this.listener = listener;
    }

    /**
     * Moves the session and returns when the tunnel is closed, or the move has failed.
     *
     * @param peerTimeout how long to wait for the peer's first check at the target
     */
    public void run(
            HandoverServiceGrpc.HandoverServiceStub target, String ticket, Duration peerTimeout)
            throws InterruptedException {
        StreamObserver<HandoverRequest> stream =
                target.withExecutor(Runnable::run).handover(new Answers());
        try {
            stream.onNext(RelayMessages.offer(ticket, session.sessionId(), session.offer(trunk)));
            if (isAccepted(await(ANSWER)) && isTakeOver(await(peerTimeout), stream)) {
                freezeAndTunnel(stream);
            }
            stream.onCompleted();
        } catch (RequestException e) {
            if (isCompleted) {
                // The node stops while the tunnel is open: the session has moved all the same.
                return;
            }
            cancel(stream);
            listener.onFailed(
                    e.code() == ErrorCode.NO_TRUNK
                            ? MoveListener.Failure.NO_RELAY
                            : MoveListener.Failure.SESSION_CLOSED,
                    String.valueOf(e.getMessage()));
        }
    }

    private boolean isAccepted(@Nullable Arrived arrived) {
        HandoverResponse answer = answer(arrived);
        if (answer != null && answer.hasAccepted()) {
            listener.onOffered(
                    answer.getAccepted().getCandidatesList().stream()
                            .map(RelayMessages::candidate)
                            .toList());
            return true;
        }
        fail(arrived, MoveListener.Failure.TARGET_UNREACHABLE);
        return false;
    }

    private boolean isTakeOver(@Nullable Arrived arrived, StreamObserver<HandoverRequest> stream) {
        HandoverResponse answer = answer(arrived);
        if (answer != null && answer.hasTakeOver()) {
            return true;
        }
        cancel(stream);
        fail(arrived, MoveListener.Failure.PEER_SILENT);
        return false;
    }

    private void freezeAndTunnel(StreamObserver<HandoverRequest> stream)
            throws InterruptedException {
        // From the final capsule on the session is the target's: two nodes that seal under the same
        // keys would break AES-GCM.
        long startNanos = System.nanoTime();
        session.freeze(
                late -> inbox.offer(new Arrived.Late(late)),
                capsule -> stream.onNext(RelayMessages.finalCapsule(capsule)));
        Arrived last = tunnelUntil(System.nanoTime() + ANSWER.toNanos(), ANSWER, stream);
        HandoverResponse answer = answer(last);
        if (answer != null && answer.hasRefused() && answer.getRefused().getHasNotSealed()) {
            session.thaw();
            listener.onFailed(MoveListener.Failure.REFUSED, answer.getRefused().getMessage());
            return;
        }
        if (answer != null && answer.hasActivated()) {
            session.release();
            long switchNanos = System.nanoTime() - startNanos;
            isCompleted = true;
            listener.onCompleted(TimeUnit.NANOSECONDS.toMicros(switchNanos), tunnelled);
            tunnelUntil(System.nanoTime() + TUNNEL_LIMIT.toNanos(), TUNNEL_SILENCE, stream);
        } else {
            failAfterFinal(last instanceof Arrived.Ended ended ? ended.reason() : NO_ANSWER);
        }
        session.depart();
    }

    /**
     * Sends on what the peer still sends here.
     *
     * @param silence ends it when no datagram came for so long
     * @return what ended it: the target's answer, the end of the stream, or null for the clock
     */
    private @Nullable Arrived tunnelUntil(
            long endNanos, Duration silence, StreamObserver<HandoverRequest> stream)
            throws InterruptedException {
        while (endNanos - System.nanoTime() > 0) {
            long patience = Math.min(endNanos - System.nanoTime(), silence.toNanos());
            Arrived arrived = inbox.poll(patience, TimeUnit.NANOSECONDS);
            if (!(arrived instanceof Arrived.Late late)) {
                return arrived;
            }
            stream.onNext(RelayMessages.datagram(late.datagram(), System.nanoTime()));
            tunnelled++;
        }
        return null;
    }

    private void failAfterFinal(String reason) {
        listener.onFailed(
                MoveListener.Failure.OUTCOME_UNKNOWN,
                "The target did not confirm the session ("
                        + reason
                        + "). It may run there: look there, else create it anew.");
    }

    private void fail(@Nullable Arrived arrived, MoveListener.Failure onSilence) {
        HandoverResponse answer = answer(arrived);
        if (answer != null && answer.hasRefused()) {
            listener.onFailed(
                    answer.getRefused().getIsRelayMissing()
                            ? MoveListener.Failure.NO_RELAY
                            : MoveListener.Failure.REFUSED,
                    answer.getRefused().getMessage());
        } else if (arrived instanceof Arrived.Ended ended) {
            listener.onFailed(
                    MoveListener.Failure.TARGET_UNREACHABLE,
                    "The target's stream ended ("
                            + ended.reason()
                            + "). Check that the relay address is reachable from this node.");
        } else {
            listener.onFailed(
                    onSilence,
                    onSilence == MoveListener.Failure.PEER_SILENT
                            ? "The peer sent no check to the target. Use the resume path (ICE restart)."
                            : "The target did not answer. Choose another target.");
        }
    }

    private static @Nullable HandoverResponse answer(@Nullable Arrived arrived) {
        return arrived instanceof Arrived.Answer answer ? answer.response() : null;
    }

    private static void cancel(StreamObserver<HandoverRequest> stream) {
        stream.onNext(HandoverRequest.newBuilder().setCancel(Cancel.getDefaultInstance()).build());
    }

    private @Nullable Arrived await(Duration timeout) throws InterruptedException {
        return inbox.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** What reaches the thread that runs the move. */
    private sealed interface Arrived {
        record Answer(HandoverResponse response) implements Arrived {}

        record Late(LateDatagram datagram) implements Arrived {}

        record Ended(String reason) implements Arrived {}
    }

    /** The target's answers; called on gRPC's network thread, so nothing here may block. */
    private final class Answers implements StreamObserver<HandoverResponse> {
        /** A full inbox holds thousands of datagrams: the answer takes the place of one. */
        private void put(Arrived arrived) {
            while (!inbox.offer(arrived)) {
                inbox.poll();
            }
        }

        @Override
        public void onNext(HandoverResponse response) {
            put(new Arrived.Answer(response));
        }

        @Override
        public void onError(Throwable error) {
            put(new Arrived.Ended(String.valueOf(error.getMessage())));
        }

        @Override
        public void onCompleted() {
            put(new Arrived.Ended("the target closed it"));
        }
    }
}
