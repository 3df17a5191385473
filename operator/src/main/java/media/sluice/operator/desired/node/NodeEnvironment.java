package media.sluice.operator.desired.node;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import media.sluice.operator.api.v1alpha1.MediaNodePoolSpec;
import media.sluice.operator.desired.cluster.ClusterNames;
import org.jspecify.annotations.Nullable;

/** Settings of a media node, as environment variables. */
final class NodeEnvironment {
    static final String TLS = "/etc/sluice/tls";
    static final String DTLS = "/etc/sluice/dtls";
    static final String OWN = "/etc/sluice/own";
    static final String ADVERTISE_FILE = "advertise";

    /** Kubernetes waits ten seconds longer. */
    private static final int STOP_SECONDS = 80;

    private NodeEnvironment() {}

    static List<EnvVar> of(
            ClusterNames names,
            String name,
            MediaNodePoolSpec pool,
            List<Integer> udp,
            NodePorts tcp) {
        var all = new ArrayList<EnvVar>();
        put(all, "ID", name);
        put(all, "CONTROL_HOST", "0.0.0.0");
        put(all, "CONTROL_PORT", tcp.control());
        put(
                all,
                "ADVERTISED_ADDRESS",
                "%s.%s.%s.svc:%d"
                        .formatted(name, names.mediaNodes(), names.namespace(), tcp.control()));
        put(all, "HTTP_HOST", "0.0.0.0");
        put(all, "HTTP_PORT", tcp.http());
        put(all, "MEDIA_PORTS", udp.getFirst());
        put(all, "WORKERS", workers(pool.resources(), udp.size()));
        put(all, "NODE_IP_FILE", OWN + "/" + ADVERTISE_FILE);
        put(all, "COORDINATORS", names.coordinatorAddress());
        put(all, "TLS_CERTIFICATE", TLS + "/tls.crt");
        put(all, "TLS_KEY", TLS + "/tls.key");
        put(all, "TLS_TRUST", TLS + "/ca.crt");
        put(all, "CERTIFICATE", DTLS + "/tls.crt");
        put(all, "CERTIFICATE_KEY", DTLS + "/tls.key");
        put(all, "STOP_SECONDS", STOP_SECONDS);
        if (pool.region() != null) {
            put(all, "ZONE", pool.region());
        }
        return all;
    }

    /** As many as there are processors for, two ports each. */
    private static int workers(@Nullable ResourceRequirements resources, int ports) {
        int byPorts = Math.max(1, ports / 2);
        int byProcessors =
                resources == null
                        ? byPorts
                        : Math.max(
                                processors(resources.getLimits()),
                                processors(resources.getRequests()));
        return byProcessors == 0 ? byPorts : Math.min(byPorts, byProcessors);
    }

    private static int processors(@Nullable Map<String, Quantity> amounts) {
        var cpu = amounts == null ? null : amounts.get("cpu");
        return cpu == null
                ? 0
                : cpu.getNumericalAmount().setScale(0, RoundingMode.CEILING).intValue();
    }

    private static void put(List<EnvVar> all, String name, Object value) {
        all.add(new EnvVar("SLUICE_NODE_" + name, value.toString(), null));
    }
}
