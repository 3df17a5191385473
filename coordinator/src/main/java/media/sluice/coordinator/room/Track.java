package media.sluice.coordinator.room;

import java.util.List;

/**
 * A published track as everybody may know it.
 *
 * @param sid identifier, begins with TR_
 * @param kind sound or pictures
 * @param source what it shows
 * @param name its publisher's name for it
 * @param isMuted its publisher sends nothing on purpose
 * @param width pixels of the largest size, 0 for sound
 * @param height pixels of the largest size, 0 for sound
 * @param stream group of tracks that are played in sync
 * @param format how it is encoded
 */
public record Track(
        String sid,
        TrackKind kind,
        TrackSource source,
        String name,
        boolean isMuted,
        int width,
        int height,
        String stream,
        TrackFormat format) {

    /** The sizes of the primary codec, lowest first; empty for sound. */
    public List<VideoLayer> layers() {
        return format.codecs().isEmpty() ? List.of() : format.codecs().getFirst().layers();
    }

    /** Media type of the primary codec in lower case; empty until the description shows it. */
    public String mimeType() {
        return format.codecs().isEmpty() ? "" : format.codecs().getFirst().mimeType();
    }

    /** Media section of the primary codec; empty until the description shows it. */
    public String mid() {
        return format.codecs().isEmpty() ? "" : format.codecs().getFirst().mid();
    }

    /** True when the publisher sends it in several sizes at once. */
    public boolean isSimulcast() {
        return layers().size() > 1;
    }

    /** The same, muted or not. */
    public Track withMuted(boolean muted) {
        return new Track(sid, kind, source, name, muted, width, height, stream, format);
    }

    /** The same in another size. */
    public Track withSize(int newWidth, int newHeight) {
        return new Track(sid, kind, source, name, isMuted, newWidth, newHeight, stream, format);
    }

    /** The same, encoded otherwise. */
    public Track withFormat(TrackFormat other) {
        return new Track(sid, kind, source, name, isMuted, width, height, stream, other);
    }
}
