package media.sluice.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;

/** Has a resource looked at now, for what no watch of it shows. Any thread. */
final class Wakes<P extends HasMetadata> {
    private final SimpleInboundEventSource<P> source;

    Wakes(String name) {
        source = new SimpleInboundEventSource<>(name);
    }

    SimpleInboundEventSource<P> source() {
        return source;
    }

    void wake(String namespace, String name) {
        if (source.isRunning()) {
            source.propagateEvent(new ResourceID(name, namespace));
        }
    }
}
