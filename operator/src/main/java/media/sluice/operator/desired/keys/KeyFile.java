package media.sluice.operator.desired.keys;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import media.sluice.operator.desired.Labels;
import media.sluice.operator.desired.Owner;

/**
 * All keys that a cluster's coordinators accept, as one Secret with one file: its name and place in
 * the pod never change, so a new ApiKey restarts nobody.
 */
public final class KeyFile {
    /** Name of the file in the Secret. */
    public static final String FILE = "keys";

    private KeyFile() {}

    /**
     * The Secret.
     *
     * @param rings by name of the ApiKey
     */
    public static Secret of(Owner cluster, String name, Map<String, KeyRing> rings, Instant now) {
        var bytes = text(cluster.name(), rings, now).getBytes(StandardCharsets.UTF_8);
        var metadata = cluster.metadata(name, Labels.of(cluster.name(), Labels.COORDINATOR));
        metadata.setAnnotations(new TreeMap<>());
        // Not as the controlling owner: what the cluster's own reconciler does not want of the
        // objects that the cluster controls, it deletes.
        metadata.getOwnerReferences().forEach(reference -> reference.setController(false));
        return new SecretBuilder()
                .withMetadata(metadata)
                .withType("Opaque")
                .withData(Map.of(FILE, Base64.getEncoder().encodeToString(bytes)))
                .build();
    }

    /** Never empty: coordinators take an empty file for an accident. */
    static String text(String cluster, Map<String, KeyRing> rings, Instant now) {
        // A key that somebody copied from one Secret to another has one line: coordinators refuse
        // a file in which it has two.
        var lines = new LinkedHashMap<String, String>();
        new TreeMap<>(rings).values().forEach(ring -> add(lines, ring, now));
        return "# API keys of MediaCluster " + cluster + "\n" + String.join("", lines.values());
    }

    private static void add(Map<String, String> lines, KeyRing ring, Instant now) {
        line(lines, ring.active(), "");
        ring.next().ifPresent(next -> line(lines, next.pair(), ""));
        ring.previous()
                .filter(previous -> now.isBefore(previous.at()))
                .ifPresent(previous -> line(lines, previous.pair(), " " + ring.active().id()));
    }

    private static void line(Map<String, String> lines, KeyPair pair, String follows) {
        lines.putIfAbsent(pair.id(), pair.id() + ": " + pair.secret() + follows + "\n");
    }
}
