package media.sluice.core.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import media.sluice.core.sctp.SctpEvent.CloseReason;
import org.junit.jupiter.api.Test;

/** A peer that keeps DTLS but not SCTP: what it can make us hold is bounded. */
class HostilePeerTest {

    private static final int FIRST = ChunkType.FLAG_FIRST;
    private static final int LAST = ChunkType.FLAG_LAST;
    private static final int MIDDLE = 0;

    private final SctpPair pair = new SctpPair(1, SctpConfig.standard(), 1).up();
    private final SctpAssociation alice = pair.alice.association();
    private final int tag = alice.localTag();

    /** Bob's first TSN, as {@link SctpPair} chooses it. */
    private static final int BOBS_FIRST = 1 + 3;

    private void data(int tsn, int flags, int streamId, int ssn, int length) {
        byte[] chunk =
                new TlvWriter()
                        .chunk(ChunkType.DATA, flags)
                        .u32(tsn)
                        .u16(streamId)
                        .u16(ssn)
                        .u32(53)
                        .raw(new byte[length])
                        .close()
                        .toBytes();
        pair.injectToAlice(tag, chunk);
        while (alice.pollPacket(pair.network.nowNanos()) != null) {
            assertThat(alice.state()).isNotNull();
        }
    }

    private boolean isEnded() {
        for (var event = alice.pollEvent(); event != null; event = alice.pollEvent()) {
            if (event.equals(new SctpEvent.Closed(CloseReason.PROTOCOL_VIOLATION))) {
                return true;
            }
        }
        return false;
    }

    @Test
    void messageWithoutEndEndsTheAssociation() {
        data(BOBS_FIRST, FIRST, 0, 0, 1000);
        int sent = 1;
        while (alice.state() == AssociationState.ESTABLISHED && sent < 5000) {
            data(BOBS_FIRST + sent++, MIDDLE, 0, 0, 1000);
        }
        assertThat(isEnded()).isTrue();
        assertThat(sent).isBetween(1000, 1400);
    }

    @Test
    void messageLongerThanAgreedEndsTheAssociation() {
        data(BOBS_FIRST, FIRST, 0, 0, 1100);
        for (int i = 1; i < 300; i++) {
            data(BOBS_FIRST + i, i == 299 ? LAST : MIDDLE, 0, 0, 1100);
        }
        assertThat(isEnded()).isTrue();
    }

    @Test
    void fragmentsThatContradictEachOtherEndTheAssociation() {
        data(BOBS_FIRST, FIRST, 0, 0, 10);
        data(BOBS_FIRST + 1, FIRST, 0, 1, 10);
        assertThat(isEnded()).isTrue();
    }

    @Test
    void fragmentsOfAnotherStreamEndTheAssociation() {
        data(BOBS_FIRST + 1, LAST, 7, 0, 10);
        data(BOBS_FIRST, FIRST, 0, 0, 10);
        assertThat(isEnded()).isTrue();
    }

    /**
     * The first message never comes: others wait for it until the buffer is full, and no longer.
     */
    @Test
    void orderedMessagesThatCannotBeDeliveredFillTheBufferOnly() {
        int sent = 0;
        while (alice.state() == AssociationState.ESTABLISHED && sent < 5000) {
            data(BOBS_FIRST + sent, FIRST | LAST, 0, 1 + sent, 1000);
            sent++;
        }
        assertThat(isEnded()).isTrue();
        assertThat(sent).isBetween(1000, 1400);
    }

    @Test
    void dataFarAheadAndFullOfHolesIsNotKept() {
        for (int i = 0; i < 2000; i++) {
            data(BOBS_FIRST + 2 + 2 * i, FIRST | LAST, 0, i, 10);
        }
        data(BOBS_FIRST + 100_000, FIRST | LAST, 0, 9, 10);
        assertThat(alice.counters().drops(SctpDrop.TSN_AHEAD))
                .isEqualTo(2000 - ReceivedTsns.MAX_RANGES + 1);
        assertThat(alice.state()).isEqualTo(AssociationState.ESTABLISHED);
    }

    @Test
    void streamThatWasNotAgreedOnIsRefusedAndAcknowledged() {
        data(BOBS_FIRST, FIRST | LAST, 1024, 0, 10);
        assertThat(alice.counters().drops(SctpDrop.BAD_STREAM)).isEqualTo(1);
        data(BOBS_FIRST + 1, FIRST | LAST, 1023, 0, 10);
        assertThat(alice.counters().messagesReceived()).isEqualTo(1);
    }
}
