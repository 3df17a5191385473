package media.sluice.operator.desired.node;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.HostIP;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import media.sluice.operator.api.v1alpha1.AddressSource;
import media.sluice.operator.api.v1alpha1.Exposure;
import media.sluice.operator.api.v1alpha1.NodeAddress;
import org.jspecify.annotations.Nullable;

/** The addresses at which clients reach a pod's ports, from the first source that has one. */
public final class NodeAddresses {
    /** Annotation of a pod or Kubernetes node: addresses, separated by commas. */
    public static final String ADDRESS = "sluice.media/address";

    private static final int MOST = 8;
    private static final List<AddressSource> USUAL =
            List.of(
                    AddressSource.POD_ANNOTATION,
                    AddressSource.NODE_ANNOTATION,
                    AddressSource.NODE_EXTERNAL_I_P,
                    AddressSource.NODE_INTERNAL_I_P);

    private NodeAddresses() {}

    /**
     * Finds them.
     *
     * @param machine the Kubernetes node, when it may be read; its own address is in the pod too
     */
    public static List<NodeAddress> of(
            @Nullable Exposure exposure, Pod pod, @Nullable Node machine) {
        var sources =
                exposure == null || exposure.addressSources() == null
                        ? USUAL
                        : exposure.addressSources();
        return sources.stream()
                .map(source -> addresses(source, pod, machine))
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static List<NodeAddress> addresses(
            AddressSource source, Pod pod, @Nullable Node machine) {
        var texts =
                switch (source) {
                    case POD_ANNOTATION -> annotated(pod);
                    case NODE_ANNOTATION ->
                            machine == null ? List.<String>of() : annotated(machine);
                    case NODE_EXTERNAL_I_P -> ofType(machine, "ExternalIP");
                    case NODE_INTERNAL_I_P -> internal(pod, machine);
                };
        return texts.stream()
                .map(text -> address(text.trim(), source))
                .filter(Objects::nonNull)
                .distinct()
                .limit(MOST)
                .toList();
    }

    private static List<String> annotated(HasMetadata object) {
        var annotations = object.getMetadata().getAnnotations();
        var text = annotations == null ? null : annotations.get(ADDRESS);
        return text == null ? List.of() : Arrays.asList(text.split(",", -1));
    }

    private static List<String> internal(Pod pod, @Nullable Node machine) {
        var told = ofType(machine, "InternalIP");
        var status = pod.getStatus();
        if (!told.isEmpty() || status == null) {
            return told;
        }
        var all = status.getHostIPs() == null ? Stream.<HostIP>of() : status.getHostIPs().stream();
        return Stream.concat(Stream.ofNullable(status.getHostIP()), all.map(HostIP::getIp))
                .distinct()
                .toList();
    }

    private static List<String> ofType(@Nullable Node machine, String type) {
        return machine == null || machine.getStatus() == null
                ? List.of()
                : machine.getStatus().getAddresses().stream()
                        .filter(address -> type.equals(address.getType()))
                        .map(address -> address.getAddress())
                        .toList();
    }

    /** What is no address, as a name that somebody wrote, is passed over. */
    private static @Nullable NodeAddress address(String text, AddressSource source) {
        try {
            boolean isV6 = InetAddress.ofLiteral(text) instanceof Inet6Address;
            return new NodeAddress(text, isV6 ? "IPv6" : "IPv4", source);
        } catch (IllegalArgumentException noAddress) {
            return null;
        }
    }
}
