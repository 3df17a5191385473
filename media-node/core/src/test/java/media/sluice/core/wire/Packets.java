package media.sluice.core.wire;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;

/** Packets from hexadecimal text and back. */
public final class Packets {

    private Packets() {}

    /** A heap segment of exactly these bytes; white space is ignored. */
    public static MemorySegment hex(String text) {
        return MemorySegment.ofArray(bytes(text));
    }

    public static byte[] bytes(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    public static String hex(MemorySegment segment, long at, int length) {
        byte[] bytes = new byte[length];
        Bytes.copy(segment, at, bytes, 0, length);
        return HexFormat.of().formatHex(bytes);
    }

    /** A segment that holds the bytes after a margin, and not one byte more. */
    public static MemorySegment after(int margin, byte[] bytes) {
        byte[] all = new byte[margin + bytes.length];
        Arrays.fill(all, (byte) 0xAA);
        System.arraycopy(bytes, 0, all, margin, bytes.length);
        return MemorySegment.ofArray(all);
    }

    /** Room of zero bytes. */
    public static MemorySegment room(int size) {
        return MemorySegment.ofArray(new byte[size]);
    }
}
