package media.sluice.operator.load;

/** Which MediaCluster is meant. */
public record ClusterKey(String namespace, String name) {
    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
