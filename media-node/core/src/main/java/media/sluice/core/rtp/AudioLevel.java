package media.sluice.core.rtp;

import java.lang.foreign.MemorySegment;
import media.sluice.core.wire.Bytes;

/**
 * The client-to-mixer audio level (RFC 6464 §3): {@code |V| level |}, level 0 (loudest) to 127
 * (silence) in -dBov.
 */
public final class AudioLevel {

    /** Returned by {@link #read} when the packet carries no level. */
    public static final int ABSENT = -1;

    private AudioLevel() {}

    /**
     * The byte of the element, or {@link #ABSENT}.
     *
     * @param id negotiated id, 0 when not negotiated
     */
    public static int read(MemorySegment segment, long offset, int id) {
        if (id == 0) {
            return ABSENT;
        }
        long found = HeaderExtensions.find(segment, offset, id);
        return found == HeaderExtensions.ABSENT || HeaderExtensions.length(found) == 0
                ? ABSENT
                : Bytes.u8(segment, HeaderExtensions.at(found));
    }

    /** 0 (loudest) to 127 (silence), in -dBov. */
    public static int level(int audioLevel) {
        return audioLevel & 0x7F;
    }

    /** Whether the sender believes that the packet contains voice. */
    public static boolean isVoice(int audioLevel) {
        return (audioLevel & 0x80) != 0;
    }
}
