package media.sluice.operator.simulator;

import java.util.ArrayList;
import java.util.List;

/** A media node in the model: what it carries, and for how long it was overloaded. */
final class MediaNode {

    enum Phase {
        STARTING,
        READY,
        /** No new room; goes when it is empty. */
        CORDONED,
        /** As CORDONED, and its machine goes at a known time. */
        LEAVING,
        GONE
    }

    final String name;
    final Pool pool;
    final int zone;
    final long createdMillis;
    final List<Leg> legs = new ArrayList<>();
    Phase phase = Phase.STARTING;
    boolean isSilent;

    /** Streams it carries now, and those promised to its rooms. */
    double load;

    double committed;

    private final double overload;
    private final double full;
    private long sinceMillis;
    private double legMillis;
    private double overloadedLegMillis;
    private double loadMillis;
    private long fullSinceMillis = Long.MAX_VALUE;

    MediaNode(String name, Pool pool, int zone, long createdMillis, Parameters parameters) {
        this.name = name;
        this.pool = pool;
        this.zone = zone;
        this.createdMillis = createdMillis;
        full = parameters.streamsOfANode();
        overload = full * parameters.overloadPercent() / 100.0;
        sinceMillis = createdMillis;
    }

    boolean isReady() {
        return phase == Phase.READY;
    }

    boolean isOverloaded() {
        return load > overload;
    }

    /** Books the time since the last change; to be called before any. */
    void settle(long nowMillis) {
        double millis = nowMillis - sinceMillis;
        legMillis += legs.size() * millis;
        loadMillis += load * millis;
        if (isOverloaded()) {
            overloadedLegMillis += legs.size() * millis;
        }
        sinceMillis = nowMillis;
    }

    /** After a change: how long it has been over 100 %. */
    void watchFull(long nowMillis) {
        if (load <= full) {
            fullSinceMillis = Long.MAX_VALUE;
        } else if (fullSinceMillis == Long.MAX_VALUE) {
            fullSinceMillis = nowMillis;
        }
    }

    /** 0 while it is not. */
    long fullForMillis(long nowMillis) {
        return fullSinceMillis == Long.MAX_VALUE ? 0 : nowMillis - fullSinceMillis;
    }

    /** Load over time so far: its difference over the difference in time is the mean. */
    double loadMillis(long nowMillis) {
        settle(nowMillis);
        return loadMillis;
    }

    double legMillis() {
        return legMillis;
    }

    double overloadedLegMillis() {
        return overloadedLegMillis;
    }

    @Override
    public String toString() {
        return name + " " + phase + " " + legs.size() + " legs, " + Math.round(load);
    }
}
