package media.sluice.core.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import media.sluice.core.rtcp.RtcpCursor;
import media.sluice.core.rtcp.RtcpWriter;
import media.sluice.core.rtcp.SenderReport;
import media.sluice.core.rtp.AbsoluteTime;
import media.sluice.core.wire.AllocationProbe;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.Packets;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.junit.jupiter.api.Test;

class SenderReportsTest {

    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;
    private static final long NTP = 0xE000_0000_8000_0000L;

    private final MemorySegment packet = Packets.room(200);
    private final RtcpWriter writer = new RtcpWriter();
    private final PublisherClock clock = new PublisherClock();
    private final SenderReports reports = new SenderReports(42, 90_000);

    @Test
    void mapsThePublishersClockToTheOutgoingTimestamps() {
        clock.onSenderReport(NTP, 0xFFFF_FF00, 10 * SECOND);
        reports.onPacketSent(1000, 10 * SECOND);
        reports.onPacketSent(200, 10 * SECOND);
        writer.start(packet, 0, 200);

        assertThat(reports.write(writer, clock, 5000, 10 * SECOND + 500 * MILLI)).isTrue();

        assertThat(SenderReport.ssrc(packet, 0)).isEqualTo(42);
        assertThat(SenderReport.ntp(packet, 0)).isEqualTo(NTP + 0x8000_0000L);
        assertThat(SenderReport.rtpTimestamp(packet, 0)).isEqualTo(0xFFFF_FF00 + 45_000 + 5000);
        assertThat(SenderReport.packets(packet, 0)).isEqualTo(2);
        assertThat(SenderReport.octets(packet, 0)).isEqualTo(1200);
        assertThat(new RtcpCursor().start(packet, 0, writer.length()).name()).isEqualTo("NONE");
    }

    @Test
    void isDueWithTheFirstPacketAndEveryThreeSeconds() {
        assertThat(reports.isDue(SECOND)).isFalse();
        reports.onPacketSent(1, SECOND);
        assertThat(reports.isDue(SECOND)).isTrue();

        writer.start(packet, 0, 200);
        assertThat(reports.write(writer, clock, 0, SECOND)).isFalse();
        assertThat(writer.isEmpty()).isTrue();
        assertThat(reports.nextDeadlineNanos()).isEqualTo(SECOND + 200 * MILLI);

        clock.onSenderReport(NTP, 0, SECOND);
        assertThat(reports.write(writer, clock, 0, 2 * SECOND)).isTrue();
        assertThat(reports.nextDeadlineNanos()).isEqualTo(5 * SECOND);
    }

    @Test
    void measuresTheRoundTrip() {
        clock.onSenderReport(NTP, 0, 0);
        reports.onPacketSent(1, 0);
        writer.start(packet, 0, 200);
        reports.write(writer, clock, 0, SECOND);
        int lsr = AbsoluteTime.middle(SenderReport.ntp(packet, 0));
        long dlsr = AbsoluteTime.shortOfNanos(400 * MILLI);

        long roundTrip = reports.roundTripNanos(lsr, dlsr, SECOND + 480 * MILLI);

        assertThat(roundTrip).isBetween(80 * MILLI, 80 * MILLI + 20_000);
        assertThat(reports.roundTripNanos(lsr + 1, dlsr, 2 * SECOND)).isEqualTo(-1);
        assertThat(reports.roundTripNanos(lsr, 0xFFFF_FFFFL, 2 * SECOND)).isEqualTo(-1);
        assertThat(reports.roundTripNanos(0, 0, 2 * SECOND)).isEqualTo(-1);
    }

    @Test
    void linesUpTheLayersOfASimulcast() {
        var low = new PublisherClock();
        var high = new PublisherClock();
        low.onSenderReport(NTP, 1000, 0);
        high.onSenderReport(NTP + 0x1_0000_0000L, 500_000, 5);

        // one second later in NTP time, so 90000 units
        assertThat(high.timestampOf(low, 1000 + 90_000, 90_000)).isEqualTo(500_000);
        assertThat(low.timestampOf(high, 500_000, 90_000)).isEqualTo(91_000);
    }

    @Test
    void goesOnAfterTheMove() throws CorruptStateException {
        clock.onSenderReport(NTP, 77, 0);
        reports.onPacketSent(1000, 0);
        var state = new StateWriter();
        reports.export(state);
        clock.export(state, 2 * SECOND);

        long otherNow = -90 * SECOND;
        var reader = new StateReader(state.toBytes());
        var movedReports = new SenderReports(42, 90_000);
        var movedClock = new PublisherClock();
        movedReports.restore(reader, otherNow);
        movedClock.restore(reader, otherNow);

        assertThat(movedReports.isDue(otherNow)).isTrue();
        assertThat(movedReports.packets()).isEqualTo(1);
        assertThat(movedReports.octets()).isEqualTo(1000);
        assertThat(movedClock.ntpAt(otherNow)).isEqualTo(clock.ntpAt(2 * SECOND));
        assertThat(movedClock.timestampAt(otherNow + SECOND, 90_000))
                .isEqualTo(clock.timestampAt(3 * SECOND, 90_000));
    }

    @Test
    void reportingAllocatesNothing() {
        clock.onSenderReport(NTP, 0, 0);
        long[] now = new long[1];

        long allocated =
                AllocationProbe.bytesPerCall(() -> {
                    now[0] += MILLI;
                    reports.onPacketSent(1000, now[0]);
                    writer.start(packet, 0, 200);
                    reports.write(writer, clock, 9, now[0]);
                    reports.roundTripNanos(7, 7, now[0]);
                });

        assertThat(allocated).isZero();
    }
}
