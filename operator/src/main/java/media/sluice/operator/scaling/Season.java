package media.sluice.operator.scaling;

import java.util.Arrays;

/**
 * The highest committed load in each five minutes of the last week. A value: {@link #with} leaves
 * this one as it is.
 */
public final class Season {

    static final long SLOT_MILLIS = 5 * 60_000L;
    private static final int SLOTS_OF_DAY = 288;
    private static final int SLOTS_OF_WEEK = 7 * SLOTS_OF_DAY;
    private static final int COMPARED_SLOTS = 12;

    /** What happened before is scaled to today, but no further than this. */
    private static final double LEAST_SCALE = 0.8;

    private static final double MOST_SCALE = 1.25;

    private final float[] units;

    /** Which slot since the epoch an entry is of; 0 is none. */
    private final int[] slots;

    private Season(float[] units, int[] slots) {
        this.units = units;
        this.slots = slots;
    }

    public static Season unknown() {
        return new Season(new float[SLOTS_OF_WEEK], new int[SLOTS_OF_WEEK]);
    }

    /** With what was seen now. */
    public Season with(long nowMillis, double committedUnits) {
        int slot = slotOf(nowMillis);
        int index = slot % SLOTS_OF_WEEK;
        float seen = (float) committedUnits;
        if (slots[index] == slot && units[index] >= seen) {
            return this;
        }
        float[] nextUnits = units.clone();
        int[] nextSlots = slots;
        if (slots[index] != slot) {
            nextSlots = slots.clone();
            nextSlots[index] = slot;
        }
        nextUnits[index] = seen;
        return new Season(nextUnits, nextSlots);
    }

    /**
     * The highest load to expect until then: of the same time last week, or yesterday, scaled by
     * how today compares with it. Nothing when that time is not known.
     */
    public double forecast(
            Policy.Seasonal seasonal, long nowMillis, long untilMillis, double nowUnits) {
        return switch (seasonal) {
            case OFF -> 0;
            case DAILY -> forecast(SLOTS_OF_DAY, nowMillis, untilMillis, nowUnits);
            case WEEKLY ->
                    isKnown(slotOf(nowMillis) - SLOTS_OF_WEEK)
                            ? forecast(SLOTS_OF_WEEK, nowMillis, untilMillis, nowUnits)
                            : forecast(SLOTS_OF_DAY, nowMillis, untilMillis, nowUnits);
        };
    }

    private double forecast(int slotsBack, long nowMillis, long untilMillis, double nowUnits) {
        int now = slotOf(nowMillis);
        double scale = scale(now, slotsBack, nowUnits);
        double highest = 0;
        for (int slot = now; slot <= slotOf(untilMillis); slot++) {
            highest = Math.max(highest, at(slot - slotsBack));
        }
        return highest * scale;
    }

    /** How the last hour compares with the same hour then; one slot would be noise. */
    private double scale(int now, int slotsBack, double nowUnits) {
        double today = 0;
        double then = 0;
        for (int slot = now - COMPARED_SLOTS; slot < now; slot++) {
            if (isKnown(slot) && isKnown(slot - slotsBack)) {
                today += at(slot);
                then += at(slot - slotsBack);
            }
        }
        if (then <= 0) {
            today = nowUnits;
            then = at(now - slotsBack);
        }
        return then <= 0 ? MOST_SCALE : Math.clamp(today / then, LEAST_SCALE, MOST_SCALE);
    }

    private boolean isKnown(int slot) {
        return slot > 0 && slots[slot % SLOTS_OF_WEEK] == slot;
    }

    private double at(int slot) {
        return isKnown(slot) ? units[slot % SLOTS_OF_WEEK] : 0;
    }

    private static int slotOf(long millis) {
        return (int) (millis / SLOT_MILLIS);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Season that
                && Arrays.equals(units, that.units)
                && Arrays.equals(slots, that.slots);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(units) + Arrays.hashCode(slots);
    }
}
