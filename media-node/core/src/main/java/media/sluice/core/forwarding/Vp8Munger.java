package media.sluice.core.forwarding;

import media.sluice.core.codec.Vp8Descriptor;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * Keeps the running numbers of VP8's payload descriptor (RFC 7741 §4.2) continuous over changes of
 * source, and drops temporal layers picture by picture without a gap in picture ids. Sources are
 * those of the {@link RtpRewriter} beside it.
 */
public final class Vp8Munger {

    /** {@link #layers} for all temporal layers. */
    public static final int ALL_TEMPORAL_LAYERS = 7;

    private static final int WINDOW = 128;

    private CompactingMap pictures = new CompactingMap(WINDOW);
    private CompactingMap previousPictures = new CompactingMap(WINDOW);
    private int tl0Offset;
    private int previousTl0Offset;
    private int keyOffset;
    private int previousKeyOffset;
    private int wantedTemporal = ALL_TEMPORAL_LAYERS;
    private int allowedTemporal = ALL_TEMPORAL_LAYERS;
    private boolean everSent;
    private int lastTl0;
    private int lastKey;
    private int outPictureId;
    private int outTl0;
    private int outKeyIdx;

    /**
     * Forwards temporal layers up to this one, 0..7. Down at once, up at the next picture that
     * allows it.
     */
    public void layers(int highestTemporal) {
        wantedTemporal = highestTemporal;
        allowedTemporal = Math.min(allowedTemporal, highestTemporal);
    }

    /**
     * The next picture, of the given descriptor, is the first of a source (or of the same one after
     * a pause).
     */
    public void anchor(Vp8Descriptor descriptor, boolean sourceChanges) {
        if (sourceChanges) {
            CompactingMap old = pictures;
            pictures = previousPictures;
            previousPictures = old;
            previousTl0Offset = tl0Offset;
            previousKeyOffset = keyOffset;
        }
        int id = descriptor.pictureId();
        long next = everSent ? highestPicture(sourceChanges) + 1 : id;
        pictures.start(id, next);
        // A key frame is a base layer picture, so both run on by one; the very first keeps the
        // publisher's numbers.
        tl0Offset = everSent ? lastTl0 + 1 - descriptor.tl0PicIdx() : 0;
        keyOffset = everSent ? lastKey + 1 - descriptor.keyIdx() : 0;
        allowedTemporal = wantedTemporal;
    }

    private long highestPicture(boolean sourceChanged) {
        return (sourceChanged ? previousPictures : pictures).highestOut();
    }

    /**
     * Decides about the picture a packet belongs to and sets the outgoing numbers; false if the
     * packet is to be removed.
     */
    public boolean map(Vp8Descriptor descriptor) {
        if (!descriptor.hasPictureId()) {
            return finish(descriptor, tl0Offset, keyOffset);
        }
        long id = unwrap(pictures.highestIn(), descriptor);
        boolean first = id > pictures.highestIn();
        long mapped = pictures.mapRepeatable(id, first && isUnwanted(descriptor));
        if (mapped < 0) {
            return false;
        }
        outPictureId = (int) mapped & Vp8Descriptor.PICTURE_ID_MASK;
        return finish(descriptor, tl0Offset, keyOffset);
    }

    /** As {@link #map} for a late packet of the source before the current one. */
    public boolean mapPrevious(Vp8Descriptor descriptor) {
        if (descriptor.hasPictureId()) {
            long mapped =
                    previousPictures.mapRepeatable(
                            unwrap(previousPictures.highestIn(), descriptor), false);
            if (mapped < 0) {
                return false;
            }
            outPictureId = (int) mapped & Vp8Descriptor.PICTURE_ID_MASK;
        }
        outTl0 = (descriptor.tl0PicIdx() + previousTl0Offset) & 0xFF;
        outKeyIdx = (descriptor.keyIdx() + previousKeyOffset) & 0x1F;
        return true;
    }

    private boolean isUnwanted(Vp8Descriptor descriptor) {
        int layer = descriptor.temporalLayer();
        if (layer > allowedTemporal && layer <= wantedTemporal && descriptor.isLayerSync()) {
            allowedTemporal = layer;
        }
        if (descriptor.isKeyFrameStart()) {
            allowedTemporal = wantedTemporal;
        }
        return layer > allowedTemporal;
    }

    private boolean finish(Vp8Descriptor descriptor, int tl0By, int keyBy) {
        outTl0 = (descriptor.tl0PicIdx() + tl0By) & 0xFF;
        outKeyIdx = (descriptor.keyIdx() + keyBy) & 0x1F;
        if (!everSent || (byte) (outTl0 - lastTl0) > 0) {
            lastTl0 = outTl0;
        }
        if (!everSent || ((outKeyIdx - lastKey) & 0x1F) < 16) {
            lastKey = outKeyIdx;
        }
        everSent = true;
        return true;
    }

    private static long unwrap(long reference, Vp8Descriptor descriptor) {
        int shift = descriptor.isLongPictureId() ? 17 : 25;
        return reference + ((descriptor.pictureId() - (int) reference) << shift >> shift);
    }

    /** Outgoing picture id, 15 bits. */
    public int outPictureId() {
        return outPictureId;
    }

    /** Outgoing TL0PICIDX, 8 bits. */
    public int outTl0() {
        return outTl0;
    }

    /** Outgoing KEYIDX, 5 bits. */
    public int outKeyIdx() {
        return outKeyIdx;
    }

    /** After an import whose exporter may have sent more since: leaves out that many pictures. */
    public void skip(int pictureCount) {
        pictures.skipTo(pictures.highestOut() + 1 + pictureCount);
        previousPictures.stop();
        lastTl0 = (lastTl0 + pictureCount) & 0xFF;
    }

    public void export(StateWriter writer) {
        writer.begin(1).i32(tl0Offset).i32(previousTl0Offset);
        writer.i32(keyOffset).i32(previousKeyOffset);
        writer.u8(wantedTemporal).u8(allowedTemporal);
        writer.bool(everSent).u8(lastTl0).u8(lastKey);
        pictures.export(writer);
        previousPictures.export(writer);
        writer.end();
    }

    /** Reads what {@link #export} wrote, into a fresh munger. */
    public void restore(StateReader reader) throws CorruptStateException {
        reader.begin();
        tl0Offset = reader.i32();
        previousTl0Offset = reader.i32();
        keyOffset = reader.i32();
        previousKeyOffset = reader.i32();
        wantedTemporal = reader.u8();
        allowedTemporal = reader.u8();
        everSent = reader.bool();
        lastTl0 = reader.u8();
        lastKey = reader.u8();
        pictures.restore(reader);
        previousPictures.restore(reader);
        reader.end();
    }
}
