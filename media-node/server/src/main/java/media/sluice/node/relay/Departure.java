package media.sluice.node.relay;

import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import media.sluice.node.fault.ErrorCode;
import media.sluice.node.fault.RequestException;
import media.sluice.proto.relay.v1alpha1.HandoverRequest;
import media.sluice.proto.relay.v1alpha1.HandoverResponse;
import media.sluice.proto.relay.v1alpha1.HandoverServiceGrpc;
import org.jspecify.annotations.Nullable;

/**
 * The source's side of one move. Runs on the virtual thread that calls {@link #run}; the stream's
 * answers and the worker's late datagrams meet in one bounded inbox. Two words are said where they
 * are due, as nothing flows until they are: Final by the worker, Go by the network's thread.
 *
 * <pre>
 *  offering ──Accepted──► offered ──TakeOver──► frozen, Final sent ──Ready──► Go sent ──Activated──► tunnelling ──► departed
 *     └─────── Refused, end, time-out ─────────────────┘                        ├── Refused, nothing sealed: the session stays
 *               the session stays                                               └── anything else: it is the target's, if anybody's
 * </pre>
 *
 * A target that does not know Go may seal from Final on: then Final counts as Go.
 */
public final class Departure {

    /** Answer of the target to an offer, and of its worker to Go. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /**
     * From Final to Ready. The session is silent meanwhile, and to give up is safe: a target takes
     * some 10 ms, one that has just started on a crowded machine more than a second, and a client
     * bears 2.5 without leaving its path.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** The tunnel closes when the peer has sent nothing here for so long. */
    private static final Duration TUNNEL_SILENCE = Duration.ofSeconds(5);

    /** And at last: by then a client has given up a path on which nobody answers its checks. */
    private static final Duration TUNNEL_LIMIT = Duration.ofSeconds(40);

    private static final String NO_ANSWER = "no answer to Go";

    private static final int INBOX_CAPACITY = 4_096;

    private final DepartingSession session;
    private final @Nullable TrunkEnd trunk;
    private final MoveListener listener;
    private final Duration patience;
    private final BlockingQueue<Arrived> inbox = new LinkedBlockingQueue<>(INBOX_CAPACITY);
    private final AtomicReference<Step> step = new AtomicReference<>(Step.OFFERED);
    private final ReentrantLock sending = new ReentrantLock();
    private volatile @Nullable StreamObserver<HandoverRequest> stream;
    private int tunnelled;
    private boolean waitsForGo;
    private boolean isCompleted;

    /** {@code trunk} leads to the target; null when the session needs none. */
    public Departure(DepartingSession session, @Nullable TrunkEnd trunk, MoveListener listener) {
        this(session, trunk, listener, PATIENCE);
    }

    /** {@code patience}: how long the session is silent for a target that is not ready. */
    Departure(
            DepartingSession session,
            @Nullable TrunkEnd trunk,
            MoveListener listener,
            Duration patience) {
        this.patience = patience;
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
        StreamObserver<HandoverRequest> opened =
                target.withExecutor(Runnable::run).handover(new Answers());
        stream = opened;
        try {
            say(RelayMessages.offer(ticket, session.sessionId(), session.offer(trunk)));
            if (isAccepted(await(ANSWER)) && isTakeOver(await(peerTimeout))) {
                freezeAndTunnel();
            }
            opened.onCompleted();
        } catch (RequestException e) {
            if (isCompleted) {
                // The node stops while the tunnel is open: the session has moved all the same.
                return;
            }
            say(RelayMessages.cancel());
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
            waitsForGo = answer.getAccepted().getWaitsForGo();
            listener.onOffered(
                    answer.getAccepted().getCandidatesList().stream()
                            .map(RelayMessages::candidate)
                            .toList());
            return true;
        }
        fail(arrived, MoveListener.Failure.TARGET_UNREACHABLE);
        return false;
    }

    private boolean isTakeOver(@Nullable Arrived arrived) {
        HandoverResponse answer = answer(arrived);
        if (answer != null && answer.hasTakeOver()) {
            return true;
        }
        say(RelayMessages.cancel());
        fail(arrived, MoveListener.Failure.PEER_SILENT);
        return false;
    }

