package media.sluice.core.rtp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
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

    @FuzzTest
    void extensions(byte[] data) {
        MemorySegment packet = Packets.after(MARGIN, data);
        if (RtpHeader.check(packet, MARGIN, data.length) != RtpFault.NONE) {
            return;
        }
        int end = MARGIN + RtpHeader.length(packet, MARGIN);
        var cursor = new ExtensionCursor();
        cursor.start(packet, MARGIN);
        while (cursor.next()) {
            check(cursor.at() + cursor.length() <= end, "element outside the block");
            check(
                    HeaderExtensions.find(packet, MARGIN, cursor.id()) != HeaderExtensions.ABSENT,
                    "walked over but not found");
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
