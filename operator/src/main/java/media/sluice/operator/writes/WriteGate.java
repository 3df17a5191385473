package media.sluice.operator.writes;

/** Sees every write, before it is sent and after the cluster has taken it. */
public interface WriteGate {
    /** Lets everything pass. */
    WriteGate OPEN =
            new WriteGate() {
                @Override
                public void before(Write write) {}

                @Override
                public void after(Write write) {}
            };

    /** It is about to be sent. What this throws goes to the reconciler, and nothing is sent. */
    void before(Write write);

    /** The cluster has taken it. */
    void after(Write write);
}