    private void freezeAndTunnel() throws InterruptedException {
        long startNanos = System.nanoTime();
        session.freeze(
                late -> inbox.offer(new Arrived.Late(late)),
                capsule -> {
                    step.set(waitsForGo ? Step.FROZEN : Step.GONE);
                    say(RelayMessages.finalCapsule(capsule));
                });
        if (waitsForGo) {
            Arrived word = tunnelUntil(System.nanoTime() + patience.toNanos(), patience);
            if (!isReady(word) && step.compareAndSet(Step.FROZEN, Step.KEPT)) {
                session.thaw();
                say(RelayMessages.cancel());
                fail(word, MoveListener.Failure.TARGET_UNREACHABLE);
                return;
            }
        }
        // From Go on the session is the target's: two nodes that seal under the same keys would
        // break AES-GCM.
        Arrived last;
        do {
            last = tunnelUntil(System.nanoTime() + ANSWER.toNanos(), ANSWER);
        } while (isReady(last));
        HandoverResponse answer = answer(last);
        if (answer != null && answer.hasRefused() && answer.getRefused().getHasNotSealed()) {
            session.thaw();
            fail(last, MoveListener.Failure.REFUSED);
            return;
        }
        if (answer != null && answer.hasActivated()) {
            session.release();
            long switchNanos = System.nanoTime() - startNanos;
            isCompleted = true;
            listener.onCompleted(TimeUnit.NANOSECONDS.toMicros(switchNanos), tunnelled);
            tunnelUntil(System.nanoTime() + TUNNEL_LIMIT.toNanos(), TUNNEL_SILENCE);
        } else {
            failAfterFinal(last instanceof Arrived.Ended ended ? ended.reason() : NO_ANSWER);
        }
        session.depart();
    }

    private static boolean isReady(@Nullable Arrived arrived) {
        HandoverResponse answer = answer(arrived);
        return answer != null && answer.hasReady();
    }

    /**
     * Sends on what the peer still sends here.
     *
     * @param silence ends it when no datagram came for so long
     * @return what ended it: the target's answer, the end of the stream, or null for the clock
     */
    private @Nullable Arrived tunnelUntil(long endNanos, Duration silence)
            throws InterruptedException {
        while (endNanos - System.nanoTime() > 0) {
            long patience = Math.min(endNanos - System.nanoTime(), silence.toNanos());
            Arrived arrived = inbox.poll(patience, TimeUnit.NANOSECONDS);
            if (!(arrived instanceof Arrived.Late late)) {
                return arrived;
            }
            say(RelayMessages.datagram(late.datagram(), System.nanoTime()));
            tunnelled++;
            listener.onTunnelled();
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
                            + "), and the session stays here. Check that the relay address is"
                            + " reachable from this node.");
        } else {
            listener.onFailed(
                    onSilence,
                    onSilence == MoveListener.Failure.PEER_SILENT
                            ? "The peer sent no check to the target. Use the resume path (ICE restart)."
                            : "The target did not answer in time, and the session stays here."
                                    + " Choose another target.");
        }
    }

    private static @Nullable HandoverResponse answer(@Nullable Arrived arrived) {
        return arrived instanceof Arrived.Answer answer ? answer.response() : null;
    }

    /** From three threads, of which gRPC must hear one at a time; never waits for the network. */
    private void say(HandoverRequest request) {
        StreamObserver<HandoverRequest> to = stream;
        if (to == null) {
            throw new IllegalStateException("nothing is said before the stream is open");
        }
        sending.lock();
        try {
            to.onNext(request);
        } finally {
            sending.unlock();
        }
    }

    private @Nullable Arrived await(Duration timeout) throws InterruptedException {
        return inbox.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Whose the session is; of Go and giving up only one can be first. */
    private enum Step {
        /** The source's, and live. */
        OFFERED,
        /** The source's, and frozen: Ready makes it the target's, a thaw keeps it. */
        FROZEN,
        /** The source's for good. */
        KEPT,
        /** The target's. */
        GONE
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
            if (response.hasReady() && step.compareAndSet(Step.FROZEN, Step.GONE)) {
                say(RelayMessages.go());
            }
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
