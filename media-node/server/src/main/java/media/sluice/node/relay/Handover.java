package media.sluice.node.relay;

import io.grpc.stub.StreamObserver;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import media.sluice.node.fault.ErrorCode;
import media.sluice.node.fault.RequestException;
import media.sluice.proto.relay.v1alpha1.Activated;
import media.sluice.proto.relay.v1alpha1.Datagram;
import media.sluice.proto.relay.v1alpha1.HandoverRequest;
import media.sluice.proto.relay.v1alpha1.HandoverResponse;
import media.sluice.proto.relay.v1alpha1.Offer;
import org.jspecify.annotations.Nullable;

/**
 * The target's side of one move, on one stream. gRPC calls it one message at a time; the worker's
 * word of the first check comes from another thread, so sending takes a lock, never held while
 * anybody is waited for.
 */
final class Handover implements StreamObserver<HandoverRequest> {

    private final Tickets tickets;
    private final Arrivals arrivals;
    private final StreamObserver<HandoverResponse> answers;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable ArrivingSession session;
    private boolean isAccepted;
    private boolean hasFirstCheck;
    private boolean isOurs;
    private boolean isEnded;

    Handover(Tickets tickets, Arrivals arrivals, StreamObserver<HandoverResponse> answers) {
        this.tickets = tickets;
        this.arrivals = arrivals;
        this.answers = answers;
    }

    @Override
    public void onNext(HandoverRequest request) {
        try {
            switch (request.getMessageCase()) {
                case OFFER -> accept(request.getOffer());
                case FINAL -> activate(request.getFinal().getCapsule().toByteArray());
                case DATAGRAM -> tunnelled(request.getDatagram());
                case CANCEL -> forget();
                case MESSAGE_NOT_SET -> refuse("The message is empty. Update the source node.");
            }
        } catch (RequestException e) {
            boolean isRelayMissing =
                    e.code() == ErrorCode.NOT_IN_ROOM || e.code() == ErrorCode.NO_TRUNK;
            refuse(String.valueOf(e.getMessage()), true, isRelayMissing);
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
        ArrivingSession arriving =
                arrivals.accept(ticket, offer.getCapsule().toByteArray(), this::firstCheckCame);
        session = arriving;
        lock.lock();
        try {
            send(RelayMessages.accepted(arriving.candidates()));
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

    private void activate(byte[] capsule) {
        ArrivingSession arriving = session;
        if (arriving == null || isOurs) {
            refuse("Final comes once, after an accepted offer. Update the source node.");
            return;
        }
        // A refusal in here is one before anything was sealed: the source takes the session back.
        long micros = TimeUnit.NANOSECONDS.toMicros(arriving.activate(capsule));
        isOurs = true;
        send(
                HandoverResponse.newBuilder()
                        .setActivated(Activated.newBuilder().setActivationMicros(micros))
                        .build());
    }

    private void tunnelled(Datagram datagram) {
        if (session != null && isOurs) {
            session.datagram(
                    datagram.getPayload().toByteArray(),
                    TimeUnit.MICROSECONDS.toNanos(datagram.getAgeMicros()),
                    RelayMessages.address(datagram.getPeerAddress()));
        }
    }

    private void forget() {
        if (session != null && !isOurs) {
            session.forget();
        }
        session = null;
    }

    private void refuse(String message) {
        refuse(message, !isOurs, false);
    }

    private void refuse(String message, boolean hasNotSealed, boolean isRelayMissing) {
        // First, so that what the answer says of the keys is true when it arrives.
        forget();
        send(RelayMessages.refused(message, hasNotSealed, isRelayMissing));
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
