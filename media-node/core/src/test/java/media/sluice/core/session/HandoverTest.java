package media.sluice.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import media.sluice.core.crypto.CertificateFingerprint;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.sim.SimIceClient.Habit;
import media.sluice.core.sim.SimLink;
import media.sluice.core.sim.SimNat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandoverTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final long MAX_GAP_NANOS = 60_000_000L;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void movesWithoutLosingAPacket(long seed) {
        var call = CallFixture.chromium(seed).connect();

        var move = moveWhileMeasuring(call);

        assertMoved(call, move);
        assertThat(move.b().session.reception().roundTripNanos())
                .as("25 ms each way, as its own checks show")
                .isBetween(50_000_000L, 60_000_000L);
    }

    /** Moves a call to B, and waits until what is under way has arrived. */
    private static MoveFixture moveWhileMeasuring(CallFixture call) {
        var move = new MoveFixture(call, true);
        call.browser.startMeasuring();
        move.begin();
        call.network.runFor(Duration.ofSeconds(3));
        call.browser.stopSending();
        call.network.runFor(SECOND);
        return move;
    }

    private static void assertMoved(CallFixture call, MoveFixture move) {
        assertThat(move.b().session.mode()).isEqualTo(SessionMode.ACTIVE);
        assertThat(move.b().received).hasSizeGreaterThan(100);
        assertThat(call.client.ice().selected())
                .extracting("remote")
                .isEqualTo(CallFixture.SERVER_B);
        call.assertNothingLostUp(call.a, move.b());
        call.assertNothingLostDown();
        assertThat(call.browser.longestGapNanos()).isLessThanOrEqualTo(MAX_GAP_NANOS);
        assertThat(call.handshakers).as("handshakes").isEqualTo(1);
        assertThat(call.browser.refused()).isZero();
        assertThat(call.engine.nonceReuses()).isZero();
        assertThat(move.b().events)
                .contains(new SessionEvent.StateChanged(SessionState.CONNECTED, ""));
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void movesAClientThatIgnoresLateCandidates(SrtpProfile profile) {
        var call = new CallFixture(Habit.FIREFOX, profile, 3).connect();

        var move = moveWhileMeasuring(call);

        assertMoved(call, move);
    }

    @Test
    void movesAClientBehindAFilteringNatByTrickleAlone() {
        var call = CallFixture.chromium(4);
        call.clientNode.behind(new SimNat("198.51.100.1", SimNat.Filtering.ADDRESS_AND_PORT));
        call.connect();

        var move = moveWhileMeasuring(call);

        assertMoved(call, move);
    }

    @Test
    void movesOnALossyNetwork() {
        var call = CallFixture.chromium(5).connect();
        var lossy =
                SimLink.delay(Duration.ofMillis(25))
                        .withLoss(0.1)
                        .withJitter(Duration.ofMillis(8))
                        .withReordering(0.02, Duration.ofMillis(15));
        call.network.connect(call.clientNode, call.nodeA, lossy);
        var move = new MoveFixture(call, true);

        move.begin();
        call.network.runFor(Duration.ofMillis(2));
        call.network.connect(call.clientNode, move.nodeB(), lossy);
        call.network.runFor(Duration.ofSeconds(5));

        assertThat(move.b().session.mode()).isEqualTo(SessionMode.ACTIVE);
        assertThat(move.b().received).hasSizeGreaterThan(150);
        assertThat(call.browser.echoed()).doesNotHaveDuplicates();
        assertThat(call.engine.nonceReuses()).isZero();
        assertThat(call.browser.refused()).isZero();
    }

    @Test
    void aMoveThatNobodyFollowsChangesNothing() {
        var call = new CallFixture(Habit.STUBBORN, SrtpProfile.AEAD_AES_128_GCM, 6);
        call.clientNode.behind(new SimNat("198.51.100.1", SimNat.Filtering.ADDRESS));
        call.connect();

        var move = moveWhileMeasuring(call);

        assertThat(move.b().session.mode()).isEqualTo(SessionMode.ACCEPTOR);
        assertThat(move.b().session.iceCounters().checksSent()).isEqualTo(40);
        call.assertNothingLostUp(call.a);
        call.assertNothingLostDown();
        assertThat(call.browser.longestGapNanos()).isEqualTo(20_000_000L);
    }

    @Test
    void goesBackWhenTheTargetDiesBeforeTheFinalCapsule() {
        var call = CallFixture.chromium(7).connect();
        call.browser.startMeasuring();

        Handover.freeze(call.a.session);
        call.network.runFor(Duration.ofMillis(30));
        assertThat(call.a.session.isWritable()).isFalse();
        Handover.thaw(call.a.session);
        Handover.takeKept(call.a.session);
        call.network.runFor(SECOND);
        call.browser.stopSending();
        call.network.runFor(SECOND);

        call.assertNothingLostUp(call.a);
        call.assertNothingLostDown();
        assertThat(call.browser.longestGapNanos()).isLessThanOrEqualTo(MAX_GAP_NANOS);
        assertThat(call.engine.nonceReuses()).isZero();
    }

    @Test
    void answersNoCheckOnceHandedOver() {
        var call = CallFixture.chromium(21).connect();
        Handover.freeze(call.a.session);
        long answered = call.a.session.iceCounters().validChecks();

        call.network.runFor(Duration.ofSeconds(4));

        assertThat(call.a.session.iceCounters().validChecks()).isEqualTo(answered);
        assertThat(call.a.session.counters().drops(SessionDrop.HANDED_OVER)).isPositive();
    }

    @Test
    void lettingTheTrickledCandidateArriveFirstItSendsNoCheckAtOnce() {
        var call = CallFixture.chromium(22).connect();
        var move = new MoveFixture(call, false);

        move.begin();
        call.network.runFor(Duration.ofMillis(140));
        assertThat(move.b().session.iceCounters().checksSent()).isZero();
        call.network.runFor(Duration.ofMillis(40));

        assertThat(move.b().session.iceCounters().checksSent()).isPositive();
    }

    @Test
    void movesOnAfterAMove() {
        var call = CallFixture.chromium(8).connect();
        var first = new MoveFixture(call, true);
        first.begin();
        call.network.runFor(Duration.ofSeconds(2));
        call.a.session.close();

        var b = first.b().session;
        var offer =
                Handover.export(b, Capsule.Kind.OFFER, new byte[] {1, 2}, call.network.nowNanos());

        assertThat(offer.roomPart()).containsExactly(1, 2);
        assertThat(b.candidates().getFirst().priority())
                .isEqualTo(call.a.session.candidates().getFirst().priority() + 256);
    }

    @Test
    void backupTakesOverFromLeasedCounters() throws CapsuleException {
        var call = CallFixture.chromium(9).connect();
        var b = standby(call);
        call.network.runFor(SECOND);
        byte[] delta = Handover.exportDelta(call.a.session);
        assertThat(Handover.applyDelta(b.session, delta)).isTrue();
        Handover.confirmDelta(call.a.session, delta);
        call.network.runFor(SECOND);
        call.browser.startMeasuring();
        long highest = call.browser.echoed().getLast();

        call.nodeA.crash();
        call.network.after(
                Duration.ofMillis(300),
                () -> {
                    Handover.takeOver(b.session, call.network.nowNanos());
                    call.trickle(CallFixture.SERVER_B, b.session);
                });
        call.network.runFor(Duration.ofSeconds(3));

        assertThat(b.session.state()).isEqualTo(SessionState.CONNECTED);
        assertThat(b.received).hasSizeGreaterThan(80);
        assertThat(call.browser.echoed().getLast()).isGreaterThan(highest + 100);
        assertThat(call.browser.longestGapNanos()).isLessThan(640_000_000L);
        assertThat(call.engine.nonceReuses()).isZero();
        assertThat(call.browser.refused()).isZero();
    }

    private static EchoServer standby(CallFixture call) throws CapsuleException {
        byte[] capsule =
                Handover.export(
                                call.a.session,
                                Capsule.Kind.STANDBY,
                                new byte[0],
                                call.network.nowNanos())
                        .toBytes();
        var session =
                Handover.standby(
                        Capsule.read(capsule),
                        CallFixture.CONFIG,
                        call.ports,
                        call.network.nowNanos());
        var b = new EchoServer(session, call.engine);
        call.network.attach("b", b, CallFixture.SERVER_B);
        return b;
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void neverSealsTwoPacketsUnderOneIndexWhateverTheCrash(long seed) throws CapsuleException {
        var random = new SplittableRandom(seed);
        var call = CallFixture.chromium(seed).connect();
        var b = standby(call);
        // The owner is only cut off, lives on and goes on sending: the worst kind of crash.
        call.network.runFor(Duration.ofMillis(random.nextInt(3000)));
        if (random.nextBoolean()) {
            byte[] delta = Handover.exportDelta(call.a.session);
            if (random.nextBoolean()) {
                Handover.applyDelta(b.session, delta);
                call.network.runFor(Duration.ofMillis(random.nextInt(500)));
                if (random.nextBoolean()) {
                    Handover.confirmDelta(call.a.session, delta);
                }
            }
        }
        Handover.takeOver(b.session, call.network.nowNanos());
        call.trickle(CallFixture.SERVER_B, b.session);

        call.network.runFor(Duration.ofSeconds(5));

        assertThat(b.received).as("seed %d", seed).isNotEmpty();
        assertThat(call.engine.nonceReuses()).as("seed %d", seed).isZero();
    }

    @Test
    void refusesWhatItCannotUse() {
        var call = CallFixture.chromium(20).connect();
        Handover.freeze(call.a.session);
        byte[] whole =
                Handover.export(
                                call.a.session,
                                Capsule.Kind.FINAL,
                                new byte[3],
                                call.network.nowNanos())
                        .toBytes();

        for (int cut = 0; cut < whole.length; cut += 7) {
            assertThat(faultOf(Arrays.copyOf(whole, cut), call)).as("%d", cut).isNotNull();
        }
        assertThat(faultOf(whole, call)).isEqualTo(CapsuleFault.WRONG_KIND);
        byte[] newer = whole.clone();
        newer[5] = 9;
        assertThat(faultOf(newer, call)).isEqualTo(CapsuleFault.UNKNOWN_VERSION);
        newer[0] = 0;
        assertThat(faultOf(newer, call)).isEqualTo(CapsuleFault.NOT_A_CAPSULE);
        Handover.thaw(call.a.session);
        Handover.takeKept(call.a.session);
        byte[] offer =
                Handover.export(call.a.session, Capsule.Kind.OFFER, new byte[0], 0).toBytes();
        assertThat(faultOf(offer, call)).isEqualTo(CapsuleFault.UNKNOWN_CERTIFICATE);
    }

    private static @Nullable CapsuleFault faultOf(byte[] bytes, CallFixture call) {
        var foreign =
                new SessionConfig(
                        CallFixture.CONFIG.sockets(),
                        CertificateFingerprint.of(CertificateFingerprint.SHA_256, new byte[] {8}));
        try {
            Handover.accept(Capsule.read(bytes), foreign, call.ports, 0);
            return null;
        } catch (CapsuleException e) {
            return e.fault();
        }
    }

    @Test
    void refusesStepsOutOfOrder() {
        var fresh = CallFixture.chromium(21);
        assertThat(Handover.isMovable(fresh.a.session)).isFalse();
        assertThatThrownBy(
                        () -> Handover.export(fresh.a.session, Capsule.Kind.OFFER, new byte[0], 0))
                .hasMessageContaining("after its handshake");
        var call = CallFixture.chromium(22).connect();
        assertThatThrownBy(
                        () -> Handover.export(call.a.session, Capsule.Kind.FINAL, new byte[0], 0))
                .hasMessageContaining("freeze");
        assertThatThrownBy(() -> Handover.thaw(call.a.session)).hasMessageContaining("ACTIVE");
    }
}
