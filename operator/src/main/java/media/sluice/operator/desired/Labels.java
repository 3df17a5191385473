package media.sluice.operator.desired;

import java.util.LinkedHashMap;
import java.util.Map;

/** Labels by which objects of the operator are found. */
public final class Labels {
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    public static final String OPERATOR = "sluice-operator";
    public static final String COMPONENT = "app.kubernetes.io/component";
    public static final String CLUSTER = "sluice.media/cluster";
    public static final String POOL = "sluice.media/pool";
    public static final String NODE = "sluice.media/node";

    /** Selects everything that an operator made. */
    public static final String OURS = MANAGED_BY + "=" + OPERATOR;

    /** Component of the coordinator's objects. */
    public static final String COORDINATOR = "coordinator";

    /** Component of media nodes' objects. */
    public static final String MEDIA_NODE = "media-node";

    private Labels() {}

    /** Labels of an object of a cluster. */
    public static Map<String, String> of(String cluster, String component) {
        var labels = selecting(cluster, component);
        labels.put("app.kubernetes.io/name", "sluice");
        labels.put("app.kubernetes.io/instance", cluster);
        labels.put(MANAGED_BY, OPERATOR);
        return labels;
    }

    /** Labels that select pods of a cluster. They never change: a Deployment's selector cannot. */
    public static Map<String, String> selecting(String cluster, String component) {
        var labels = new LinkedHashMap<String, String>();
        labels.put(CLUSTER, cluster);
        labels.put(COMPONENT, component);
        return labels;
    }
}
