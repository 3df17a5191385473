package media.sluice.operator.demand;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;
import media.sluice.operator.api.v1alpha1.MediaNodePool;

/** Resources as their users write them. */
public final class Pools {
    private static final YAMLMapper YAML = new YAMLMapper();

    private Pools() {}

    /** A pool of which only the cluster is said. */
    public static MediaNodePool pool(String name, String cluster, Map<String, String> labels) {
        return pool(name, labels, "spec: {clusterRef: %s}".formatted(cluster));
    }

    /** A pool in YAML, without its metadata. */
    public static MediaNodePool pool(String name, Map<String, String> labels, String yaml) {
        var pool = read(yaml, MediaNodePool.class);
        pool.setMetadata(
                new ObjectMetaBuilder()
                        .withName(name)
                        .withNamespace("n")
                        .withUid("uid-" + name)
                        .withLabels(labels)
                        .build());
        return pool;
    }

    /** Any resource in YAML. */
    public static <T> T read(String yaml, Class<T> kind) {
        try {
            return YAML.readValue(yaml, kind);
        } catch (JsonProcessingException fault) {
            throw new IllegalArgumentException(yaml, fault);
        }
    }
}
