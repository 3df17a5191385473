package media.sluice.operator.leader;

/** Says whether this operator may still act, and under which number. */
public interface Fence {
    /**
     * The number of this operator's term, above that of every operator before it. Commands to
     * coordinators carry it, and a coordinator refuses what comes with an older one.
     */
    long epoch();

    /**
     * Called before everything that changes something.
     *
     * @throws LeadershipLost when another operator may act by now
     */
    void check();
}
