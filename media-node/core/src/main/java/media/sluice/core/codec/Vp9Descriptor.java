package media.sluice.core.codec;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/**
 * The VP9 payload descriptor (RFC 9628 §4.2) of the last parsed payload.
 *
 * <pre>
 *      0 1 2 3 4 5 6 7
 *     |I|P|L|F|B|E|V|Z|
 * I:  |M| PictureID   |  M: one byte more
 * L:  | TID |U| SID |D|  not F: TL0PICIDX follows
 * P,F:| P_DIFF    |N|    up to three times
 * V:  | scalability structure ...
 * </pre>
 */
public final class Vp9Descriptor {

    private static final int I = 0x80;
    private static final int P = 0x40;
    private static final int L = 0x20;
    private static final int F = 0x10;
    private static final int B = 0x08;
    private static final int E = 0x04;
    private static final int V = 0x02;
    private static final int MAX_REFERENCES = 3;

    private int flags;
    private int pictureId;
    private int layerByte;
    private int tl0PicIdx;
    private int size;
    private int spatialLayers;
    private int width;
    private int height;

    /** Parses a payload; false (and nothing usable) if it is cut short or breaks the format. */
    public boolean parse(MemorySegment segment, long offset, int length) {
        clear();
        if (length < 1) {
            return false;
        }
        flags = Bytes.u8(segment, offset);
        int at = parsePictureId(segment, offset, length, 1);
        if (at > 0 && (flags & L) != 0) {
            at = parseLayers(segment, offset, length, at);
        }
        if (at > 0 && (flags & (P | F)) == (P | F)) {
            at = skipReferences(segment, offset, length, at);
        }
        if (at > 0 && (flags & V) != 0) {
            at = parseStructure(segment, offset, length, at);
        }
        size = at;
        return at > 0 && at < length;
    }

    private int parsePictureId(MemorySegment segment, long offset, int length, int at) {
        if ((flags & I) == 0) {
            return at;
        }
        int idSize = PictureId.size(segment, offset, length, at);
        if (idSize < 0) {
            return -1;
        }
        pictureId = PictureId.value(segment, offset, at, idSize);
        return at + idSize;
    }

    private int parseLayers(MemorySegment segment, long offset, int length, int from) {
        int need = (flags & F) == 0 ? 2 : 1;
        if (from + need > length) {
            return -1;
        }
        layerByte = Bytes.u8(segment, offset + from);
        if (need == 2) {
            tl0PicIdx = Bytes.u8(segment, offset + from + 1);
        }
        return from + need;
    }

    private static int skipReferences(MemorySegment segment, long offset, int length, int from) {
        int at = from;
        for (int i = 0; i < MAX_REFERENCES; i++) {
            if (at >= length) {
                return -1;
            }
            if ((Bytes.u8(segment, offset + at++) & 1) == 0) {
                return at;
            }
        }
        // A third P_DIFF with N set announces a fourth, which the format does not have.
        return -1;
    }

    private int parseStructure(MemorySegment segment, long offset, int length, int from) {
        if (from >= length) {
            return -1;
        }
        int at = from;
        int head = Bytes.u8(segment, offset + at++);
        spatialLayers = (head >>> 5) + 1;
        if ((head & 0x10) != 0) {
            if (at + 4 * spatialLayers > length) {
                return -1;
            }
            long top = offset + at + 4L * (spatialLayers - 1);
            width = Bytes.u16(segment, top);
            height = Bytes.u16(segment, top + 2);
            at += 4 * spatialLayers;
        }
        return (head & 0x08) == 0 ? at : skipPictureGroup(segment, offset, length, at);
    }

    private static int skipPictureGroup(MemorySegment segment, long offset, int length, int from) {
        if (from >= length) {
            return -1;
        }
        int at = from;
        int pictures = Bytes.u8(segment, offset + at++);
        for (int i = 0; i < pictures; i++) {
            if (at >= length) {
                return -1;
            }
            at += 1 + (Bytes.u8(segment, offset + at) >>> 2 & 3);
        }
        return at > length ? -1 : at;
    }

    private void clear() {
        flags = 0;
        pictureId = 0;
        layerByte = 0;
        tl0PicIdx = 0;
        size = 0;
        spatialLayers = 0;
        width = 0;
        height = 0;
    }

    /** Bytes of the descriptor. */
    public int size() {
        return size;
    }

    public boolean hasPictureId() {
        return (flags & I) != 0;
    }

    /** The picture id, 7 or 15 bits. */
    public int pictureId() {
        return pictureId;
    }

    /** B: a layer frame starts here. */
    public boolean isFrameStart() {
        return (flags & B) != 0;
    }

    /** E: a layer frame ends here. */
    public boolean isFrameEnd() {
        return (flags & E) != 0;
    }

    /** Whether the base layer frame of a key picture starts here. */
    public boolean isKeyFrameStart() {
        return (flags & (P | B)) == B && spatialLayer() == 0;
    }

    public boolean hasLayers() {
        return (flags & L) != 0;
    }

    /** The temporal layer, 0..7; 0 if not told. */
    public int temporalLayer() {
        return layerByte >>> 5;
    }

    /** The spatial layer, 0..7; 0 if not told. */
    public int spatialLayer() {
        return layerByte >>> 1 & 7;
    }

    /** U: forwarding of this temporal layer may begin here. */
    public boolean isSwitchingUpPoint() {
        return (layerByte & 0x10) != 0;
    }

    /** D: the frame depends on the next lower spatial layer of its picture. */
    public boolean isInterLayerDependent() {
        return (layerByte & 1) != 0;
    }

    /**
     * The running index of temporal base layer pictures; present in non-flexible mode with layers.
     */
    public int tl0PicIdx() {
        return tl0PicIdx;
    }

    /** Spatial layers of the structure carried here, 1..8; 0 if none is carried. */
    public int spatialLayers() {
        return spatialLayers;
    }

    /** Width in pixels of the highest layer, if the structure tells it, else 0. */
    public int width() {
        return width;
    }

    /** Height in pixels of the highest layer, if the structure tells it, else 0. */
    public int height() {
        return height;
    }
}
