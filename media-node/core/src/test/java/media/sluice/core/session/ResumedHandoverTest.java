package media.sluice.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.sim.SimIceClient.Habit;
import media.sluice.core.sim.SimNat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that never follow to another node, and are moved by an ICE restart instead. */
class ResumedHandoverTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** A call of a client that ignores late candidates, behind a NAT that keeps checks of B out. */
    private static CallFixture call(Habit habit, long seed) {
        var call = new CallFixture(habit, SrtpProfile.AEAD_AES_128_GCM, seed);
        call.clientNode.behind(new SimNat("198.51.100.1", SimNat.Filtering.ADDRESS));
        return call.connect();
    }

    /** The client restarts ICE; A knows both ends' new credentials before the move. */
    private static void restart(CallFixture call) {
        var newServer = call.a.session.restartIce();
        var newClient = call.credentials();
        call.a.session.connect(newClient, List.of(call.browser.fingerprint()));
        call.client.ice().restart(newClient, newServer);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void anIceRestartTakesTheCallToTheTargetWithoutHandshakeOrLoss(long seed) {
        var call = call(Habit.STUBBORN, seed);
        call.browser.startMeasuring();

        restart(call);
        var move = new MoveFixture(call, true);
        move.begin();
        call.network.runFor(Duration.ofSeconds(3));
        call.browser.stopSending();
        call.network.runFor(SECOND);

        assertAtTarget(call, move);
        call.assertNothingLostUp(call.a, move.b());
        call.assertNothingLostDown();
        assertThat(call.browser.longestGapNanos()).isLessThanOrEqualTo(60_000_000L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void alsoOfAClientThatForgetsItsOldPathFirst(long seed) {
        var call = call(Habit.PION, seed);
        call.browser.startMeasuring();

        restart(call);
        var move = new MoveFixture(call, true);
        move.begin();
        call.network.runFor(Duration.ofSeconds(3));

        assertAtTarget(call, move);
        assertThat(call.browser.longestGapNanos())
                .as("two round trips of 50 ms, and what the nodes and the client need")
                .isLessThanOrEqualTo(300_000_000L);
        assertThat(move.b().received).hasSizeGreaterThan(100);
    }

    private static void assertAtTarget(CallFixture call, MoveFixture move) {
        assertThat(move.b().session.mode()).isEqualTo(SessionMode.ACTIVE);
        assertThat(move.b().events).contains(new SessionEvent.IceRestarted());
        assertThat(call.client.ice().selected())
                .extracting("remote")
                .isEqualTo(CallFixture.SERVER_B);
        assertThat(call.handshakers).as("handshakes").isEqualTo(1);
        assertThat(call.browser.refused()).isZero();
        assertThat(call.engine.nonceReuses()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"STUBBORN", "PION"})
    void whoCannotReachTheTargetIsServedAtTheSourceUnderTheSameRestart(Habit habit) {
        var call = call(habit, 5);
        restart(call);
        var move = new MoveFixture(call, false);
        move.begin();
        call.network.runFor(SECOND);
        int before = call.a.received.size();

        call.trickle(CallFixture.SERVER_A, call.a.session);
        call.network.runFor(SECOND);

        assertThat(move.b().session.mode()).isEqualTo(SessionMode.ACCEPTOR);
        assertThat(call.a.received.size() - before).isGreaterThan(30);
        assertThat(call.handshakers).isEqualTo(1);
        assertThat(call.engine.nonceReuses()).isZero();
    }

    @Test
    void aCheckUnderTheOldCredentialsAlsoTakesOver() {
        var call = CallFixture.chromium(6).connect();
        call.a.session.restartIce();
        call.a.session.connect(call.credentials(), List.of(call.browser.fingerprint()));
        var move = new MoveFixture(call, true);

        move.begin();
        call.network.runFor(SECOND);

        assertThat(move.b().session.mode()).isEqualTo(SessionMode.ACTIVE);
        assertThat(move.b().session.localUfrags()).as("the restart goes on").hasSize(2);
    }
}
