package media.sluice.operator.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Settings of the operator. Each can be given as a system property or as an environment variable,
 * for example {@code SLUICE_OPERATOR_NAMESPACES}.
 */
@ConfigMapping(prefix = "sluice.operator")
public interface OperatorSettings {
    /** Namespaces whose resources it looks after. Without them, its own. */
    Optional<Set<String>> namespaces();

    /** Namespace of the Lease. Without it, the operator's own. */
    Optional<String> leaseNamespace();

    /** Name of the Lease that the operator who acts holds. */
    @WithDefault("sluice-operator")
    String leaseName();

    /** Name of this process in the Lease: the pod's. Without it, the host's. */
    Optional<String> identity();

    /** How long others wait for an operator that is silent, in ISO 8601 or as 15s. */
    @WithDefault("15s")
    Duration leaseDuration();

    /** How long after its last renewal an operator still acts; shorter than the lease. */
    @WithDefault("10s")
    Duration leaseStop();

    /** How often the lease is renewed; shorter than that. */
    @WithDefault("2s")
    Duration leaseRetry();

    /** Longest time between two looks at a resource, whatever happened to it. */
    @WithDefault("15s")
    Duration resync();

    /** Version of Sluice that clusters run which name none. */
    @WithDefault("0.1.0")
    String version();

    /** Image of the coordinator, without its tag. */
    @WithDefault("sluice/coordinator")
    String coordinatorImage();

    /** Image of the media node, without its tag. */
    @WithDefault("sluice/media-node")
    String mediaNodeImage();

    /**
     * host:port of every cluster's coordinator, reached in plain text: for an operator that runs
     * beside its coordinator on one machine. Without it, the cluster's Service and Secret.
     */
    Optional<String> coordinatorAddress();
}
