package media.sluice.core.rtp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import media.sluice.core.wire.Packets;

/**
 * Any bytes: nothing throws, nothing is read outside the packet, and the builder's output is sound.
 */
class RtpFuzzTest {

    private static final int MARGIN = 3;

    private final MemorySegment out = Packets.room(HeaderBuilder.MAX_LENGTH);

    @FuzzTest
    void header(byte[] data) {
        MemorySegment packet = Packets.after(MARGIN, data);
        if (RtpHeader.check(packet, MARGIN, data.length) != RtpFault.NONE) {
            return;
        }
        check(RtpHeader.length(packet, MARGIN) <= data.length, "header longer than packet");
        boolean marker = RtpHeader.marker(packet, MARGIN);
        check(
                RtpHeader.isRtcp(packet, MARGIN)
                        == (marker
                                && RtpHeader.payloadType(packet, MARGIN) >= 64
                                && RtpHeader.payloadType(packet, MARGIN) < 96),
                "RTCP by another rule than RFC 5761's");
        RtpHeader.putMarker(packet, MARGIN, !marker);
        check(RtpHeader.marker(packet, MARGIN) != marker, "the marker stays");
        RtpHeader.putMarker(packet, MARGIN, marker);
        copyHeader(packet, marker);
        if (RtpHeader.checkPadding(packet, MARGIN, data.length) == RtpFault.NONE) {
            check(RtpHeader.payloadLength(packet, MARGIN, data.length) >= 0, "negative payload");
            if (Rtx.carriesOriginal(packet, MARGIN, data.length)) {
                Rtx.restore(packet, MARGIN, 96, 1);
                check(
                        RtpHeader.check(packet, MARGIN + Rtx.OVERHEAD, data.length - Rtx.OVERHEAD)
                                == RtpFault.NONE,
                        "restored packet is broken");
            }
        }
    }

    private void copyHeader(MemorySegment packet, boolean marker) {
        RtpHeader.write(
                out,
                0,
                marker,
                RtpHeader.payloadType(packet, MARGIN),
                RtpHeader.sequence(packet, MARGIN),
                RtpHeader.timestamp(packet, MARGIN),
                RtpHeader.ssrc(packet, MARGIN));
        check(
                RtpHeader.check(out, 0, RtpHeader.FIXED_LENGTH) == RtpFault.NONE
                        && RtpHeader.marker(out, 0) == marker
                        && RtpHeader.timestamp(out, 0) == RtpHeader.timestamp(packet, MARGIN)
                        && RtpHeader.ssrc(out, 0) == RtpHeader.ssrc(packet, MARGIN),
                "a header written again reads otherwise");
    }

    @FuzzTest
    void extensions(byte[] data) {
        MemorySegment packet = Packets.after(MARGIN, data);
        if (RtpHeader.check(packet, MARGIN, data.length) != RtpFault.NONE) {
            return;
        }
        int end = MARGIN + RtpHeader.length(packet, MARGIN);
        var cursor = new ExtensionCursor();
        cursor.start(packet, MARGIN);
        var walked = new BitSet();
        while (cursor.next()) {
            walked.set(cursor.id());
            check(cursor.at() + cursor.length() <= end, "element outside the block");
        }
        for (int id = 1; id <= 0xFF; id++) {
            check(
                    HeaderExtensions.find(packet, MARGIN, id)
                            != HeaderExtensions.ABSENT
                            == walked.get(id),
                    "walked over but not found, or the other way round");
        }
        rebuild(packet);
    }

    private void rebuild(MemorySegment packet) {
        ExtensionMap map = ExtensionMap.EMPTY;
        for (int id = 1; id < 15; id++) {
            map = map.with(KnownExtension.AUDIO_LEVEL, id);
        }
        var builder = new HeaderBuilder();
        builder.start();
        builder.translate(new ExtensionTranslation(map, map), packet, MARGIN);
        builder.set16(200, 1);
        int length = builder.write(packet, MARGIN, out, 0);
        check(RtpHeader.check(out, 0, length) == RtpFault.NONE, "built header is broken");
        check(RtpHeader.length(out, 0) == length, "built header has another length");
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalStateException(message);
        }
    }
}
