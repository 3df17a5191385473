package media.sluice.core.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import media.sluice.core.sim.SimLink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamResetTest {

    private static final Duration LONG = Duration.ofMinutes(2);
    private static final SimLink BAD =
            SimLink.delay(Duration.ofMillis(20))
                    .withLoss(0.25)
                    .withDuplication(0.2)
                    .withReordering(0.2, Duration.ofMillis(30));

    /** What was sent before a reset arrives before it, and numbers begin anew after it. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void streamIsReusedAgainAndAgainOnABadNetwork(long seed) {
        var pair = new SctpPair(seed, SctpConfig.standard(), -30).link(BAD).up();
        var sizes = new ArrayList<Integer>();
        for (int round = 1; round <= 6; round++) {
            for (int i = 0; i < 5; i++) {
                int size = round * 1000 + i;
                sizes.add(size);
                assertThat(pair.aliceSends(3, new byte[size], Reliability.ordered()))
                        .isEqualTo(SendStatus.QUEUED);
            }
            pair.alice.association().resetStream(3);
            assertThat(pair.aliceSends(3, new byte[1], Reliability.ordered()))
                    .isEqualTo(SendStatus.STREAM_RESETTING);
            pair.runFor(Duration.ofMillis(70));
            pair.alice.move(pair.network.nowNanos(), seed << round);
            pair.bob.move(pair.network.nowNanos(), -seed << round);
            pair.runFor(LONG);
        }
        assertThat(pair.bob.messages)
                .as("seed %d", seed)
                .extracting(message -> message.payload().length)
                .isEqualTo(sizes);
        var incoming = new SctpEvent.IncomingStreamsReset(List.of(3));
        var outgoing = new SctpEvent.OutgoingStreamsReset(List.of(3), true);
        assertThat(pair.bob.events).filteredOn(incoming::equals).hasSize(6);
        assertThat(pair.alice.events).filteredOn(outgoing::equals).hasSize(6);
    }

    @Test
    void manyStreamsAreResetInFewRequests() {
        var pair = new SctpPair(1).up();
        for (int id = 0; id < 1000; id++) {
            pair.alice.association().resetStream(id);
        }
        pair.runFor(LONG);
        assertThat(pair.bob.events).hasSize(1 + 5);
        assertThat(pair.aliceSends(999, new byte[1], Reliability.ordered()))
                .isEqualTo(SendStatus.QUEUED);
    }

    /** Firefox once asked for more streams as it needed them (RFC 6525 §4.5). */
    @Test
    void refusesStreamsBeyondWhatWasOffered() {
        var pair = new SctpPair(1).up();
        var answers = new ArrayList<byte[]>();
        pair.network.tap(datagram -> {
            if ((datagram.payload()[12] & 0xFF) == ChunkType.RECONFIG) {
                answers.add(datagram.payload());
            }
        });
        int sequence = 7919 + 3;
        pair.injectToAlice(
                pair.alice.association().localTag(),
                ChunkWriter.reconfig(new ReconfigParameter.AddOutgoing(sequence, 1)),
                ChunkWriter.reconfig(new ReconfigParameter.OtherRequest(sequence + 1)),
                ChunkWriter.reconfig(new ReconfigParameter.OtherRequest(sequence + 9)));
        pair.runFor(Duration.ofSeconds(1));
        byte[] packet = answers.getFirst();
        assertThat(packet[12 + 15]).isEqualTo((byte) ReconfigParameter.Result.DENIED);
        assertThat(packet[28 + 15]).isEqualTo((byte) ReconfigParameter.Result.DENIED);
        assertThat(packet[44 + 15]).isEqualTo((byte) ReconfigParameter.Result.BAD_SEQUENCE);
    }
}
