package media.sluice.operator.scaling;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many participants a room will have, from the last rooms of its key (its name, or a series of
 * meetings), or of all rooms while its key is new: the third quartile. After some minutes those who
 * were coming have come, and the room is what it is.
 *
 * <p>One owner; bounded: the keys longest unused are forgotten.
 */
public final class RoomPeaks {

    /** Rooms of one key that are remembered. */
    private static final int OF_A_KEY = 8;

    private static final int OF_ALL = 512;
    private static final double QUARTILE = 0.75;

    /** Joins come in the first minutes. */
    public static final long SETTLED_MILLIS = 3 * 60_000L;

    private final Map<String, Peaks> byKey;
    private final Peaks all = new Peaks(OF_ALL);

    /**
     * @param keys remembered at most
     * @param assumedPeak before any room was seen
     */
    public RoomPeaks(int keys, int assumedPeak) {
        byKey =
                new LinkedHashMap<>(16, 0.75f, true) {
                    private static final long serialVersionUID = 1;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<String, Peaks> eldest) {
                        return size() > keys;
                    }
                };
        all.add(assumedPeak);
    }

    /** A room ended that had so many participants at once. */
    public void ended(String key, int peak) {
        all.add(peak);
        byKey.computeIfAbsent(key, _ -> new Peaks(OF_A_KEY)).add(peak);
    }

    /** Participants to expect of a room of this age that has so many now. */
    public int expected(String key, long ageMillis, int now) {
        if (ageMillis >= SETTLED_MILLIS) {
            return now;
        }
        Peaks ofKey = byKey.get(key);
        return Math.max(now, (ofKey == null ? all : ofKey).quartile());
    }

    /** The latest peaks, in a ring. */
    private static final class Peaks {

        private final int[] ring;
        private int count;
        private int quartile;
        private int addedSince;

        Peaks(int size) {
            ring = new int[size];
        }

        void add(int peak) {
            ring[count++ % ring.length] = peak;
            // Of many the quartile moves slowly; of few it is cheap.
            if (++addedSince * 16 >= Math.min(count, ring.length)) {
                addedSince = 0;
                quartile = computed();
            }
        }

        int quartile() {
            return quartile;
        }

        private int computed() {
            int[] sorted = Arrays.copyOf(ring, Math.min(count, ring.length));
            Arrays.sort(sorted);
            return sorted[(int) Math.ceil(QUARTILE * sorted.length) - 1];
        }
    }
}
