package media.sluice.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.dtls.DtlsRecord;
import media.sluice.core.ice.IceDrop;
import media.sluice.core.rtcp.RtcpWriter;
import media.sluice.core.sim.SimDatagram;
import media.sluice.core.sim.SimIceClient.Habit;
import media.sluice.core.sim.SimLink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerSessionTest {

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void connectsAndCarriesMediaBothWays(SrtpProfile profile) {
        var call = new CallFixture(Habit.LIBWEBRTC, profile, 1).connect();

        call.network.runFor(CallFixture.SECOND);

        assertThat(call.a.events)
                .contains(
                        new SessionEvent.StateChanged(SessionState.CONNECTING, ""),
                        new SessionEvent.Secured(profile),
                        new SessionEvent.StateChanged(SessionState.CONNECTED, ""));
        call.assertNothingLostDown();
        assertThat(call.browser.longestGapNanos()).isEqualTo(20_000_000L);
        assertThat(call.browser.refused()).isZero();
        assertThat(call.a.session.counters().drops(SessionDrop.NOT_AUTHENTIC)).isZero();
        assertThat(call.browser.rtcp()).as("receiver reports").isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void survivesTheLossOfAnyHandshakeDatagram(int lost) {
        var call = CallFixture.chromium(2);
        var seen = new AtomicInteger();
        call.network.dropIf(datagram -> isDtls(datagram) && seen.getAndIncrement() == lost);

        call.connect();

        assertThat(seen.get()).isGreaterThan(lost);
        assertThat(call.a.session.state()).isEqualTo(SessionState.CONNECTED);
    }

    private static boolean isDtls(SimDatagram datagram) {
        return DtlsRecord.isDtls(datagram.payload()[0]);
    }

    @Test
    void connectsUnderHeavyLossAndReportsIt() {
        var call = CallFixture.chromium(3);
        var lossy =
                SimLink.delay(Duration.ofMillis(25))
                        .withLoss(0.2)
                        .withJitter(Duration.ofMillis(10))
                        .withDuplication(0.05)
                        .withReordering(0.05, Duration.ofMillis(30));
        call.network.connect(call.clientNode, call.nodeA, lossy);

        call.connect();
        call.network.runFor(Duration.ofSeconds(10));

        assertThat(call.a.session.state()).isEqualTo(SessionState.CONNECTED);
        assertThat(call.a.received).doesNotHaveDuplicates();
        var stream = call.a.session.reception().sections().getFirst().streams().getFirst();
        var statistics = Objects.requireNonNull(stream.statistics());
        assertThat(statistics.lost()).isBetween(60L, 160L);
        assertThat(statistics.lastFractionLost()).isBetween(10, 120);
        assertThat(Objects.requireNonNull(stream.nack()).requested()).isGreaterThan(20);
    }

    @Test
    void acceptsMediaOnlyFromCheckedAddresses() {
        var call = CallFixture.chromium(4).connect();
        byte[] garbage = new byte[100];
        garbage[0] = (byte) 0x80;

        call.a.session.handleDatagram(
                0,
                CallFixture.SERVER_B,
                MemorySegment.ofArray(garbage),
                0,
                100,
                call.network.nowNanos());
        assertThat(call.a.session.counters().drops(SessionDrop.UNKNOWN_ADDRESS)).isEqualTo(1);

        call.a.session.handleDatagram(
                0,
                CallFixture.CLIENT,
                MemorySegment.ofArray(garbage),
                0,
                100,
                call.network.nowNanos());
        assertThat(call.a.session.counters().drops(SessionDrop.NOT_AUTHENTIC)).isEqualTo(1);
        garbage[0] = 70;
        call.a.session.handleDatagram(
                0,
                CallFixture.CLIENT,
                MemorySegment.ofArray(garbage),
                0,
                100,
                call.network.nowNanos());
        assertThat(call.a.session.counters().drops(SessionDrop.UNKNOWN_PROTOCOL)).isEqualTo(1);
    }

    @Test
    void failsWhenTheCertificateIsAnother() {
        var call = CallFixture.chromium(5);
        call.a.session.connect(
                call.client.ice().local(), List.of(CallFixture.CONFIG.certificate()));
        call.trickle(CallFixture.SERVER_A, call.a.session);

        call.network.runFor(CallFixture.SECOND);

        assertThat(call.a.session.state()).isEqualTo(SessionState.FAILED);
        assertThat(call.a.events)
                .contains(
                        new SessionEvent.StateChanged(
                                SessionState.FAILED, "DTLS certificate is not the one announced"));
    }

    @Test
    void survivesAnIceRestartWithoutAHandshake() {
        var call = CallFixture.chromium(6).connect();
        var newClient = call.credentials();
        var newServer = call.a.session.restartIce();
        call.a.session.connect(newClient, List.of(call.browser.fingerprint()));
        call.browser.startMeasuring();

        call.client.ice().restart(newClient, newServer);
        call.trickle(CallFixture.SERVER_A, call.a.session);
        call.network.runFor(Duration.ofSeconds(2));

        assertThat(call.a.events).contains(new SessionEvent.IceRestarted());
        assertThat(call.a.session.localUfrags()).containsExactly(newServer.ufrag());
        assertThat(call.browser.longestGapNanos()).isEqualTo(20_000_000L);
        assertThat(call.handshakers).isEqualTo(1);
        call.assertNothingLostDown();
    }

    @Test
    void disconnectsAndComesBack() {
        var call = CallFixture.chromium(7).connect();
        call.network.partition(call.nodeA, call.clientNode);
        call.network.runFor(Duration.ofSeconds(11));
        assertThat(call.a.session.state()).isEqualTo(SessionState.DISCONNECTED);
        call.network.runFor(Duration.ofSeconds(5));
        assertThat(call.a.session.state()).isEqualTo(SessionState.FAILED);
        assertThat(call.a.session.isWritable()).isFalse();

        call.network.heal(call.nodeA, call.clientNode);
        call.network.runFor(CallFixture.SECOND);
        assertThat(call.a.session.state()).isEqualTo(SessionState.CONNECTED);
    }

    @Test
    void passesFeedbackOn() {
        var call = CallFixture.chromium(8).connect();
        var seen = new ArrayList<String>();
        call.a
                .session
                .reception()
                .deliverFeedbackTo(
                        new FeedbackSink() {
                            @Override
                            public void onNack(
                                    int ssrc, int sequence, int following, long nowNanos) {
                                seen.add("nack " + ssrc + " " + sequence + " " + following);
                            }

                            @Override
                            public void onKeyFrameRequest(int ssrc, boolean isFir, long nowNanos) {
                                seen.add((isFir ? "fir " : "pli ") + ssrc);
                            }

                            @Override
                            public void onBandwidthEstimate(long bitrateBps, long nowNanos) {
                                seen.add("remb " + bitrateBps);
                            }

                            @Override
                            public void onReceiverReport(
                                    int ssrc,
                                    int fractionLost,
                                    int cumulativeLost,
                                    int highestSequence,
                                    int jitter,
                                    int lastReport,
                                    long delay,
                                    long nowNanos) {
                                seen.add("rr " + ssrc + " " + fractionLost + " " + lastReport);
                            }
                        });
        byte[] bytes = new byte[500];
        var writer = new RtcpWriter();
        writer.start(MemorySegment.ofArray(bytes), 0, 500);
        writer.receiverReport(1);
        writer.reportBlock(9, 25, 3, 100, 5, 77, 66);
        writer.nack(1, 9, new int[] {65535, 0, 3}, 3);
        writer.pictureLoss(1, 9);
        writer.fullIntraRequest(1, 9, 4);
        writer.remb(1, 1_000_000, new int[] {9}, 1);
        call.browser.sendRtcp(Arrays.copyOf(bytes, writer.length()));

        call.network.runFor(CallFixture.SECOND);

        assertThat(seen)
                .containsExactly("rr 9 25 77", "nack 9 65535 9", "pli 9", "fir 9", "remb 1000000");
    }

    @Test
    void countsUnknownStreamsAndPayloadTypes() {
        var call = CallFixture.chromium(9);
        call.a.session.reception().stopReceiving(call.a.session.reception().sections().getFirst());
        call.trickle(CallFixture.SERVER_A, call.a.session);

        call.network.runFor(Duration.ofSeconds(2));

        assertThat(call.a.session.counters().drops(SessionDrop.UNKNOWN_STREAM)).isGreaterThan(50);
        assertThat(call.a.session.iceCounters().drops(IceDrop.MALFORMED)).isZero();
    }

    @Test
    void countsDataThatNobodyTakes() {
        var call = CallFixture.chromium(10).connect();
        IntStream.range(0, 3).forEach(i -> call.browser.sendData(new byte[] {5, 0, 0, 0}));

        call.network.runFor(CallFixture.SECOND);

        assertThat(call.a.session.counters().applicationData()).isEqualTo(3);
    }
}
