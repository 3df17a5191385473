package media.sluice.coordinator.usecase;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import media.sluice.coordinator.port.ClientSignal;
import media.sluice.coordinator.port.ServerMessage;

/** A client that remembers what it was told. */
final class FakeClient implements ClientSignal {
    final List<ServerMessage> heard = Collections.synchronizedList(new ArrayList<>());
    volatile boolean isClosed;

    @Override
    public void send(ServerMessage message) {
        heard.add(message);
    }

    @Override
    public void close() {
        isClosed = true;
    }

    /** Simple names of the messages, in order. */
    List<String> names() {
        synchronized (heard) {
            return heard.stream().map(message -> message.getClass().getSimpleName()).toList();
        }
    }

    /** The latest message of a kind. */
    <T extends ServerMessage> T last(Class<T> kind) {
        synchronized (heard) {
            return heard.stream().filter(kind::isInstance).map(kind::cast).toList().getLast();
        }
    }
}
