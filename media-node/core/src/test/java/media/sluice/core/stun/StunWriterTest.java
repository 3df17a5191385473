package media.sluice.core.stun;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import media.sluice.core.sim.SimAddresses;
import org.junit.jupiter.api.Test;

class StunWriterTest {
    private static final long AT = 7;

    private final MemorySegment buffer = MemorySegment.ofArray(new byte[2000]);
    private final StunKey key = StunKey.of("0123456789012345678901");
    private final StunWriter writer = new StunWriter();
    private final StunView view = new StunView();

    @Test
    void readsBackWhatItWrote() {
        writer.begin(StunType.BINDING_REQUEST, 1, 2)
                .username("client:server")
                .priority(0xFFFF_FFFEL)
                .useCandidate()
                .controlling(99)
                .integrity(key)
                .fingerprint();
        int length = writer.copyTo(buffer, AT);

        assertThat(view.parse(buffer, AT, length)).isEqualTo(StunVerdict.OK);
        assertThat(view.isIntact(key)).isTrue();
        assertThat(view.isNominating()).isTrue();
        assertThat(view.isFromControlling()).isTrue();
        assertThat(view.priority()).isEqualTo(0xFFFF_FFFEL);
        assertThat(view.username()).isEqualTo("client:server");
    }

    @Test
    void roundTripsAddressesAndErrors() {
        for (var address :
                new media.sluice.core.wire.TransportAddress[] {
                    SimAddresses.v4("203.0.113.200", 65535), SimAddresses.v6(77, 1)
                }) {
            writer.begin(StunType.BINDING_ERROR, -5, Long.MIN_VALUE)
                    .mappedAddress(address)
                    .error(487)
                    .integrity(key)
                    .fingerprint();
            int length = writer.copyTo(buffer, 0);

            assertThat(view.parse(buffer, 0, length)).isEqualTo(StunVerdict.OK);
            assertThat(view.mappedAddress()).isEqualTo(address);
            assertThat(view.errorCode()).isEqualTo(487);
        }
    }

    @Test
    void ignoresWhatFollowsIntegrityAndCountsUnknownRequiredAttributes() {
        writer.begin(StunType.BINDING_REQUEST, 1, 2)
                .username("a:b")
                .raw(0x0030, new byte[4])
                .raw(0xC057, new byte[] {0, 1, 0, 10})
                .raw(0x7FFF, new byte[3])
                .integrity(key)
                .useCandidate()
                .fingerprint();
        int length = writer.copyTo(buffer, 0);

        assertThat(view.parse(buffer, 0, length)).isEqualTo(StunVerdict.OK);
        assertThat(view.isIntact(key)).isTrue();
        assertThat(view.unknownRequired()).isEqualTo(1);
        assertThat(view.isNominating()).as("pion's renomination is known").isTrue();

        writer.begin(StunType.BINDING_REQUEST, 1, 2).integrity(key).useCandidate().fingerprint();
        view.parse(buffer, 0, writer.copyTo(buffer, 0));
        assertThat(view.isNominating()).as("unprotected attribute").isFalse();
    }

    @Test
    void refusesWrongLengths() {
        writer.begin(StunType.BINDING_REQUEST, 1, 2).username("a:b").fingerprint();
        int length = writer.copyTo(buffer, 0);

        assertThat(view.parse(buffer, 0, 19)).isEqualTo(StunVerdict.BAD_SIZE);
        assertThat(view.parse(buffer, 0, length - 1)).isEqualTo(StunVerdict.BAD_LENGTH);
        assertThat(view.parse(buffer, 0, length + 4)).isEqualTo(StunVerdict.BAD_LENGTH);
        buffer.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 23, (byte) 200);
        assertThat(view.parse(buffer, 0, length)).isEqualTo(StunVerdict.BAD_ATTRIBUTE);
        buffer.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 4, (byte) 0);
        assertThat(view.parse(buffer, 0, length)).isEqualTo(StunVerdict.NOT_STUN);
    }
}
