package media.sluice.core.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import media.sluice.core.sim.SimAddresses;
import media.sluice.core.sim.SimClient;
import media.sluice.core.sim.SimIceClient.Habit;
import media.sluice.core.sim.SimLink;
import media.sluice.core.sim.SimNat;
import media.sluice.core.sim.SimNetwork;
import media.sluice.core.sim.SimNode;
import media.sluice.core.sim.SimOutbox;
import media.sluice.core.sim.SimPeer;
import media.sluice.core.stun.StunKey;
import media.sluice.core.stun.StunType;
import media.sluice.core.stun.StunView;
import media.sluice.core.stun.StunWriter;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.DatagramSink;
import media.sluice.core.wire.RandomSource;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IceAgentTest {
    private static final TransportAddress CLIENT = SimAddresses.v4("192.168.0.7", 50_000);
    private static final TransportAddress SERVER_A = SimAddresses.v4("203.0.113.1", 7882);
    private static final TransportAddress SERVER_B = SimAddresses.v4("203.0.113.2", 7882);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SplittableRandom seeded = new SplittableRandom(11);
    private final RandomSource random = seeded::nextBytes;

    /** An agent as a node of the simulation. */
    private static final class AgentPeer implements SimPeer {
        final IceAgent agent;
        final List<IceEvent> events = new ArrayList<>();

        AgentPeer(IceAgent agent) {
            this.agent = agent;
        }

        @Override
        public void handleDatagram(
                int socket,
                TransportAddress remote,
                MemorySegment segment,
                long offset,
                int length,
                long nowNanos) {
            agent.handleStun(socket, remote, segment, offset, length, nowNanos);
        }

        @Override
        public void handleTimeout(long nowNanos) {
            agent.handleTimeout(nowNanos);
        }

        @Override
        public long nextDeadlineNanos() {
            return agent.nextDeadlineNanos();
        }

        @Override
        public void transmit(SimOutbox outbox, long nowNanos) {
            agent.transmit(outbox, nowNanos);
            for (var event = agent.pollEvent(); event != null; event = agent.pollEvent()) {
                events.add(event);
            }
        }

        boolean isIn(IceState state) {
            return agent.state() == state;
        }
    }

    private final SimNetwork network =
            new SimNetwork(5).defaultLink(SimLink.delay(Duration.ofMillis(25)));
    private final IceAgent agent =
            IceAgent.create(IceCredentials.random(random), new int[] {0, 1}, random);
    private final AgentPeer a = new AgentPeer(agent);
    private final SimNode nodeA = network.attach("a", a, SERVER_A, SERVER_A.withPort(7883));

    private SimClient client(Habit habit) {
        var client = new SimClient(habit, IceCredentials.random(random), 1, 3);
        agent.setRemoteCredentials(client.ice().local());
        client.ice().setRemote(agent.localCredentials());
        return client;
    }

    private SimClient connected(Habit habit) {
        var client = client(habit);
        network.attach("client", client, CLIENT);
        client.ice()
                .addCandidate(
                        SERVER_A, agent.candidates().getFirst().priority(), network.nowNanos());
        assertThat(network.runUntil(() -> client.ice().selected() != null, SECOND)).isTrue();
        network.runFor(SECOND);
        return client;
    }

    @Test
    void answersChecksAndSelectsTheNominatedPair() {
        connected(Habit.LIBWEBRTC);

        assertThat(agent.state()).isEqualTo(IceState.CONNECTED);
        assertThat(agent.selectedRemote()).isEqualTo(CLIENT);
        assertThat(agent.selectedSocket()).isZero();
        assertThat(a.events)
                .contains(
                        new IceEvent.FirstCheck(0, CLIENT),
                        new IceEvent.StateChanged(IceState.CONNECTED),
                        new IceEvent.SelectedPairChanged(0, CLIENT));
    }

    @Test
    void candidatesRankLowAndNameEachSocket() {
        assertThat(agent.candidates()).extracting(LocalCandidate::socket).containsExactly(0, 1);
        assertThat(agent.candidates())
                .extracting(LocalCandidate::priority)
                .containsOnly(126L << 24 | 100L << 8 | 255);
        assertThat(agent.candidates())
                .extracting(LocalCandidate::foundation)
                .doesNotHaveDuplicates();
    }

    @Test
    void losesAndRegainsConsent() {
        var client = connected(Habit.LIBWEBRTC);
        network.partition(nodeA, network.node(client));
        long cutAt = network.nowNanos();

        assertThat(network.runUntil(() -> a.isIn(IceState.DISCONNECTED), Duration.ofSeconds(11)))
                .isTrue();
        assertThat(network.nowNanos() - cutAt).isBetween(7_400_000_000L, 10_100_000_000L);
        network.runFor(Duration.ofMillis(5_100));
        assertThat(agent.state()).isEqualTo(IceState.FAILED);
        network.heal(nodeA, network.node(client));
        network.runFor(SECOND);
        assertThat(agent.state()).isEqualTo(IceState.CONNECTED);
    }

    @Test
    void correctsTheRoleOfAControlledClient() {
        var client = client(Habit.LIBWEBRTC);
        client.ice().confuseRole();
        network.attach("client", client, CLIENT);
        client.ice().addCandidate(SERVER_A, 1, network.nowNanos());

        network.runFor(SECOND);

        assertThat(client.ice().errors()).isPositive();
        assertThat(agent.counters().roleConflicts()).isPositive();
        assertThat(agent.state()).isEqualTo(IceState.CONNECTED);
    }

    @Test
    void staysSilentToStrangersAndForgers() {
        var client = client(Habit.LIBWEBRTC);
        client.ice().setRemote(new IceCredentials("unknown", "x".repeat(22)));
        network.attach("client", client, CLIENT);
        client.ice().addCandidate(SERVER_A, 1, network.nowNanos());
        network.runFor(SECOND);
        assertThat(agent.counters().drops(IceDrop.UNKNOWN_UFRAG)).isPositive();

        client.ice()
                .setRemote(new IceCredentials(agent.localCredentials().ufrag(), "x".repeat(22)));
        network.runFor(SECOND);
        assertThat(agent.counters().drops(IceDrop.BAD_INTEGRITY)).isPositive();
        assertThat(client.ice().errors()).isZero();
        assertThat(agent.state()).isEqualTo(IceState.NEW);
    }

    @Test
    void restartKeepsOldCredentialsUntilNewOnesAreUsed() {
        var client = connected(Habit.LIBWEBRTC);
        var newLocal = IceCredentials.random(random);
        var newClient = IceCredentials.random(random);

        agent.restart(newLocal);
        agent.setRemoteCredentials(newClient);
        long checks = agent.counters().validChecks();
        network.runFor(Duration.ofSeconds(6));
        assertThat(agent.counters().validChecks()).as("old ones work").isGreaterThan(checks);
        assertThat(agent.localUfrags()).hasSize(2);

        client.ice().restart(newClient, newLocal);
        client.ice().addCandidate(SERVER_A, 1, network.nowNanos());
        network.runFor(SECOND);
        assertThat(a.events).contains(new IceEvent.Restarted());
        assertThat(agent.localUfrags()).containsExactly(newLocal.ufrag());
        assertThat(agent.state()).isEqualTo(IceState.CONNECTED);
        assertThat(client.ice().selected()).isNotNull();
    }

    @Test
    void movedAgentIsPreferredByItsPriority() throws CorruptStateException {
        var client = connected(Habit.LIBWEBRTC);
        var b = moved();
        client.ice()
                .addCandidate(
                        SERVER_B, b.agent.candidates().getFirst().priority(), network.nowNanos());
        long told = network.nowNanos();

        assertThat(network.runUntil(() -> b.agent.state() == IceState.CONNECTED, SECOND)).isTrue();
        assertThat(network.nowNanos() - told).isLessThan(300_000_000L);
        assertThat(b.agent.selectedRemote()).isEqualTo(CLIENT);
        assertThat(b.agent.candidates().getFirst().priority())
                .isGreaterThan(agent.candidates().getFirst().priority());
        network.runFor(SECOND);
        assertThat(client.ice().selected()).extracting("remote").isEqualTo(SERVER_B);
    }

    private AgentPeer moved() throws CorruptStateException {
        var writer = new StateWriter();
        agent.export(writer);
        var b =
                new AgentPeer(
                        IceAgent.restore(
                                new StateReader(writer.toBytes()), new int[] {0, 1}, random));
        network.attach("b", b, SERVER_B, SERVER_B.withPort(7883));
        return b;
    }

    @Test
    void ownCheckMovesAClientThatIgnoresCandidates() throws CorruptStateException {
        var client = connected(Habit.FIREFOX);
        var b = moved();
        long started = network.nowNanos();

        b.agent.startChecks(0, CLIENT, started);

        assertThat(network.runUntil(() -> b.agent.state() == IceState.CONNECTED, SECOND)).isTrue();
        assertThat(network.nowNanos() - started).isLessThan(60_000_000L);
        network.runFor(SECOND);
        assertThat(client.ice().selected()).extracting("remote").isEqualTo(SERVER_B);
        assertThat(b.agent.counters().checksAnswered()).isPositive();
    }

    @Test
    void ownChecksEndAfterTwoSeconds() {
        agent.setRemoteCredentials(IceCredentials.random(random));
        agent.startChecks(0, CLIENT, network.nowNanos());

        network.runFor(Duration.ofSeconds(5));

        assertThat(agent.counters().checksSent()).isEqualTo(40);
        assertThat(agent.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void followsAClientWhoseNatForgot() {
        var client = client(Habit.LIBWEBRTC);
        var nat = new SimNat("198.51.100.1", SimNat.Filtering.ADDRESS_AND_PORT);
        network.attach("client", client, CLIENT).behind(nat);
        client.ice().addCandidate(SERVER_A, 1, network.nowNanos());
        network.runFor(SECOND);
        assertThat(agent.selectedRemote()).isEqualTo(SimAddresses.v4("198.51.100.1", 40_000));

        nat.forgetMappings();
        network.runFor(Duration.ofSeconds(4));

        assertThat(agent.selectedRemote()).isEqualTo(SimAddresses.v4("198.51.100.1", 40_001));
        assertThat(agent.state()).isEqualTo(IceState.CONNECTED);
    }

    @Test
    void boundsAddressesAndRate() {
        var key = StunKey.of(agent.localCredentials().password());
        var writer = new StunWriter();
        var buffer = MemorySegment.ofArray(new byte[StunWriter.MAX_LENGTH]);
        long now = network.nowNanos();
        int answered = 0;
        for (int i = 0; i < 1000; i++) {
            writer.begin(StunType.BINDING_REQUEST, i, i)
                    .username(agent.localCredentials().ufrag() + ":x")
                    .priority(1)
                    .integrity(key);
            agent.handleStun(
                    0, CLIENT.withPort(1000 + i), buffer, 0, writer.copyTo(buffer, 0), now);
            var sent = new ArrayList<Integer>();
            agent.transmit(sink(sent), now);
            answered += sent.size();
        }

        assertThat(answered).isEqualTo(32);
        assertThat(agent.counters().drops(IceDrop.TOO_MANY_ADDRESSES)).isEqualTo(168);
        assertThat(agent.counters().drops(IceDrop.RATE_LIMITED)).isEqualTo(800);
    }

    @Test
    void aRepeatedCheckIsAnsweredOnItsOwnPathOnly() {
        TransportAddress thief = CLIENT.withPort(6_666);
        var first = check(7);

        assertThat(answersTo(first, CLIENT, 0)).isEqualTo(1);
        assertThat(answersTo(first, CLIENT, 1)).isEqualTo(1);
        assertThat(answersTo(first, thief, 2)).isZero();

        assertThat(agent.selectedRemote()).isEqualTo(CLIENT);
        assertThat(agent.isKnown(0, thief)).isFalse();
        assertThat(agent.counters().drops(IceDrop.REPEATED)).isEqualTo(2);
        assertThat(agent.counters().validChecks()).isEqualTo(1);
    }

    @Test
    void repeatedChecksDoNotUseUpTheClientsRate() {
        var first = check(1);
        for (int i = 0; i < 1_000; i++) {
            answersTo(first, CLIENT, 1);
        }

        assertThat(answersTo(check(2), CLIENT, 1)).isEqualTo(1);

        assertThat(agent.counters().validChecks()).isEqualTo(2);
        assertThat(agent.counters().drops(IceDrop.RATE_LIMITED)).isZero();
    }

    @Test
    void anOldCheckDoesNotLeadBack() {
        TransportAddress later = CLIENT.withPort(50_001);
        var old = check(1);
        answersTo(old, CLIENT, 0);
        long seconds = 0;
        for (int i = 2; i < 2 + SeenChecks.CAPACITY - 1; i++) {
            answersTo(check(i), later, ++seconds);
        }
        assertThat(agent.selectedRemote()).isEqualTo(later);

        answersTo(old, CLIENT, ++seconds);

        assertThat(agent.selectedRemote()).isEqualTo(later);
        assertThat(agent.isInUse(0, later, seconds * 1_000_000_000L)).isTrue();
        assertThat(agent.isInUse(0, CLIENT, seconds * 1_000_000_000L)).isFalse();
    }

    @Test
    void aCheckAloneDoesNotLeadMediaAway() {
        connected(Habit.LIBWEBRTC);
        TransportAddress thief = CLIENT.withPort(6_666);
        byte[] overheard = check(7);

        agent.handleStun(
                0,
                thief,
                MemorySegment.ofArray(overheard),
                0,
                overheard.length,
                network.nowNanos());
        network.runFor(Duration.ofSeconds(3));

        assertThat(agent.selectedRemote()).isEqualTo(CLIENT);
        assertThat(a.events).doesNotContain(new IceEvent.SelectedPairChanged(0, thief));
        assertThat(agent.counters().checksSent()).as("asks the stranger").isEqualTo(10);
        assertThat(agent.counters().checksAnswered()).isZero();
    }

    @Test
    void aMovedAgentKnowsTheChecksOfTheFormer() throws CorruptStateException {
        TransportAddress thief = CLIENT.withPort(6_666);
        agent.setRemoteCredentials(IceCredentials.random(random));
        byte[] before = check(7);
        answersTo(before, CLIENT, 0);
        var offered = new StateWriter();
        agent.export(offered);
        byte[] meanwhile = check(8);
        answersTo(meanwhile, CLIENT, 1);
        var last = new StateWriter();
        agent.export(last);

        var b = IceAgent.restore(new StateReader(offered.toBytes()), new int[] {0}, random);
        b.refresh(new StateReader(last.toBytes()));
        for (byte[] each : List.of(before, meanwhile)) {
            b.handleStun(0, thief, MemorySegment.ofArray(each), 0, each.length, 2_000_000_000L);
        }

        assertThat(b.counters().drops(IceDrop.REPEATED)).isEqualTo(2);
        assertThat(b.isKnown(0, thief)).isFalse();
        assertThat(b.selectedRemote()).isEqualTo(CLIENT);
    }

    @Test
    void aMovedAgentPrefersTheAddressThatItWasGiven() throws CorruptStateException {
        TransportAddress other = CLIENT.withPort(6_666);
        agent.setRemoteCredentials(IceCredentials.random(random));
        answersTo(check(7), CLIENT, 0);
        var b = moved().agent;
        byte[] elsewhere = check(8);
        byte[] there = check(9);

        b.handleStun(0, other, MemorySegment.ofArray(elsewhere), 0, elsewhere.length, 1);
        assertThat(b.selectedRemote()).as("a NAT may have changed it").isEqualTo(other);
        b.handleStun(0, CLIENT, MemorySegment.ofArray(there), 0, there.length, 2);

        assertThat(b.selectedRemote()).isEqualTo(CLIENT);
    }

    @Test
    void aLostPathComesBackWithTheNextCheckOnly() {
        byte[] first = check(1);
        answersTo(first, CLIENT, 1);

        agent.lose(0, CLIENT);

        assertThat(agent.selectedRemote()).isNull();
        assertThat(agent.isKnown(0, CLIENT)).isFalse();
        answersTo(first, CLIENT, 2);
        assertThat(agent.selectedRemote()).isNull();
        answersTo(check(2), CLIENT, 3);
        assertThat(agent.selectedRemote()).isEqualTo(CLIENT);
    }

    private byte[] check(int transaction) {
        var writer = new StunWriter();
        byte[] bytes = new byte[StunWriter.MAX_LENGTH];
        writer.begin(StunType.BINDING_REQUEST, transaction, transaction)
                .username(agent.localCredentials().ufrag() + ":x")
                .priority(126L << 24)
                .useCandidate()
                .integrity(StunKey.of(agent.localCredentials().password()));
        return Arrays.copyOf(bytes, writer.copyTo(MemorySegment.ofArray(bytes), 0));
    }

    private int answersTo(byte[] message, TransportAddress from, long second) {
        long now = second * 1_000_000_000L;
        agent.handleStun(0, from, MemorySegment.ofArray(message), 0, message.length, now);
        var sent = new ArrayList<Integer>();
        agent.transmit(sink(sent), now);
        return sent.size();
    }

    private static DatagramSink sink(List<Integer> sent) {
        var room = MemorySegment.ofArray(new byte[2048]);
        return new DatagramSink() {
            @Override
            public MemorySegment segment() {
                return room;
            }

            @Override
            public long reserve(int capacity) {
                return 0;
            }

            @Override
            public void commit(int length, int socket, TransportAddress remote) {
                var view = new StunView();
                view.parse(room, 0, length);
                sent.add(length);
            }
        };
    }

    @Test
    void refusesForeignAndCutState() {
        var writer = new StateWriter();
        agent.export(writer);
        byte[] whole = writer.toBytes();
        for (int cut = 0; cut < whole.length; cut++) {
            assertThat(restoreFails(Arrays.copyOf(whole, cut))).as("%d", cut).isNotNull();
        }
        whole[1] = 9;
        assertThat(restoreFails(whole)).contains("unknown version");
    }

    private @Nullable String restoreFails(byte[] bytes) {
        try {
            IceAgent.restore(new StateReader(bytes), new int[] {0}, random);
            return null;
        } catch (CorruptStateException e) {
            return e.getMessage();
        }
    }
}
