package media.sluice.operator.desired;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.Map;

/**
 * The resource that objects are made for. They go with it: Kubernetes collects what refers to an
 * owner that is gone.
 */
public record Owner(String apiVersion, String kind, String namespace, String name, String uid) {
    /** Of a resource as it was read. */
    public static Owner of(HasMetadata resource) {
        var metadata = resource.getMetadata();
        return new Owner(
                resource.getApiVersion(),
                resource.getKind(),
                metadata.getNamespace(),
                metadata.getName(),
                metadata.getUid());
    }

    /** Metadata of an object of this owner. */
    public ObjectMeta metadata(String objectName, Map<String, String> labels) {
        return new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName(objectName)
                .withLabels(labels)
                .withOwnerReferences(reference())
                .build();
    }

    /** Whether an object was made for this owner, and not for one of the same name before it. */
    public boolean owns(HasMetadata object) {
        return object.getMetadata().getOwnerReferences().stream()
                .anyMatch(reference ->
                        uid.equals(reference.getUid())
                                && Boolean.TRUE.equals(reference.getController()));
    }

    /** Without blockOwnerDeletion, which takes a right to the owner's finalizers. */
    private OwnerReference reference() {
        return new OwnerReferenceBuilder()
                .withApiVersion(apiVersion)
                .withKind(kind)
                .withName(name)
                .withUid(uid)
                .withController(true)
                .build();
    }
}
