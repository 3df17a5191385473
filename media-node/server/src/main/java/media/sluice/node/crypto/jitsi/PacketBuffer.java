package media.sluice.node.crypto.jitsi;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;
import org.jitsi.utils.ByteArrayBuffer;

/** One packet in the library's form, reused for all. */
final class PacketBuffer implements ByteArrayBuffer {

    private final byte[] bytes;
    private final MemorySegment view;
    private int offset;
    private int length;

    PacketBuffer(int capacity) {
        bytes = new byte[capacity];
        view = MemorySegment.ofArray(bytes);
    }

    void reset(int newLength) {
        offset = 0;
        length = newLength;
    }

    int readInt(int at) {
        return Bytes.i32(view, (long) offset + at);
    }

    @Override
    public byte[] getBuffer() {
        return bytes;
    }

    @Override
    public int getOffset() {
        return offset;
    }

    @Override
    public int getLength() {
        return length;
    }

    @Override
    public void setLength(int newLength) {
        length = newLength;
    }

    @Override
    public void setOffset(int newOffset) {
        offset = newOffset;
    }

    @Override
    public boolean isInvalid() {
        return length < 0 || offset + length > bytes.length;
    }

    @Override
    public void readRegionToBuff(int at, int count, byte[] target) {
        System.arraycopy(bytes, offset + at, target, 0, count);
    }

    /** The array is large enough for every packet and its trailer. */
    @Override
    public void grow(int more) {}

    @Override
    public void append(byte[] data, int count) {
        System.arraycopy(data, 0, bytes, offset + length, count);
        length += count;
    }

    @Override
    public void shrink(int count) {
        length -= count;
    }
}
