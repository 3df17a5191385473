package media.sluice.node.relay;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import media.sluice.node.fault.ErrorCode;
import media.sluice.node.fault.RequestException;
import media.sluice.proto.relay.v1alpha1.Datagram;
import media.sluice.proto.relay.v1alpha1.HandoverRequest;
import media.sluice.proto.relay.v1alpha1.HandoverResponse;
import media.sluice.proto.relay.v1alpha1.Offer;
import org.jspecify.annotations.Nullable;

/**
 * The target's side of one move, on one stream, whose messages come one at a time: those that may
 * wait for the worker from a virtual thread, Final and Go straight from gRPC's. The worker's words
 * (first check, ready, live) come from yet another, so sending takes a lock, never held while
 * anybody is waited for.
 *
 * <pre>
 *  Offer ──► arriving ──Final──► ready, silent ──Go──► ours
 *               └──────────────────┴── Cancel, a fault, the end of the stream: forgotten, nothing was sealed
 * </pre>
 */
final class Handover implements StreamObserver<HandoverRequest> {

    private final Tickets tickets;
    private final Arrivals arrivals;
    private final StreamObserver<HandoverResponse> answers;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable ArrivingSession session;
    private volatile boolean waitsForGo;
    private boolean isAccepted;
    private boolean hasFirstCheck;
    private volatile @Nullable CompletableFuture<?> preparation;
    private volatile @Nullable CompletableFuture<?> activation;
    private volatile boolean isOurs;
    private boolean isEnded;

    Handover(Tickets tickets, Arrivals arrivals, StreamObserver<HandoverResponse> answers) {
        this.tickets = tickets;
        this.arrivals = arrivals;
        this.answers = answers;
    }

    /**
     * Final and Go in their turn, while no media flows: no thread is woken but the worker's. What
     * they are refused for is done by {@link #onNext}.
     */
    boolean isDoneAtOnce(HandoverRequest request) {
        ArrivingSession arriving = session;
        if (arriving == null) {
            return false;
        }
        if (request.hasFinal() && preparation == null) {
            prepare(arriving, request.getFinal().getCapsule().toByteArray());
            return true;
        }
        if (request.hasGo() && preparation != null && activation == null) {
            activate(arriving, System.nanoTime());
            return true;
        }
        return false;
    }

    @Override
    public void onNext(HandoverRequest request) {
        try {
            switch (request.getMessageCase()) {
                case OFFER -> accept(request.getOffer());
                case FINAL ->
                        refuse(
                                "Final comes once, after an accepted offer. Update the source node.");
                case GO -> refuse("Go comes once, after Ready. Update the source node.");
                case DATAGRAM -> tunnelled(request.getDatagram());
                case CANCEL -> forget();
                case MESSAGE_NOT_SET -> refuse("The message is empty. Update the source node.");
            }
        } catch (RequestException e) {
            refuse(e);
        }
    }

    private void accept(Offer offer) {
        if (session != null) {
            refuse("The stream carries one offer only. Open another stream.");
            return;
        }
        Ticket ticket = tickets.redeem(offer.getTicket());
        if (!ticket.sessionId().equals(offer.getSessionId())) {
            refuse("The ticket is for another session. Call PrepareMove for this one.");
            return;
        }
        waitsForGo = offer.getSendsGo();
        ArrivingSession arriving =
                arrivals.accept(ticket, offer.getCapsule().toByteArray(), this::firstCheckCame);
        session = arriving;
        lock.lock();
        try {
            send(RelayMessages.accepted(arriving.candidates(), waitsForGo));
            isAccepted = true;
            if (hasFirstCheck) {
                send(RelayMessages.takeOver());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Called on the worker, perhaps before the offer is answered: then the word follows. */
    private void firstCheckCame() {
        lock.lock();
        try {
            hasFirstCheck = true;
            if (isAccepted) {
                send(RelayMessages.takeOver());
            }
        } finally {
            lock.unlock();
        }
    }

    private void prepare(ArrivingSession arriving, byte[] capsule) {
        long beganNanos = System.nanoTime();
        Runnable onReady =
                waitsForGo
                        ? () -> send(RelayMessages.ready(System.nanoTime() - beganNanos))
                        : () -> {};
        preparation = watched(arriving.prepare(capsule, onReady));
        if (!waitsForGo) {
            activate(arriving, beganNanos);
        }
    }

    /** A refusal in here is one before anything was sealed: the source takes the session back. */
    private void activate(ArrivingSession arriving, long beganNanos) {
        activation =
                watched(
                        arriving.activate(() -> {
                            isOurs = true;
                            send(RelayMessages.activated(System.nanoTime() - beganNanos));
                        }));
    }

    /** The worker, which ends it, must not wait for what a refusal takes. */
    private CompletableFuture<?> watched(CompletableFuture<?> step) {
        var _ =
                step.whenComplete((done, fault) -> {
                    if (fault != null) {
                        Thread.ofVirtual().name("handover-fault").start(() -> onFault(fault));
                    }
                });
        return step;
    }

    private void onFault(Throwable fault) {
        if (fault instanceof RequestException refusal) {
            refuse(refusal);
        } else {
            // Nobody knows what such a session has done: the end of the stream says no more.
            fail(fault);
        }
    }

    /** Those of before Go are kept by the session. */
    private void tunnelled(Datagram datagram) {
        ArrivingSession arriving = session;
        if (arriving != null && preparation != null) {
            arriving.datagram(
                    datagram.getPayload().toByteArray(),
                    datagram.getAgeMicros() * 1_000L,
                    RelayMessages.address(datagram.getPeerAddress()));
        }
    }

    /** What is ours stays, whatever the source says; so what is under way is waited for. */
    private void forget() {
        settle(preparation);
        settle(activation);
        ArrivingSession arriving = takeUnlessOurs();
        if (arriving != null) {
            arriving.forget();
        }
    }

    private static void settle(@Nullable CompletableFuture<?> step) {
        if (step != null) {
            step.handle((done, fault) -> true).join();
        }
    }

    private @Nullable ArrivingSession takeUnlessOurs() {
        lock.lock();
        try {
            ArrivingSession taken = isOurs ? null : session;
            if (taken != null) {
                session = null;
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void refuse(RequestException fault) {
        boolean isRelayMissing =
                fault.code() == ErrorCode.NOT_IN_ROOM || fault.code() == ErrorCode.NO_TRUNK;
        refuse(String.valueOf(fault.getMessage()), isRelayMissing);
    }

    private void refuse(String message) {
        refuse(message, false);
    }

    private void refuse(String message, boolean isRelayMissing) {
        // First, so that what the answer says of the keys is true when it arrives.
        forget();
        send(RelayMessages.refused(message, !isOurs, isRelayMissing));
    }

    private void fail(Throwable fault) {
        forget();
        lock.lock();
        try {
            if (!isEnded) {
                isEnded = true;
                answers.onError(Status.INTERNAL.withCause(fault).asRuntimeException());
            }
        } finally {
            lock.unlock();
        }
    }

    private void send(HandoverResponse response) {
        lock.lock();
        try {
            if (!isEnded) {
                answers.onNext(response);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onError(Throwable error) {
        end();
    }

    @Override
    public void onCompleted() {
        lock.lock();
        try {
            if (!isEnded) {
                answers.onCompleted();
            }
        } finally {
            lock.unlock();
        }
        end();
    }

    private void end() {
        lock.lock();
        try {
            isEnded = true;
        } finally {
            lock.unlock();
        }
        forget();
    }
}
