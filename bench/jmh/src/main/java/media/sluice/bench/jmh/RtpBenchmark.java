package media.sluice.bench.jmh;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import media.sluice.core.codec.Vp8Descriptor;
import media.sluice.core.forwarding.RtpRewriter;
import media.sluice.core.forwarding.Vp8Munger;
import media.sluice.core.rtp.ExtensionCursor;
import media.sluice.core.rtp.ExtensionMap;
import media.sluice.core.rtp.ExtensionTranslation;
import media.sluice.core.rtp.HeaderBuilder;
import media.sluice.core.rtp.KnownExtension;
import media.sluice.core.rtp.RtpFault;
import media.sluice.core.rtp.RtpHeader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Once for each packet in: the parses. Once for each packet out: numbers, descriptor, header. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RtpBenchmark {
    private static final byte[] MID = {'3'};

    private final MemorySegment packet = Samples.packet();
    private final MemorySegment out = MemorySegment.ofArray(new byte[Samples.ROOM]);
    private final ExtensionCursor cursor = new ExtensionCursor();
    private final Vp8Descriptor descriptor = new Vp8Descriptor();
    private final RtpRewriter rewriter = new RtpRewriter(90_000);
    private final Vp8Munger munger = new Vp8Munger();
    private final HeaderBuilder builder = new HeaderBuilder();
    private final ExtensionTranslation translation =
            new ExtensionTranslation(extensions(), extensions());
    private long sequence;
    private long now;

    private static ExtensionMap extensions() {
        return ExtensionMap.EMPTY
                .with(KnownExtension.MID, Samples.MID_ID)
                .with(KnownExtension.TRANSPORT_SEQUENCE, Samples.TRANSPORT_SEQUENCE_ID)
                .with(KnownExtension.ABS_SEND_TIME, Samples.SEND_TIME_ID);
    }

    /** Starts both at the sample. */
    public RtpBenchmark() {
        descriptor.parse(packet, Samples.HEADER, Samples.PAYLOAD);
        munger.anchor(descriptor, false);
        rewriter.anchor(0, 1, 0, 0, RtpRewriter.RELATION_UNKNOWN);
    }

    /** Is it RTP, where is its payload, which extensions has it. */
    @Benchmark
    public int parseHeader() {
        if (RtpHeader.check(packet, 0, Samples.LENGTH) != RtpFault.NONE) {
            throw new IllegalStateException("the sample is no RTP packet");
        }
        int found = RtpHeader.ssrc(packet, 0) ^ RtpHeader.sequence(packet, 0);
        cursor.start(packet, 0);
        while (cursor.next()) {
            found += cursor.id();
        }
        return found + RtpHeader.payloadLength(packet, 0, Samples.LENGTH);
    }

    /** The VP8 payload descriptor. */
    @Benchmark
    public boolean parseVp8() {
        return descriptor.parse(packet, Samples.HEADER, Samples.PAYLOAD);
    }

    /** A subscriber's sequence number and timestamp. */
    @Benchmark
    public RtpRewriter.Action rewriteNumbers() {
        now += 1_000_000;
        sequence++;
        return rewriter.map(0, sequence, (int) sequence * 3_000, false, now);
    }

    /** A subscriber's VP8 descriptor. */
    @Benchmark
    public int rewriteVp8() {
        munger.map(descriptor);
        return descriptor.write(
                out, Samples.HEADER, munger.outPictureId(), munger.outTl0(), munger.outKeyIdx());
    }

    /** A subscriber's header: translated extensions, own mid, send time and transport sequence. */
    @Benchmark
    public int rewriteHeader() {
        builder.start();
        builder.translate(translation, packet, 0);
        builder.set(Samples.MID_ID, MID);
        builder.set24(Samples.SEND_TIME_ID, (int) ++now & 0xFF_FFFF);
        builder.set16(Samples.TRANSPORT_SEQUENCE_ID, (int) now & 0xFFFF);
        return builder.write(packet, 0, out, 0);
    }
}
