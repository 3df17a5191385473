package media.sluice.operator.simulator;

/** An autoscaler at work on a cluster: looks at it from time to time, and changes its nodes. */
interface Scaler {

    /** Plans its first look. */
    void begin();

    /** Times that it went one way and soon after the other. */
    int oscillations();
}
