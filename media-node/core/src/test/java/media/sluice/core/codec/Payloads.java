package media.sluice.core.codec;

import java.lang.foreign.MemorySegment;

/** Bytes written as numbers. */
final class Payloads {

    private Payloads() {}

    static MemorySegment of(int... bytes) {
        byte[] array = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            array[i] = (byte) bytes[i];
        }
        return MemorySegment.ofArray(array);
    }

    static int size(MemorySegment segment) {
        return (int) segment.byteSize();
    }
}
