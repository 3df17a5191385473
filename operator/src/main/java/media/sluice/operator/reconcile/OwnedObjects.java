package media.sluice.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import media.sluice.operator.desired.Difference;
import media.sluice.operator.desired.Labels;
import media.sluice.operator.desired.Owner;
import media.sluice.operator.writes.Writer;

/**
 * The objects that a resource owns: watched, created, kept as they should be, deleted when they are
 * wanted no more. What has the name of a wanted object but another owner is left alone and named.
 */
final class OwnedObjects {
    private final Writer writer;
    private final Difference difference;
    private final List<Class<? extends HasMetadata>> kinds;

    OwnedObjects(KubernetesClient client, Writer writer, List<Class<? extends HasMetadata>> kinds) {
        this.writer = writer;
        this.kinds = List.copyOf(kinds);
        var json = client.getKubernetesSerialization();
        difference =
                new Difference(object ->
                        Objects.requireNonNull(json.unmarshal(json.asJson(object), TreeMap.class)));
    }

    /** Sources of events: every object of these kinds that the operator made. */
    <P extends HasMetadata> List<EventSource<?, P>> sources(
            Class<P> owner, EventSourceContext<P> context) {
        var sources = new ArrayList<EventSource<?, P>>();
        for (var kind : kinds) {
            sources.add(source(kind, owner, context));
        }
        return sources;
    }

    private static <R extends HasMetadata, P extends HasMetadata> InformerEventSource<R, P> source(
            Class<R> kind, Class<P> owner, EventSourceContext<P> context) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(kind, owner)
                        .withLabelSelector(Labels.OURS)
                        .withSecondaryToPrimaryMapper(Mappers.fromOwnerReferences(owner))
                        .withNamespacesInheritedFromController()
                        .build(),
                context);
    }

    /** What is there of this owner, by kind and name. */
    Map<String, HasMetadata> present(Owner owner, Context<?> context) {
        var present = new TreeMap<String, HasMetadata>();
        for (var kind : kinds) {
            context.getSecondaryResourcesAsStream(kind)
                    .filter(owner::owns)
                    .forEach(object -> present.put(key(object), object));
        }
        return present;
    }

    /** One object out of those. */
    static <T extends HasMetadata> Optional<T> find(
            Map<String, HasMetadata> present, Class<T> kind, String name) {
        return Optional.ofNullable(present.get(HasMetadata.getKind(kind) + "/" + name))
                .map(kind::cast);
    }

    /** Creates and changes what differs, in this order, then deletes what is wanted no more. */
    void bring(List<? extends HasMetadata> wanted, Map<String, HasMetadata> present) {
        var left = new TreeMap<>(present);
        for (var desired : wanted) {
            difference.stamped(desired);
            var current = left.remove(key(desired));
            if (current == null) {
                writer.create(desired);
            } else if (!difference.isThere(desired, current)) {
                writer.apply(desired, current);
            }
        }
        for (var unwanted : left.values()) {
            if (unwanted.getMetadata().getDeletionTimestamp() == null) {
                writer.delete(unwanted);
            }
        }
    }

    /** How an object is found among those that are there. */
    static String key(HasMetadata object) {
        return object.getKind() + "/" + object.getMetadata().getName();
    }
}
