package media.sluice.operator.scaling;

import java.util.ArrayList;
import java.util.List;

/**
 * The highest need of the last so many minutes. Keeps only needs that no later one exceeds, so it
 * is short, and never more than {@value #KEPT} for the pool's status.
 *
 * @param needs oldest and highest first
 */
public record NeedWindow(List<Entry> needs) {

    public static final int KEPT = 64;

    public NeedWindow {
        needs = List.copyOf(needs);
    }

    public static NeedWindow empty() {
        return new NeedWindow(List.of());
    }

    /** With a need, and without those that are older than the window. */
    public NeedWindow with(long nowMillis, int nodes, long windowMillis) {
        List<Entry> kept = new ArrayList<>(needs.size() + 1);
        for (Entry need : needs) {
            if (need.nodes() > nodes && need.atMillis() > nowMillis - windowMillis) {
                kept.add(need);
            }
        }
        kept.add(new Entry(nowMillis, nodes));
        if (kept.size() > KEPT) {
            // The higher need of the two oldest, for as long as the later one: rather a node too
            // many.
            Entry oldest = kept.removeFirst();
            kept.set(0, new Entry(kept.getFirst().atMillis(), oldest.nodes()));
        }
        return new NeedWindow(kept);
    }

    public int highest() {
        return needs.isEmpty() ? 0 : needs.getFirst().nodes();
    }

    /** So many nodes were needed then. */
    public record Entry(long atMillis, int nodes) {}
}
