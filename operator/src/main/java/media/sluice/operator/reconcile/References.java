package media.sluice.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Watches what a resource names in its spec. */
final class References {
    private References() {}

    /**
     * A source of the one resource of a kind that is named.
     *
     * @param name what the spec says
     */
    static <R extends HasMetadata, P extends HasMetadata> InformerEventSource<R, P> source(
            Class<R> kind,
            Class<P> primary,
            Function<P, String> name,
            EventSourceContext<P> context) {
        var primaries = context.getPrimaryCache();
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(kind, primary)
                        .withPrimaryToSecondaryMapper((P from) ->
                                Set.of(
                                        new ResourceID(
                                                name.apply(from),
                                                from.getMetadata().getNamespace())))
                        .withSecondaryToPrimaryMapper(named ->
                                primaries
                                        .list(
                                                named.getMetadata().getNamespace(),
                                                from ->
                                                        name.apply(from)
                                                                .equals(
                                                                        named.getMetadata()
                                                                                .getName()))
                                        .map(ResourceID::fromResource)
                                        .collect(Collectors.toSet()))
                        // What is said about it is nobody's business here, and changes all the
                        // time.
                        .withOnUpdateFilter((now, before) ->
                                !Objects.equals(
                                        now.getMetadata().getGeneration(),
                                        before.getMetadata().getGeneration()))
                        .withNamespacesInheritedFromController()
                        .build(),
                context);
    }
}
