package media.sluice.coordinator.usecase;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import media.sluice.coordinator.port.DataPlane;
import media.sluice.coordinator.port.Epoch;

/** Remembers what was asked of a node's data channels. */
final class FakeData implements DataPlane {

    /** One message of the server API. */
    record Sent(String label, List<String> recipients) {}

    final List<ProducerOf> producers = Collections.synchronizedList(new ArrayList<>());
    final List<ConsumerOf> consumers = Collections.synchronizedList(new ArrayList<>());
    final List<Sent> sent = Collections.synchronizedList(new ArrayList<>());
    volatile long lastSequence;
    private final Consumer<String> calls;

    /** {@code calls} hears of what is asked, in the order in which the node is. */
    FakeData(Consumer<String> calls) {
        this.calls = calls;
    }

    @Override
    public void createProducer(Epoch epoch, ProducerOf producer) {
        calls.accept("createDataProducer");
        producers.add(producer);
    }

    @Override
    public void closeProducer(Epoch epoch, String roomId, String producerId) {
        producers.removeIf(each -> each.producerId().equals(producerId));
    }

    /** What a session was opened with. */
    void open(Channels channels) {
        producers.addAll(channels.producers());
        consumers.addAll(channels.consumers());
    }

    @Override
    public void send(
            Epoch epoch, String roomId, String label, byte[] payload, List<String> recipients) {
        sent.add(new Sent(label, recipients));
    }

    @Override
    public long lastSequence(String roomId, String sessionId, String producerId) {
        return lastSequence;
    }
}
