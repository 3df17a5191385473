package media.sluice.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.TransportAddress;
import org.junit.jupiter.api.Test;

class SimNetworkTest {
    private static final TransportAddress ALICE = SimAddresses.v4("10.0.0.1", 5000);
    private static final TransportAddress BOB = SimAddresses.v4("10.0.0.2", 6000);
    private static final Duration MS = Duration.ofMillis(1);

    /** Sends a numbered datagram each interval and notes what it gets. */
    private static final class Ticker implements SimPeer {
        final List<Integer> numbers = new ArrayList<>();
        final List<Long> times = new ArrayList<>();
        final List<TransportAddress> remotes = new ArrayList<>();
        private final TransportAddress to;
        private final long intervalNanos;
        private int left;
        private int next;
        private long dueNanos = Duration.ofSeconds(1).toNanos();

        Ticker(TransportAddress to, Duration interval, int count) {
            this.to = to;
            this.intervalNanos = interval.toNanos();
            this.left = count;
        }

        @Override
        public void handleDatagram(
                int socket,
                TransportAddress remote,
                MemorySegment segment,
                long offset,
                int length,
                long nowNanos) {
            numbers.add((int) Bytes.u32(segment, offset));
            times.add(nowNanos);
            remotes.add(remote);
        }

        @Override
        public void handleTimeout(long nowNanos) {}

        @Override
        public long nextDeadlineNanos() {
            return left == 0 ? Long.MAX_VALUE : dueNanos;
        }

        @Override
        public void transmit(SimOutbox outbox, long nowNanos) {
            while (left > 0 && dueNanos <= nowNanos) {
                long at = outbox.reserve(100);
                Bytes.put32(outbox.segment(), at, next++);
                outbox.commit(100, 0, to);
                left--;
                dueNanos += intervalNanos;
            }
        }
    }

    private final SimNetwork network = new SimNetwork(7);
    private final Ticker sender = new Ticker(BOB, MS, 1000);
    private final Ticker receiver = new Ticker(ALICE, MS, 0);
    private final SimNode alice = network.attach("alice", sender, ALICE);
    private final SimNode bob = network.attach("bob", receiver, BOB);

    @Test
    void deliversInOrderAfterTheDelay() {
        network.link(
                alice, bob, SimLink.delay(Duration.ofMillis(25)).withJitter(MS.multipliedBy(9)));
        long start = network.nowNanos();

        network.runFor(Duration.ofSeconds(2));

        assertThat(receiver.numbers).hasSize(1000).isSorted();
        assertThat(receiver.times.getFirst() - start).isBetween(25_000_000L, 34_000_000L);
        assertThat(network.nowNanos() - start).isEqualTo(Duration.ofSeconds(2).toNanos());
    }

    @Test
    void losesReordersAndDuplicatesInProportion() {
        network.link(
                alice,
                bob,
                SimLink.delay(MS)
                        .withLoss(0.1)
                        .withDuplication(0.05)
                        .withReordering(0.05, MS.multipliedBy(5)));

        network.runFor(Duration.ofSeconds(2));

        long distinct = receiver.numbers.stream().distinct().count();
        assertThat(distinct).isBetween(860L, 940L);
        assertThat(receiver.numbers.size() - distinct).isBetween(20L, 75L);
        assertThat(receiver.numbers).isNotEqualTo(receiver.numbers.stream().sorted().toList());
    }

    @Test
    void limitsTheRateAndDropsBeyondTheQueue() {
        network.link(alice, bob, SimLink.delay(MS).withRate(400_000, Duration.ofMillis(20)));

        network.runFor(Duration.ofSeconds(2));

        assertThat(receiver.numbers.size()).isBetween(490, 520);
    }

    @Test
    void repeatsTheSameRunForTheSameSeed() {
        assertThat(lossyRun(3)).isEqualTo(lossyRun(3)).isNotEqualTo(lossyRun(4));
    }

    private static List<Integer> lossyRun(long seed) {
        var network = new SimNetwork(seed);
        var receiver = new Ticker(ALICE, MS, 0);
        var a = network.attach("a", new Ticker(BOB, MS, 200), ALICE);
        var b = network.attach("b", receiver, BOB);
        network.link(a, b, SimLink.delay(MS).withLoss(0.3).withReordering(0.2, MS.multipliedBy(4)));
        network.runFor(Duration.ofSeconds(1));
        return receiver.numbers;
    }

    @Test
    void cutsHealsAndCrashes() {
        network.runFor(Duration.ofMillis(100));
        network.partition(alice, bob);
        network.runFor(Duration.ofMillis(100));
        network.heal(alice, bob);
        network.runFor(Duration.ofMillis(100));
        alice.crash();
        network.runFor(Duration.ofSeconds(1));

        assertThat(receiver.numbers.size()).isBetween(195, 205);
        assertThat(receiver.numbers.getLast()).isBetween(295, 301);
    }

    @Test
    void dropsByRuleAndShowsDeliveriesToTaps() {
        var seen = new ArrayList<Long>();
        network.dropIf(datagram -> datagram.payload()[3] == 5);
        network.tap(datagram -> seen.add(datagram.atNanos()));

        network.runFor(Duration.ofMillis(20));

        assertThat(receiver.numbers).contains(4, 6).doesNotContain(5);
        assertThat(seen).isEqualTo(receiver.times);
    }

    @Test
    void natMapsAndFiltersByAddress() {
        var nat = new SimNat("203.0.113.9", SimNat.Filtering.ADDRESS);
        alice.behind(nat);
        var mapped = SimAddresses.v4("203.0.113.9", 40_000);
        var stranger = new Ticker(mapped, MS, 10);
        network.attach("stranger", stranger, SimAddresses.v4("10.0.0.3", 7000));
        var replier = new Ticker(mapped, MS, 10);
        network.attach("replier", replier, BOB.withPort(6001));

        network.runFor(Duration.ofMillis(50));

        assertThat(receiver.remotes).containsOnly(mapped);
        assertThat(sender.numbers).as("only the host that was contacted").isNotEmpty();
        assertThat(sender.remotes).containsOnly(BOB.withPort(6001));
    }
}
