package media.sluice.core.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import media.sluice.core.sim.SimLink;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the network does, and wherever the two sides move meanwhile: reliable messages all
 * arrive, once, unchanged and in order where that was asked; others arrive at most once.
 */
class SctpTransferPropertyTest {

    private static final int STREAMS = 6;
    private static final int HEADER = 8;

    /** What one side sent on a stream, and how. */
    private static final class Side {
        final SctpEndpoint from;
        final SctpEndpoint to;
        final List<byte[]> sent = new ArrayList<>();
        int left;

        Side(SctpEndpoint from, SctpEndpoint to, int messages) {
            this.from = from;
            this.to = to;
            this.left = messages;
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void deliversWhatWasPromised(long seed) {
        var random = new Random(seed);
        var pair = new SctpPair(seed, SctpConfig.standard(), initialTsn(random));
        pair.link(badLink(random)).up();
        var sides =
                List.of(
                        new Side(pair.alice, pair.bob, 40 + random.nextInt(80)),
                        new Side(pair.bob, pair.alice, 40 + random.nextInt(80)));
        boolean isMoving = seed % 2 == 0;
        int steps = 0;
        while (sides.stream().anyMatch(side -> side.left > 0)) {
            for (var side : sides) {
                burst(side, random, pair.network.nowNanos());
            }
            pair.runFor(Duration.ofMillis(random.nextInt(60)));
            if (isMoving && ++steps % 4 == 0) {
                long shift = random.nextLong(-1L << 40, 1L << 40);
                sides.get(random.nextInt(2)).from.move(pair.network.nowNanos(), shift);
            }
        }
        pair.runFor(Duration.ofMinutes(4));
        for (var side : sides) {
            check(seed, side);
        }
    }

    /** Near the end of the number space on two of three seeds. */
    private static int initialTsn(Random random) {
        return random.nextInt(3) == 0 ? random.nextInt() : -1 - random.nextInt(80);
    }

    private static SimLink badLink(Random random) {
        return SimLink.delay(Duration.ofMillis(5 + random.nextInt(50)))
                .withLoss(random.nextDouble() * 0.2)
                .withJitter(Duration.ofMillis(random.nextInt(10)))
                .withReordering(random.nextDouble() * 0.2, Duration.ofMillis(30))
                .withDuplication(random.nextDouble() * 0.1);
    }

    /** Stream 0, 1: ordered; 2: unordered; 3: ordered, limited; 4, 5: unordered, limited. */
    private static Reliability reliability(int stream) {
        return switch (stream) {
            case 0, 1 -> Reliability.ordered();
            case 2 -> Reliability.unordered();
            case 3 -> Reliability.retransmits(true, 1);
            case 4 -> Reliability.retransmits(false, 0);
            default -> Reliability.lifetime(false, 100);
        };
    }

    private static void burst(Side side, Random random, long nowNanos) {
        for (int i = random.nextInt(8); i > 0 && side.left > 0; i--, side.left--) {
            int stream = random.nextInt(STREAMS);
            int length = random.nextInt(10) == 0 ? random.nextInt(40_000) : random.nextInt(1_500);
            byte[] payload = SctpPair.bytes(HEADER + length, random.nextLong());
            payload[0] = (byte) stream;
            payload[1] = (byte) (side.sent.size() >> 8);
            payload[2] = (byte) side.sent.size();
            var status = side.from.send(stream, payload, reliability(stream), nowNanos);
            assertThat(status).isEqualTo(SendStatus.QUEUED);
            side.sent.add(payload);
        }
    }

    private static void check(long seed, Side side) {
        var lastOfStream = new TreeMap<Integer, Integer>();
        var seen = new boolean[side.sent.size()];
        for (var message : side.to.messages) {
            int stream = message.payload()[0];
            int index = (message.payload()[1] & 0xFF) << 8 | message.payload()[2] & 0xFF;
            assertThat(message.streamId()).as("seed %d", seed).isEqualTo(stream);
            assertThat(Arrays.equals(message.payload(), side.sent.get(index)))
                    .as("seed %d: message %d unchanged", seed, index)
                    .isTrue();
            assertThat(seen[index]).as("seed %d: message %d twice", seed, index).isFalse();
            seen[index] = true;
            if (reliability(stream).isOrdered()) {
                assertThat(index)
                        .as("seed %d: order of stream %d", seed, stream)
                        .isGreaterThan(lastOfStream.getOrDefault(stream, -1));
                lastOfStream.put(stream, index);
            }
        }
        for (int i = 0; i < seen.length; i++) {
            if (!reliability(side.sent.get(i)[0]).isLimited()) {
                assertThat(seen[i]).as("seed %d: message %d arrived", seed, i).isTrue();
            }
        }
        assertThat(side.from.association().bufferedBytes())
                .as("seed %d: nothing is left to send", seed)
                .isZero();
    }
}
