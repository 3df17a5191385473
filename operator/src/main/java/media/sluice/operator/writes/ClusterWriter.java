package media.sluice.operator.writes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.HttpURLConnection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import media.sluice.operator.leader.Fence;
import media.sluice.operator.writes.Write.Verb;
import org.jspecify.annotations.Nullable;

/** Writes to the API server. */
final class ClusterWriter implements Writer {
    private static final String APPLY = "Apply";
    private static final String UPDATE = "Update";

    private final KubernetesClient client;
    private final KubernetesSerialization json;
    private final String manager;
    private final Fence fence;
    private final WriteGate gate;

    ClusterWriter(KubernetesClient client, String manager, Fence fence, WriteGate gate) {
        this.client = client;
        this.manager = manager;
        this.fence = fence;
        this.gate = gate;
        json = client.getKubernetesSerialization();
    }

    /** By POST, as that is the only write that Kubernetes refuses when the object is there. */
    @Override
    public <T extends HasMetadata> T create(T desired) {
        var path = Paths.collection(desired) + "?fieldManager=" + manager;
        return write(Verb.CREATE, desired, () -> read(desired, client.raw(path, "POST", desired)));
    }

    @Override
    public <T extends HasMetadata> T apply(T desired, T current) {
        var known = adopted(current);
        var body = tree(desired);
        lock(body, known);
        return write(
                Verb.APPLY,
                known,
                () -> patch(known, null, PatchType.SERVER_SIDE_APPLY, json.asJson(body)));
    }

    @Override
    public <T extends HasMetadata> T label(
            T current, Map<String, String> labels, Map<String, String> annotations) {
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("labels", labels);
        metadata.put("annotations", annotations);
        var body = new LinkedHashMap<String, Object>();
        body.put("metadata", metadata);
        lock(body, current);
        return write(
                Verb.LABEL,
                current,
                () -> patch(current, null, PatchType.JSON_MERGE, json.asJson(body)));
    }

    @Override
    public <T extends HasMetadata> T status(T current, Object status) {
        var body = new LinkedHashMap<String, Object>();
        body.put("apiVersion", current.getApiVersion());
        body.put("kind", current.getKind());
        body.put("metadata", new LinkedHashMap<>(Map.of("name", current.getMetadata().getName())));
        lock(body, current);
        body.put("status", status);
        return write(
                Verb.STATUS,
                current,
                () -> patch(current, "status", PatchType.SERVER_SIDE_APPLY, json.asJson(body)));
    }

    @Override
    public void delete(HasMetadata current) {
        var options =
                Map.of(
                        "kind",
                        "DeleteOptions",
                        "apiVersion",
                        "v1",
                        "propagationPolicy",
                        "Background",
                        "preconditions",
                        Map.of(
                                "uid",
                                current.getMetadata().getUid(),
                                "resourceVersion",
                                current.getMetadata().getResourceVersion()));
        write(
                Verb.DELETE,
                current,
                () -> client.raw(Paths.object(current), "DELETE", json.asJson(options)));
    }

    /**
     * What was created by POST belongs to this manager as an update; were it applied beside that,
     * fields that are wanted no more would stay for ever, as the update still owns them. So the
     * entry is made one of an apply first, once in the life of an object.
     */
    private <T extends HasMetadata> T adopted(T current) {
        var entries = current.getMetadata().getManagedFields();
        if (entries.stream().noneMatch(this::isOurUpdate)) {
            return current;
        }
        if (entries.stream().anyMatch(this::isOurApply)) {
            entries = entries.stream().filter(entry -> !isOurUpdate(entry)).toList();
        } else {
            entries = entries.stream().map(this::asApply).toList();
        }
        var steps =
                List.of(
                        replace(
                                "/metadata/resourceVersion",
                                current.getMetadata().getResourceVersion()),
                        replace("/metadata/managedFields", entries));
        return write(
                Verb.ADOPT,
                current,
                () -> patch(current, null, PatchType.JSON, json.asJson(steps)));
    }

    private static Map<String, Object> replace(String path, Object value) {
        return Map.of("op", "replace", "path", path, "value", value);
    }

    private boolean isOurUpdate(ManagedFieldsEntry entry) {
        return isOurs(entry) && UPDATE.equals(entry.getOperation());
    }

    private boolean isOurApply(ManagedFieldsEntry entry) {
        return isOurs(entry) && APPLY.equals(entry.getOperation());
    }

    private boolean isOurs(ManagedFieldsEntry entry) {
        return manager.equals(entry.getManager()) && entry.getSubresource() == null;
    }

    private ManagedFieldsEntry asApply(ManagedFieldsEntry entry) {
        return isOurUpdate(entry) ? entry.toBuilder().withOperation(APPLY).build() : entry;
    }

    private <T extends HasMetadata> T patch(
            T current, @Nullable String subresource, PatchType type, String body) {
        var context = new PatchContext.Builder().withPatchType(type).withFieldManager(manager);
        if (type == PatchType.SERVER_SIDE_APPLY) {
            context.withForce(true);
        }
        var resource = client.resource(current).inNamespace(current.getMetadata().getNamespace());
        return subresource == null
                ? resource.patch(context.build(), body)
                : resource.subresource(subresource).patch(context.build(), body);
    }

    private <R> R write(Verb verb, HasMetadata object, Supplier<R> call) {
        var metadata = object.getMetadata();
        var write =
                new Write(
                        manager,
                        verb,
                        object.getKind(),
                        metadata.getNamespace(),
                        metadata.getName());
        gate.before(write);
        fence.check();
        R result;
        try {
            result = call.get();
        } catch (KubernetesClientException refused) {
            if (isStale(refused)) {
                throw new StaleView(write, refused);
            }
            throw refused;
        }
        gate.after(write);
        return result;
    }

    private static boolean isStale(KubernetesClientException refused) {
        return refused.getCode() == HttpURLConnection.HTTP_CONFLICT
                || refused.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
    }

    /** Refused when it is another object, or has changed, or is gone. */
    private static void lock(Map<String, Object> body, HasMetadata current) {
        @SuppressWarnings("unchecked")
        var metadata =
                (Map<String, Object>)
                        body.computeIfAbsent("metadata", _ -> new LinkedHashMap<String, Object>());
        metadata.put("uid", current.getMetadata().getUid());
        metadata.put("resourceVersion", current.getMetadata().getResourceVersion());
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> tree(HasMetadata object) {
        return json.unmarshal(json.asJson(object), Map.class);
    }

    @SuppressWarnings("unchecked")
    private <T extends HasMetadata> T read(T like, String text) {
        return (T) json.unmarshal(text, like.getClass());
    }
}
