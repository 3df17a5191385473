package media.sluice.core.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import media.sluice.core.sim.SimLink;
import org.junit.jupiter.api.Test;

class PartialReliabilityTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final SctpPair pair = new SctpPair(5);

    private void dropFromAlice(int... numbers) {
        int[] seen = {0};
        pair.network.dropIf(datagram -> {
            if (datagram.sender() != pair.network.node(pair.alice)
                    || datagram.payload()[12] != ChunkType.DATA) {
                return false;
            }
            seen[0]++;
            for (int number : numbers) {
                if (number == seen[0]) {
                    return true;
                }
            }
            return false;
        });
    }

    @Test
    void messageWithoutRetransmissionsIsSkippedInOrder() {
        pair.up();
        dropFromAlice(1);
        var once = Reliability.retransmits(true, 0);
        pair.aliceSends(1, SctpPair.bytes(1000, 1), once);
        pair.aliceSends(1, SctpPair.bytes(1001, 2), once);
        pair.aliceSends(1, SctpPair.bytes(1002, 3), once);
        pair.runFor(LONG);
        assertThat(pair.bob.messages)
                .extracting(m -> m.payload().length)
                .containsExactly(1001, 1002);
        assertThat(pair.alice.association().counters().chunksRetransmitted()).isZero();
        assertThat(pair.alice.association().counters().messagesAbandoned()).isEqualTo(1);
        assertThat(pair.alice.association().bufferedBytes()).isZero();
    }

    @Test
    void oneRetransmissionIsOne() {
        pair.up();
        dropFromAlice(1, 2, 3);
        pair.aliceSends(1, new byte[10], Reliability.retransmits(false, 1));
        pair.runFor(LONG);
        assertThat(pair.bob.messages).isEmpty();
        assertThat(pair.alice.association().counters().chunksRetransmitted()).isEqualTo(1);
        pair.aliceSends(1, new byte[11], Reliability.retransmits(false, 1));
        pair.runFor(LONG);
        assertThat(pair.bob.messages).hasSize(1);
    }

    @Test
    void lifetimeEndsRetransmissions() {
        pair.up();
        var a = pair.network.node(pair.alice);
        var b = pair.network.node(pair.bob);
        pair.network.partition(a, b);
        pair.aliceSends(1, new byte[10], Reliability.lifetime(true, 2_000));
        pair.aliceSends(1, new byte[11], Reliability.ordered());
        pair.runFor(Duration.ofSeconds(5));
        pair.network.heal(a, b);
        pair.runFor(LONG);
        assertThat(pair.bob.messages).extracting(m -> m.payload().length).containsExactly(11);
    }

    @Test
    void messageThatExpiresBeforeItsTurnIsNeverSent() {
        pair.link(SimLink.delay(Duration.ofMillis(200))).up();
        pair.aliceSends(1, SctpPair.bytes(200_000, 1), Reliability.ordered());
        pair.aliceSends(1, new byte[10], Reliability.lifetime(true, 100));
        pair.aliceSends(1, new byte[11], Reliability.ordered());
        pair.runFor(LONG);
        assertThat(pair.bob.messages)
                .extracting(m -> m.payload().length)
                .containsExactly(200_000, 11);
        assertThat(pair.alice.association().counters().messagesAbandoned()).isEqualTo(1);
    }

    /** What was sent of it has all arrived: a TSN is spent to say that the rest never comes. */
    @Test
    void messageThatExpiresHalfSentIsForgottenByThePeer() {
        pair.link(SimLink.delay(Duration.ofMillis(100))).up();
        pair.aliceSends(1, SctpPair.bytes(250_000, 1), Reliability.lifetime(true, 250));
        pair.runFor(LONG);
        assertThat(pair.bob.messages).isEmpty();
        pair.aliceSends(1, new byte[11], Reliability.ordered());
        pair.runFor(LONG);
        assertThat(pair.bob.messages).extracting(m -> m.payload().length).containsExactly(11);
        assertThat(pair.alice.association().bufferedBytes()).isZero();
    }

    @Test
    void moveInTheMiddleKeepsLimits() {
        pair.up();
        dropFromAlice(1, 2);
        pair.aliceSends(1, new byte[10], Reliability.retransmits(true, 1));
        pair.runFor(Duration.ofMillis(100));
        pair.alice.move(pair.network.nowNanos(), 77_000_000_000L);
        pair.runFor(LONG);
        pair.aliceSends(1, new byte[11], Reliability.ordered());
        pair.runFor(LONG);
        assertThat(pair.bob.messages).extracting(m -> m.payload().length).containsExactly(11);
    }
}
