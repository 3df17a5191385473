package media.sluice.node.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import media.sluice.core.wire.TransportAddress;
import media.sluice.node.fault.ErrorCode;
import media.sluice.node.fault.RequestException;
import media.sluice.proto.relay.v1alpha1.HandoverRequest;
import media.sluice.proto.relay.v1alpha1.HandoverResponse;
import media.sluice.proto.relay.v1alpha1.Offer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The target's side of one move: what each message does, in and out of order. */
@Timeout(30)
final class HandoverTest {

    private final Tickets tickets = new Tickets(() -> 0);
    private final FakeSession session = new FakeSession();
    private final List<String> answers = new CopyOnWriteArrayList<>();
    private volatile HandoverResponse last = HandoverResponse.getDefaultInstance();
    private boolean isCompleted;
    private final Handover handover =
            new Handover(tickets, (ticket, capsule, onFirstCheck) -> session, new Answers());

    /** As gRPC's thread and the virtual one behind it do. */
    private void receive(HandoverRequest request) {
        if (!handover.isDoneAtOnce(request)) {
            handover.onNext(request);
        }
    }

    private void offer(boolean sendsGo) {
        String ticket = tickets.issue(new Ticket("room", "session"));
        receive(
                HandoverRequest.newBuilder()
                        .setOffer(
                                Offer.newBuilder()
                                        .setTicket(ticket)
                                        .setSessionId("session")
                                        .setSendsGo(sendsGo))
                        .build());
    }

    private void finalCapsule() {
        receive(RelayMessages.finalCapsule(new byte[] {1}));
    }

    private void go() {
        receive(RelayMessages.go());
    }

    private void late(int number) {
        receive(
                RelayMessages.datagram(
                        new LateDatagram(
                                new byte[] {(byte) number},
                                0,
                                TransportAddress.ofIpv4(0x7F000001, 5)),
                        0));
    }

    @Test
    void goesInTwoSteps() {
        offer(true);
        finalCapsule();
        late(1);
        assertThat(session.told).containsExactly("prepare", "late 1");
        go();
        late(2);

        assertThat(session.told).containsExactly("prepare", "late 1", "activate", "late 2");
        assertThat(answers).containsExactly("ACCEPTED", "READY", "ACTIVATED");
        handover.onCompleted();
        assertThat(session.told).doesNotContain("forget");
        assertThat(isCompleted).isTrue();
    }

    @Test
    void takesOneStepWithASourceThatKnowsNoOther() {
        offer(false);
        assertThat(last.getAccepted().getWaitsForGo()).isFalse();
        finalCapsule();

        assertThat(session.told).containsExactly("prepare", "activate");
        assertThat(answers).containsExactly("ACCEPTED", "ACTIVATED");
    }

    @Test
    void neverBeginsWithoutGo() {
        offer(true);
        assertThat(last.getAccepted().getWaitsForGo()).isTrue();
        finalCapsule();
        handover.onError(new IllegalStateException("the stream broke"));

        assertThat(session.told).containsExactly("prepare", "forget");
    }

    @Test
    void forgetsWhatItHasTakenInWhenTheSourceGivesUp() {
        offer(true);
        finalCapsule();
        receive(RelayMessages.cancel());
        go();

        assertThat(session.told).containsExactly("prepare", "forget");
        assertRefused(true, "Go comes once, after Ready");
    }

    @Test
    void forgetsWhatItHasTakenInWhenTheStreamIsClosed() {
        offer(true);
        finalCapsule();
        handover.onCompleted();

        assertThat(session.told).containsExactly("prepare", "forget");
    }

    @Test
    void refusesGoBeforeFinal() {
        offer(true);
        go();

        assertThat(session.told).containsExactly("forget");
        assertRefused(true, "Go comes once, after Ready");
    }

    @Test
    void refusesGoWithoutOffer() {
        go();

        assertRefused(true, "Go comes once, after Ready");
    }

    @Test
    void aSecondGoChangesNothingAndIsNotSaidToBeHarmless() {
        offer(true);
        finalCapsule();
        go();
        go();
        late(1);

        assertThat(session.told).containsExactly("prepare", "activate", "late 1");
        assertRefused(false, "Go comes once, after Ready");
    }

    @Test
    void aSecondFinalEndsWhatIsNotOursYet() {
        offer(true);
        finalCapsule();
        finalCapsule();

        assertThat(session.told).containsExactly("prepare", "forget");
        assertRefused(true, "Final comes once");
    }

    @Test
    void aSecondFinalChangesNothingAfterGo() {
        offer(true);
        finalCapsule();
        go();
        finalCapsule();

        assertThat(session.told).containsExactly("prepare", "activate");
        assertRefused(false, "Final comes once");
    }

    @Test
    void cancelComesTooLateAfterGo() {
        offer(true);
        finalCapsule();
        go();
        receive(RelayMessages.cancel());
        late(1);

        assertThat(session.told).containsExactly("prepare", "activate", "late 1");
    }

    @Test
    void aCapsuleThatCannotBeUsedIsRefusedWithNothingSealed() {
        session.fault = new RequestException(ErrorCode.CORRUPT_CAPSULE, "The capsule is bent.");
        offer(true);
        finalCapsule();

        assertRefused(true, "bent");
        assertThat(session.told).containsExactly("prepare", "forget");
    }

    @Test
    void aFaultAfterGoAndBeforeTheFirstPacketIsRefusedWithNothingSealed() {
        offer(true);
        finalCapsule();
        session.fault = new RequestException(ErrorCode.CORRUPT_CAPSULE, "The trunk has ended.");
        go();

        assertRefused(true, "trunk");
        assertThat(session.told).containsExactly("prepare", "activate", "forget");
    }

    private void assertRefused(boolean hasNotSealed, String words) {
        while (answers.isEmpty() || !answers.getLast().equals("REFUSED")) {
            Thread.onSpinWait();
        }
        assertThat(last.getRefused().getHasNotSealed()).isEqualTo(hasNotSealed);
        assertThat(last.getRefused().getMessage()).contains(words);
    }

    private final class Answers implements StreamObserver<HandoverResponse> {
        @Override
        public void onNext(HandoverResponse response) {
            last = response;
            answers.add(response.getMessageCase().name());
        }

        @Override
        public void onError(Throwable error) {
            throw new AssertionError(error);
        }

        @Override
        public void onCompleted() {
            isCompleted = true;
        }
    }

    /** Writes down what it is told; fails while a fault is set. */
    private static final class FakeSession implements ArrivingSession {
        private final List<String> told = new CopyOnWriteArrayList<>();
        private @Nullable RequestException fault;

        @Override
        public List<Candidate> candidates() {
            return List.of();
        }

        @Override
        public CompletableFuture<?> prepare(byte[] finalCapsule, Runnable onReady) {
            told.add("prepare");
            return done(onReady);
        }

        @Override
        public CompletableFuture<?> activate(Runnable onLive) {
            told.add("activate");
            return done(onLive);
        }

        private CompletableFuture<?> done(Runnable word) {
            if (fault != null) {
                return CompletableFuture.failedFuture(fault);
            }
            word.run();
            return CompletableFuture.completedFuture(true);
        }

        @Override
        public void datagram(byte[] payload, long ageNanos, TransportAddress remote) {
            told.add("late " + payload[0]);
        }

        @Override
        public void forget() {
            told.add("forget");
        }
    }
}
