package media.sluice.operator.desired.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import media.sluice.operator.api.v1alpha1.MediaClusterSpec;
import media.sluice.operator.api.v1alpha1.MediaNode;
import media.sluice.operator.api.v1alpha1.MediaNodePool;
import media.sluice.operator.api.v1alpha1.MediaNodeSpec;
import media.sluice.operator.desired.Labels;
import media.sluice.operator.desired.Owner;
import media.sluice.operator.desired.cluster.ClusterDefaults;
import media.sluice.operator.desired.cluster.ClusterNames;

/** What the nodes of a pool are made from. */
public final class NodeTemplate {
    /** Label and annotations of nodes and pods. */
    public static final String ORDINAL = "sluice.media/ordinal";

    /** Revision that a pod was made from. */
    public static final String REVISION = "sluice.media/revision";

    private static final int NAME_LENGTH = 5;
    private static final int REVISION_LENGTH = 8;
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

    private final MediaNodePool pool;
    private final Owner owner;
    private final PoolPorts ports;
    private final MediaClusterSpec cluster;
    private final ClusterDefaults defaults;
    private final String revision;

    /** Of a pool, in a cluster. */
    public NodeTemplate(MediaNodePool pool, MediaClusterSpec cluster, ClusterDefaults defaults) {
        this.pool = pool;
        this.cluster = cluster;
        this.defaults = defaults;
        owner = Owner.of(pool);
        ports = PoolPorts.of(pool.getSpec().exposure());
        revision =
                hash(json(pod("node", new Owner("", "", "", "", ""), "", ports.of(0))))
                        .substring(0, REVISION_LENGTH);
    }

    /** Hash of what new nodes are made from. */
    public String revision() {
        return revision;
    }

    /** The name of a node: the same for the same place in the pool, so that it is made once. */
    public String nodeName(int ordinal) {
        return owner.name()
                + "-"
                + hash(owner.uid() + "/" + ordinal + "/" + revision).substring(0, NAME_LENGTH);
    }

    /** A node that is not there yet. Its spec is written now and never again. */
    public MediaNode node(int ordinal) {
        var node = new MediaNode();
        node.setMetadata(owner.metadata(nodeName(ordinal), labels(ordinal)));
        node.setSpec(new MediaNodeSpec(owner.name(), revision, ports.of(ordinal), 1, false, null));
        return node;
    }

    /** The pod of a node. */
    public Pod pod(MediaNode node) {
        var spec = node.getSpec();
        List<Integer> own = spec.ports() == null ? ports.of(0) : spec.ports();
        return pod(
                node.getMetadata().getName(),
                Owner.of(node),
                Objects.requireNonNullElse(spec.revision(), revision),
                own);
    }

    private Pod pod(String name, Owner of, String made, List<Integer> own) {
        var names = new ClusterNames(pool.getSpec().clusterRef(), owner.namespace());
        return new NodePod(names, owner.name(), pool.getSpec(), cluster, defaults)
                .object(name, of, made, own, ports.isHostNetwork());
    }

    private Map<String, String> labels(int ordinal) {
        var labels = new LinkedHashMap<>(Labels.of(pool.getSpec().clusterRef(), Labels.MEDIA_NODE));
        labels.put(Labels.POOL, owner.name());
        labels.put(ORDINAL, Integer.toString(ordinal));
        labels.put(REVISION, revision);
        return labels;
    }

    private static String json(Pod pod) {
        try {
            return JSON.writeValueAsString(pod);
        } catch (JsonProcessingException fault) {
            throw new IllegalStateException("a pod could not be written as JSON", fault);
        }
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException fault) {
            throw new IllegalStateException("every JDK has SHA-256", fault);
        }
    }
}
