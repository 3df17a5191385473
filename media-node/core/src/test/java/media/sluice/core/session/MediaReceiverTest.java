package media.sluice.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import media.sluice.core.rtcp.ExtendedReport;
import media.sluice.core.rtcp.Nack;
import media.sluice.core.rtcp.RtcpCursor;
import media.sluice.core.rtcp.RtcpType;
import media.sluice.core.rtcp.RtcpWriter;
import media.sluice.core.rtp.AbsoluteTime;
import media.sluice.core.rtp.RtpHeader;
import media.sluice.core.wire.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MediaReceiverTest {
    private static final int MID_ID = 1;
    private static final int RID_ID = 2;
    private static final int RRID_ID = 3;
    private static final int TRANSPORT_ID = 4;
    private static final ReceiveSpec.Extensions EXTENSIONS =
            new ReceiveSpec.Extensions(MID_ID, RID_ID, RRID_ID, TRANSPORT_ID);
    private static final ReceiveSpec VIDEO =
            new ReceiveSpec(
                    "1",
                    List.of(new ReceiveSpec.Payload(96, 97, 90_000, true)),
                    List.of(
                            new ReceiveSpec.Encoding("q", 0, 0),
                            new ReceiveSpec.Encoding("h", 0, 0),
                            new ReceiveSpec.Encoding("f", 0, 0)),
                    EXTENSIONS);
    private static final ReceiveSpec AUDIO =
            new ReceiveSpec(
                    "0",
                    List.of(new ReceiveSpec.Payload(111, -1, 48_000, true)),
                    List.of(new ReceiveSpec.Encoding("", 0, 0)),
                    EXTENSIONS);

    private record Seen(
            String mid, String rid, int sequence, int type, boolean isRepair, int payloadLength) {}

    private final InboundStreams streams = new InboundStreams();
    private final SessionCounters counters = new SessionCounters();
    private final ReportSchedule reports = new ReportSchedule(streams, 77);
    private final MediaReceiver receiver =
            new MediaReceiver(streams, counters, new FeedbackRelay(), reports);
    private final MemorySegment packet = MemorySegment.ofArray(new byte[300]);
    private final List<Seen> seen = new ArrayList<>();
    private long now = 1_000_000_000L;

    private ReceiveSection add(ReceiveSpec spec) {
        var section = new ReceiveSection(spec);
        section.deliverTo((rtp, nowNanos) ->
                seen.add(
                        new Seen(
                                spec.mid(),
                                rtp.stream().rid(),
                                rtp.sequence(),
                                rtp.payloadType(),
                                rtp.isRepair(),
                                rtp.payloadLength())));
        streams.add(section);
        return section;
    }

    private int write(
            int type, int sequence, int ssrc, @Nullable String mid, @Nullable String rid, int id) {
        RtpHeader.write(packet, 0, true, type, sequence, sequence * 3000, ssrc);
        int at = RtpHeader.FIXED_LENGTH;
        if (mid != null) {
            Bytes.put8(packet, 0, 0x90);
            Bytes.put16(packet, at, 0xBEDE);
            int end = element(at + 4, MID_ID, mid);
            end = rid == null ? end : element(end, id, rid);
            end = transportSequence(end, sequence);
            int words = (end - at - 4 + 3) / 4;
            Bytes.zero(packet, end, at + 4 + 4L * words - end);
            Bytes.put16(packet, at + 2, words);
            at += 4 + 4 * words;
        }
        return at;
    }

    private int element(int at, int id, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        Bytes.put8(packet, at, id << 4 | bytes.length - 1);
        Bytes.copy(bytes, 0, packet, at + 1, bytes.length);
        return at + 1 + bytes.length;
    }

    private int transportSequence(int at, int sequence) {
        Bytes.put8(packet, at, TRANSPORT_ID << 4 | 1);
        Bytes.put16(packet, at + 1, sequence);
        return at + 3;
    }

    private void receive(int headerLength, int payloadLength) {
        int sequence = RtpHeader.sequence(packet, 0);
        receiver.handleRtp(packet, 0, headerLength + payloadLength, sequence, now);
    }

    @Test
    void bindsByMidAndRidAndKeepsTheBinding() {
        add(AUDIO);
        var video = add(VIDEO);
        receive(write(96, 1, 500, "1", "h", RID_ID), 20);
        receive(write(96, 2, 500, null, null, 0), 20);
        receive(write(96, 1, 600, "1", "f", RID_ID), 20);
        receive(write(111, 1, 700, "0", null, 0), 20);

        assertThat(seen)
                .containsExactly(
                        new Seen("1", "h", 1, 96, false, 20),
                        new Seen("1", "h", 2, 96, false, 20),
                        new Seen("1", "f", 1, 96, false, 20),
                        new Seen("0", "", 1, 111, false, 20));
        assertThat(video.streams().get(1).ssrc()).isEqualTo(500);
        assertThat(video.streams().get(0).ssrc()).isZero();
    }

    @Test
    void bindsByPayloadTypeWhenThereIsOneChoice() {
        add(AUDIO);
        receive(write(111, 1, 700, null, null, 0), 20);
        receive(write(96, 1, 800, null, null, 0), 20);

        assertThat(seen).containsExactly(new Seen("0", "", 1, 111, false, 20));
        assertThat(counters.drops(SessionDrop.UNKNOWN_STREAM)).isEqualTo(1);
    }

    @Test
    void asksForLossesAndTakesRepairsOnce() {
        add(VIDEO);
        receive(write(96, 10, 500, "1", "q", RID_ID), 20);
        receive(write(96, 13, 500, "1", "q", RID_ID), 20);
        now += 10_000_000;
        assertThat(nacked()).containsExactly(11, 12);

        for (int i = 0; i < 2; i++) {
            int header = write(97, 1 + i, 501, "1", "q", RRID_ID);
            Bytes.put16(packet, header, 12);
            receive(header, 22);
        }
        receive(write(97, 9, 501, "1", "q", RRID_ID), 0);

        assertThat(seen).hasSize(3).endsWith(new Seen("1", "q", 12, 96, true, 20));
        assertThat(counters.repairs()).isEqualTo(1);
        assertThat(counters.drops(SessionDrop.USELESS_REPAIR)).isEqualTo(2);
        now += 100_000_000;
        assertThat(nacked()).containsExactly(11);
    }

    @Test
    void repeatsARequestAfterTheRoundTripThatThePeerEchoes() {
        add(VIDEO);
        receive(write(96, 10, 500, "1", "q", RID_ID), 20);
        now += 1_000_000_000;
        long[] reference = new long[1];
        var cursor = new RtcpCursor();
        forEachRtcp(
                cursor,
                room -> {
                    long block =
                            cursor.type() == RtcpType.EXTENDED_REPORT
                                    ? ExtendedReport.firstBlock(cursor)
                                    : -1;
                    reference[0] =
                            block < 0 ? reference[0] : ExtendedReport.referenceTime(room, block);
                });

        now += 230_000_000;
        echo(78, AbsoluteTime.middle(reference[0]), 0);
        assertThat(reports.roundTripNanos()).as("the echo for another receiver").isEqualTo(-1);
        echo(77, AbsoluteTime.middle(reference[0]), AbsoluteTime.shortOfNanos(30_000_000));
        assertThat(reports.roundTripNanos()).isBetween(199_900_000L, 200_100_000L);

        // A stream that begins after the measurement knows it too.
        receive(write(96, 10, 600, "1", "f", RID_ID), 20);
        receive(write(96, 12, 600, "1", "f", RID_ID), 20);
        now += 10_000_000;
        assertThat(nacked()).containsExactly(11);
        now += 190_000_000;
        assertThat(nacked()).as("within the round trip").isEmpty();
        now += 20_000_000;
        assertThat(nacked()).containsExactly(11);
    }

    /** An answer of the peer to a reference time of {@code ssrc}. */
    private void echo(int ssrc, int middle, long delay) {
        var room = MemorySegment.ofArray(new byte[100]);
        var writer = new RtcpWriter();
        writer.start(room, 0, 100);
        writer.receiverReport(500);
        writer.delaySinceReceiverReport(500, ssrc, middle, delay);
        receiver.handleRtcp(room, 0, writer.length(), now);
    }

    @Test
    void tellsWhenMoreIsMissingThanCanBeAskedFor() {
        var unrepairable = new ArrayList<String>();
        var section = new ReceiveSection(VIDEO);
        section.deliverTo(
                new MediaSink() {
                    @Override
                    public void onRtp(InboundRtp rtp, long nowNanos) {}

                    @Override
                    public void onUnrepairable(InboundStream stream, long nowNanos) {
                        unrepairable.add(stream.rid());
                    }
                });
        streams.add(section);
        receive(write(96, 10, 500, "1", "h", RID_ID), 20);
        receive(write(96, 1000, 500, "1", "h", RID_ID), 20);
        assertThat(unrepairable).as("a gap that NACK can fill in part").isEmpty();

        receive(write(96, 2001, 500, "1", "h", RID_ID), 20);

        assertThat(unrepairable).containsExactly("h");
    }

    private List<Integer> nacked() {
        var found = new ArrayList<Integer>();
        var cursor = new RtcpCursor();
        var sequences = new int[20];
        forEachRtcp(
                cursor,
                room -> {
                    if (cursor.isTransportFeedback(RtcpType.FMT_NACK)) {
                        int count = Nack.read(room, cursor, sequences);
                        for (int i = 0; i < count; i++) {
                            found.add(sequences[i]);
                        }
                    }
                });
        return found;
    }

    private void forEachRtcp(RtcpCursor cursor, Consumer<MemorySegment> each) {
        var room = MemorySegment.ofArray(new byte[ReportSchedule.CAPACITY]);
        var writer = new RtcpWriter();
        writer.start(room, 0, ReportSchedule.CAPACITY);
        while (reports.write(writer, now)) {
            cursor.start(room, 0, writer.length());
            while (cursor.next()) {
                each.accept(room);
            }
            writer.start(room, 0, ReportSchedule.CAPACITY);
        }
    }

    @Test
    void reportsFeedsBackAndAsksForKeyFrames() {
        var video = add(VIDEO);
        for (int i = 0; i < 30; i++) {
            receive(write(96, i, 500, "1", "q", RID_ID), 20);
            now += 40_000_000;
        }
        video.streams().getFirst().wantKeyFrame();
        reports.onKeyFrameWanted();
        var types = new ArrayList<String>();
        var cursor = new RtcpCursor();

        forEachRtcp(cursor, room -> types.add(cursor.type() + "/" + cursor.count()));

        assertThat(types).containsExactly("201/1", "202/1", "207/0", "206/1", "205/15");
        assertThat(reports.nextDeadlineNanos()).isGreaterThan(now);
    }

    @Test
    void reportsOnEveryStreamOfABigPublisher() {
        for (int i = 0; i < 60; i++) {
            var encoding = new ReceiveSpec.Encoding("", 1000 + i, 0);
            add(new ReceiveSpec("m" + i, VIDEO.payloads(), List.of(encoding), EXTENSIONS));
            receive(write(96, i, 1000 + i, null, null, 0), 20);
        }
        now += 1_000_000_000;
        var blocks = new int[1];
        var cursor = new RtcpCursor();

        forEachRtcp(
                cursor,
                room ->
                        blocks[0] +=
                                cursor.type() == RtcpType.RECEIVER_REPORT
                                        ? cursor.reportBlocks()
                                        : 0);

        assertThat(blocks[0]).isEqualTo(60);
    }

    @Test
    void dropsMediaThatNobodyTakes() {
        streams.add(new ReceiveSection(AUDIO));
        receive(write(111, 1, 700, "0", null, 0), 20);

        assertThat(counters.drops(SessionDrop.NO_RECEIVER)).isEqualTo(1);
    }

    @Test
    void receivesWithoutAllocating() {
        var section = new ReceiveSection(VIDEO);
        long[] total = new long[1];
        section.deliverTo((rtp, nowNanos) -> total[0] += rtp.payloadLength());
        streams.add(section);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int header = write(96, 0, 500, "1", "q", RID_ID);
        long allocated = 0;
        for (int round = 0; round < 3; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 100_000; i++) {
                RtpHeader.putSequence(packet, 0, i & 0xFFFF);
                receiver.handleRtp(packet, 0, header + 20, i & 0xFFFF, now);
                now += 10_000;
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }

        assertThat(allocated).isLessThan(1_000);
        assertThat(total[0]).isEqualTo(300_000L * 20);
    }
}
