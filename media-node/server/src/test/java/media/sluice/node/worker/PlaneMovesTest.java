package media.sluice.node.worker;

import static media.sluice.node.worker.PlaneCall.EPOCH;
import static media.sluice.node.worker.PlaneCall.ROOM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import media.sluice.core.ice.IceCredentials;
import media.sluice.core.sim.SimAddresses;
import media.sluice.core.sim.SimNetwork;
import media.sluice.node.counters.Counter;
import media.sluice.node.fault.ErrorCode;
import media.sluice.node.fault.RequestException;
import media.sluice.node.relay.LateDatagram;
import media.sluice.node.relay.Ticket;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A session that goes from the plane of one node to that of another, and what is refused. */
final class PlaneMovesTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration NODE_DELAY = Duration.ofMillis(1);

    private final SimNetwork network = new SimNetwork(1);
    private final PlaneNode source = new PlaneNode(network, "203.0.113.1", 1);
    private final PlaneNode target = new PlaneNode(network, "203.0.113.2", 2);
    private final PlaneCall alice = new PlaneCall(network, 1);
    private final Ticket ticket = new Ticket(ROOM, alice.id);
    private final AtomicInteger firstChecks = new AtomicInteger();

    @BeforeEach
    void openRooms() {
        source.commands().createRoom(ROOM, EPOCH);
        target.commands().createRoom(ROOM, EPOCH);
    }

    /** Alice hears herself through the source. */
    private SessionEntry call() {
        alice.open(source).publish(source);
        alice.hear(source, alice);
        assertThat(network.runUntil(() -> !alice.browser.echoed().isEmpty(), Duration.ofSeconds(5)))
                .isTrue();
        return source.moves().departing(alice.id, EPOCH);
    }

    private SessionEntry accept(byte[] offer) {
        return target.moves().accept(ticket, offer, firstChecks::incrementAndGet);
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable command) {
        assertThatThrownBy(command)
                .isInstanceOf(RequestException.class)
                .extracting(e -> ((RequestException) e).code())
                .isEqualTo(code);
    }

    @Test
    void movesACallWithoutLosingAPacket() {
        SessionEntry leaving = call();
        alice.browser.startMeasuring();
        SessionEntry arriving = accept(source.moves().offer(leaving, null));
        alice.trickle(target.commands().candidates(arriving));
        network.runUntil(() -> firstChecks.get() > 0, SECOND);
        assertThat(firstChecks).as("the client has checked the new address").hasValue(1);

        var late = new ArrayList<LateDatagram>();
        byte[][] last = new byte[1][];
        source.moves().freeze(leaving, late::add, capsule -> last[0] = capsule.clone());
        network.runFor(NODE_DELAY);
        target.moves().prepare(arriving, last[0], () -> {});
        network.runFor(NODE_DELAY);
        target.moves().activate(arriving, () -> {});
        network.runFor(SECOND);
        for (LateDatagram each : late) {
            target.moves().tunnelled(arriving, each.payload(), 0, each.remote());
        }
        source.moves().departed(leaving);
        alice.browser.stopSending();
        network.runFor(SECOND);

        assertThat(alice.browser.echoed()).hasSize(alice.browser.sent()).doesNotHaveDuplicates();
        assertThat(alice.browser.refused()).isZero();
        assertThat(alice.browser.longestGapNanos()).isLessThanOrEqualTo(60_000_000L);
        assertThat(source.counters.value(Counter.SESSIONS_MOVED_OUT)).isEqualTo(1);
        assertThat(target.counters.value(Counter.SESSIONS_MOVED_IN)).isEqualTo(1);
        assertThat(target.counters.value(Counter.SESSIONS_RESUMED_IN)).isZero();
        assertThat(source.commands().openRooms().getFirst().sessionIds()).isEmpty();
        assertThat(target.commands().openRooms().getFirst().sessionIds()).containsExactly(alice.id);
        assertThat(source.events(NodeEvent.SessionEnded.class))
                .containsExactly(
                        new NodeEvent.SessionEnded(ROOM, alice.id, NodeEvent.EndReason.MOVED));
    }

    @Test
    void countsApartWhoCameWithAnIceRestart() {
        SessionEntry leaving = call();
        var now = source.commands().restartIce(alice.id, EPOCH);
        var fresh = IceCredentials.random(new SplittableRandom(5)::nextBytes);
        alice.client.ice().restart(fresh, now.ice());
        source.commands().connectSession(alice.id, alice.peer(), EPOCH);
        SessionEntry arriving = accept(source.moves().offer(leaving, null));
        alice.trickle(target.commands().candidates(arriving));
        network.runUntil(() -> firstChecks.get() > 0, SECOND);

        source.moves()
                .freeze(
                        leaving,
                        each -> true,
                        capsule -> {
                            target.moves().prepare(arriving, capsule.clone(), () -> {});
                            target.moves().activate(arriving, () -> {});
                        });
        int before = alice.browser.echoed().size();
        network.runFor(SECOND);

        assertThat(alice.browser.echoed().size() - before).isGreaterThan(45);
        assertThat(target.counters.value(Counter.SESSIONS_MOVED_IN)).isEqualTo(1);
        assertThat(target.counters.value(Counter.SESSIONS_RESUMED_IN)).isEqualTo(1);
        assertThat(target.counters.value(Counter.HANDSHAKES_DONE)).isZero();
    }

    @Test
    void refusesToMoveWhatIsNotConnected() {
        alice.open(source);
        assertRefused(ErrorCode.WRONG_STATE, () -> source.moves().departing(alice.id, EPOCH));
        assertRefused(ErrorCode.UNKNOWN_SESSION, () -> source.moves().departing("no", EPOCH));
    }

    @Test
    void refusesASessionWithoutRoomOrWithANameInUse() {
        byte[] offer = source.moves().offer(call(), null);
        assertRefused(
                ErrorCode.UNKNOWN_ROOM,
                () -> target.moves().accept(new Ticket("no", alice.id), offer, () -> {}));
        accept(offer);

        assertRefused(ErrorCode.DIFFERENT_CONTENT, () -> accept(offer));
    }

    @Test
    void refusesABentOrTruncatedOfferAndKeepsNothingOfIt() {
        byte[] offer = source.moves().offer(call(), null);
        for (int cut = 0; cut < offer.length; cut += 3) {
            byte[] part = Arrays.copyOf(offer, cut);
            assertRefused(ErrorCode.CORRUPT_CAPSULE, () -> accept(part));
        }

        assertThat(target.commands().openRooms().getFirst().sessionIds()).isEmpty();
        assertThat(target.counters.value(Counter.SESSIONS_OPENED)).isZero();
        assertThat(accept(offer).phase).isEqualTo(SessionEntry.Phase.ARRIVING);
    }

    @Test
    void aFinalCapsuleThatCannotBeReadEndsTheArrivingSession() {
        SessionEntry leaving = call();
        SessionEntry arriving = accept(source.moves().offer(leaving, null));
        byte[][] last = new byte[1][];
        source.moves().freeze(leaving, each -> true, capsule -> last[0] = capsule.clone());

        byte[] half = Arrays.copyOf(last[0], last[0].length / 2);
        assertRefused(
                ErrorCode.CORRUPT_CAPSULE, () -> target.moves().prepare(arriving, half, () -> {}));

        assertThat(arriving.phase).isEqualTo(SessionEntry.Phase.GONE);
        assertRefused(
                ErrorCode.UNKNOWN_SESSION,
                () -> target.moves().prepare(arriving, last[0], () -> {}));
        assertRefused(ErrorCode.UNKNOWN_SESSION, () -> target.moves().activate(arriving, () -> {}));
        assertThat(target.commands().openRooms().getFirst().sessionIds()).isEmpty();
    }

    @Test
    void aSessionThatDidNotLeaveGoesOnWithoutLoss() {
        SessionEntry leaving = call();
        source.moves().offer(leaving, null);
        var late = new ArrayList<LateDatagram>();
        source.moves().freeze(leaving, late::add, capsule -> {});
        assertRefused(ErrorCode.UNKNOWN_SESSION, () -> source.moves().offer(leaving, null));
        assertRefused(
                ErrorCode.UNKNOWN_SESSION,
                () -> source.moves().freeze(leaving, late::add, capsule -> {}));
        int before = alice.browser.echoed().size();
        network.runFor(SECOND);
        assertThat(alice.browser.echoed()).as("frozen").hasSizeLessThan(before + 3);
        assertThat(late).hasSizeGreaterThan(45);

        source.moves().thaw(leaving);
        network.runFor(SECOND);
        alice.browser.stopSending();
        network.runFor(SECOND);

        assertThat(alice.browser.echoed())
                .as("what was tunnelled is heard, too")
                .hasSize(alice.browser.sent())
                .doesNotHaveDuplicates();
        assertThat(source.counters.value(Counter.TUNNELLED_OUT)).isEqualTo(late.size());
    }

    @Test
    void aTunnelThatTakesNoMoreIsCounted() {
        SessionEntry leaving = call();
        source.moves().offer(leaving, null);
        source.moves().freeze(leaving, each -> false, capsule -> {});

        network.runFor(SECOND);

        assertThat(source.counters.value(Counter.TUNNEL_OVERFLOW)).isGreaterThan(45);
        assertThat(source.counters.value(Counter.TUNNELLED_OUT)).isZero();
    }

    @Test
    void whatComesForASessionThatHasMovedOnGoesOnToo() {
        SessionEntry leaving = call();
        source.moves().offer(leaving, null);
        var late = new ArrayList<LateDatagram>();
        source.moves().freeze(leaving, late::add, capsule -> {});
        byte[] payload = {1, 2, 3};

        source.moves().tunnelled(leaving, payload, 0, SimAddresses.v4("192.0.2.1", 1));

        assertThat(late).extracting(LateDatagram::payload).containsExactly(payload);
        source.moves().departed(leaving);
        source.moves().tunnelled(leaving, payload, 0, SimAddresses.v4("192.0.2.1", 1));
        assertThat(late).hasSize(1);
        assertThat(source.counters.value(Counter.TUNNEL_TOO_LATE)).isEqualTo(1);
    }

    @Test
    void anArrivingSessionThatIsForgottenLeavesItsPlaceFree() {
        byte[] offer = source.moves().offer(call(), null);
        SessionEntry first = accept(offer);
        target.moves().forget(first);
        target.moves().forget(first);

        SessionEntry second = accept(offer);

        assertThat(first.phase).isEqualTo(SessionEntry.Phase.GONE);
        assertThat(second.port()).as("a port the client has not tried").isNotEqualTo(first.port());
        List<String> there = target.commands().openRooms().getFirst().sessionIds();
        assertThat(there).containsExactly(alice.id);
    }
}
