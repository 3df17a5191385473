package media.sluice.core.codec;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/**
 * The VP8 payload descriptor (RFC 7741 §4.2) of the last parsed payload, and a writer of a changed
 * one.
 *
 * <pre>
 *      0 1 2 3 4 5 6 7
 *     |X|R|N|S|R| PID |
 * X:  |I|L|T|K| RSV   |
 * I:  |M| PictureID   |
 * M:  |   PictureID   |
 * L:  |   TL0PICIDX   |
 * T/K:|TID|Y| KEYIDX  |
 * </pre>
 *
 * Rule for the picture id's width: a descriptor is written with 15 bits whenever the incoming one
 * has a picture id, of whatever width. Layers of different width can then follow each other without
 * a second wrap rule; a 7-bit source costs one byte more.
 */
public final class Vp8Descriptor {

    /** The longest descriptor {@link #write} makes. */
    public static final int MAX_SIZE = 6;

    /** Bit mask of a 15-bit picture id. */
    public static final int PICTURE_ID_MASK = 0x7FFF;

    private static final int X = 0x80;
    private static final int S = 0x10;
    private static final int PARTITION = 0x07;
    private static final int I = 0x80;
    private static final int L = 0x40;
    private static final int T = 0x20;
    private static final int K = 0x10;
    private static final int M = 0x80;

    private int first;
    private int extension;
    private int pictureId;
    private boolean longPictureId;
    private int tl0PicIdx;
    private int layerByte;
    private int size;
    private boolean keyFrame;
    private int width;
    private int height;

    /** Parses a payload; false (and nothing usable) if it is cut short. */
    public boolean parse(MemorySegment segment, long offset, int length) {
        clear();
        if (length < 1) {
            return false;
        }
        first = Bytes.u8(segment, offset);
        int at = 1;
        if ((first & X) != 0) {
            at = parseExtension(segment, offset, length);
            if (at < 0) {
                return false;
            }
        }
        size = at;
        if (length <= at) {
            return false;
        }
        if (isPictureStart() && (Bytes.u8(segment, offset + at) & 1) == 0) {
            keyFrame = true;
            parseDimensions(segment, offset + at, length - at);
        }
        return true;
    }

    private int parseExtension(MemorySegment segment, long offset, int length) {
        if (length < 2) {
            return -1;
        }
        extension = Bytes.u8(segment, offset + 1);
        int at = 2;
        if ((extension & I) != 0) {
            int idSize = PictureId.size(segment, offset, length, at);
            if (idSize < 0) {
                return -1;
            }
            longPictureId = idSize == 2;
            pictureId = PictureId.value(segment, offset, at, idSize);
            at += idSize;
        }
        if ((extension & L) != 0) {
            if (length <= at) {
                return -1;
            }
            tl0PicIdx = Bytes.u8(segment, offset + at++);
        }
        if ((extension & (T | K)) != 0) {
            if (length <= at) {
                return -1;
            }
            layerByte = Bytes.u8(segment, offset + at++);
        }
        return at;
    }

    /**
     * RFC 6386 §9.1: 3 bytes of frame tag, start code 9d 01 2a, then two little-endian 14-bit
     * sizes.
     */
    private void parseDimensions(MemorySegment segment, long at, int length) {
        if (length >= 10 && Bytes.u24(segment, at + 3) == 0x9D012A) {
            width = (Bytes.u8(segment, at + 7) & 0x3F) << 8 | Bytes.u8(segment, at + 6);
            height = (Bytes.u8(segment, at + 9) & 0x3F) << 8 | Bytes.u8(segment, at + 8);
        }
    }

    private void clear() {
        first = 0;
        extension = 0;
        pictureId = 0;
        longPictureId = false;
        tl0PicIdx = 0;
        layerByte = 0;
        size = 0;
        keyFrame = false;
        width = 0;
        height = 0;
    }

    /** Bytes of the descriptor as parsed. */
    public int size() {
        return size;
    }

    /** Whether the payload holds the start of a picture: S set and partition 0. */
    public boolean isPictureStart() {
        return (first & (S | PARTITION)) == S;
    }

    /** Whether the payload holds the start of a key frame. */
    public boolean isKeyFrameStart() {
        return keyFrame;
    }

    public boolean hasPictureId() {
        return (extension & I) != 0;
    }

    /** The picture id, 7 or 15 bits, see {@link #isLongPictureId}. */
    public int pictureId() {
        return pictureId;
    }

    public boolean isLongPictureId() {
        return longPictureId;
    }

    public boolean hasTl0PicIdx() {
        return (extension & L) != 0;
    }

    /** The running index of temporal base layer pictures, 8 bits. */
    public int tl0PicIdx() {
        return tl0PicIdx;
    }

    public boolean hasTemporalLayer() {
        return (extension & T) != 0;
    }

    /** The temporal layer, 0..3; 0 if not told. */
    public int temporalLayer() {
        return hasTemporalLayer() ? layerByte >>> 6 : 0;
    }

    /** Y: depends on the base layer only, so forwarding of this temporal layer may begin here. */
    public boolean isLayerSync() {
        return hasTemporalLayer() && (layerByte & 0x20) != 0;
    }

    public boolean hasKeyIdx() {
        return (extension & K) != 0;
    }

    /** The running index of key frames, 5 bits. */
    public int keyIdx() {
        return layerByte & 0x1F;
    }

    /** Width in pixels of a key frame that starts here; 0 if unknown. */
    public int width() {
        return width;
    }

    /** Height in pixels of a key frame that starts here; 0 if unknown. */
    public int height() {
        return height;
    }

    /**
     * Bytes that {@link #write} makes of the parsed descriptor: one more than parsed for a 7-bit
     * picture id.
     */
    public int writtenSize() {
        return hasPictureId() && !longPictureId ? size + 1 : size;
    }

    /**
     * Writes the parsed descriptor with other running numbers; fields that are absent stay absent.
     *
     * @return bytes written, {@link #writtenSize}
     */
    public int write(MemorySegment target, long at, int newPictureId, int newTl0, int newKeyIdx) {
        Bytes.put8(target, at, first);
        if ((first & X) == 0) {
            return 1;
        }
        Bytes.put8(target, at + 1, extension);
        int n = 2;
        if (hasPictureId()) {
            Bytes.put16(target, at + n, (M << 8) | (newPictureId & PICTURE_ID_MASK));
            n += 2;
        }
        if (hasTl0PicIdx()) {
            Bytes.put8(target, at + n++, newTl0);
        }
        if ((extension & (T | K)) != 0) {
            int keyBits = hasKeyIdx() ? newKeyIdx & 0x1F : layerByte & 0x1F;
            Bytes.put8(target, at + n++, (layerByte & 0xE0) | keyBits);
        }
        return n;
    }
}
