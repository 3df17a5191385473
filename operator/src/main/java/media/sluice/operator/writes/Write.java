package media.sluice.operator.writes;

/**
 * One change of the cluster, as counters and tests see it.
 *
 * @param manager field manager, one a reconciler
 * @param verb what is done
 * @param kind kind of the object
 * @param namespace its namespace
 * @param name its name
 */
public record Write(String manager, Verb verb, String kind, String namespace, String name) {
    /** What is done to an object. */
    public enum Verb {
        /** It is not there yet. */
        CREATE,
        /** What a reconciler wants of it has changed, or somebody else changed it. */
        APPLY,
        /** What was created is made known as applied, before it is applied for the first time. */
        ADOPT,
        /** Labels and annotations only. */
        LABEL,
        /** What is said about it. */
        STATUS,
        /** It goes. */
        DELETE
    }
}
