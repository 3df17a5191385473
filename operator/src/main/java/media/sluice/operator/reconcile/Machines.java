package media.sluice.operator.reconcile;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.lang.System.Logger.Level;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes nodes, as far as they may be read: that takes a right in the whole cluster, which an
 * operator of one namespace may lack. Any thread.
 */
final class Machines {
    private static final System.Logger LOG = System.getLogger(Machines.class.getName());
    private static final Duration KEPT = Duration.ofMinutes(1);

    /** What was read, also that there is nothing. */
    private record Read(@Nullable Node node, Instant at) {}

    private final KubernetesClient client;
    private final InstantSource clock;
    private final Map<String, Read> byName = new ConcurrentHashMap<>();
    private volatile boolean isForbidden;

    Machines(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    /** A node as it was less than a minute ago; null when it may not be read, or is gone. */
    @Nullable Node read(@Nullable String name) {
        if (name == null || isForbidden) {
            return null;
        }
        var now = clock.instant();
        var known = byName.get(name);
        if (known == null || known.at().plus(KEPT).isBefore(now)) {
            byName.values().removeIf(read -> read.at().plus(KEPT).isBefore(now));
            known = new Read(ask(name), now);
            byName.put(name, known);
        }
        return known.node();
    }

    private @Nullable Node ask(String name) {
        try {
            return client.nodes().withName(name).get();
        } catch (KubernetesClientException refused) {
            if (refused.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw refused;
            }
            isForbidden = true;
            LOG.log(
                    Level.INFO,
                    "Kubernetes nodes may not be read: no zones, no machine types, and of addresses only"
                            + " those that pods say. Grant get on nodes to have them");
            return null;
        }
    }
}
