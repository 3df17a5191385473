package media.sluice.coordinator.usecase;

import java.util.ArrayList;
import java.util.List;
import media.sluice.coordinator.port.ClientSignal;
import media.sluice.coordinator.port.ServerMessage;
import org.jspecify.annotations.Nullable;

/**
 * Messages to one client. They wait while its signal connection is being opened and are lost while
 * it has none. Safe for use by many threads.
 */
final class Outbox {
    private final List<ServerMessage> waiting = new ArrayList<>();
    private @Nullable ClientSignal signal;
    private boolean isHolding = true;
    private boolean isClosing;

    synchronized void send(ServerMessage message) {
        if (signal != null) {
            signal.send(message);
        } else if (isHolding) {
            waiting.add(message);
        }
    }

    /** Sends a message ahead of whatever waits: nothing may precede the answer to a join. */
    synchronized void sendFirst(ServerMessage message) {
        waiting.addFirst(message);
    }

    /** The signal connection is open: sends what waited. */
    synchronized void attach(ClientSignal opened) {
        signal = opened;
        isHolding = false;
        waiting.forEach(opened::send);
        waiting.clear();
        if (isClosing) {
            close();
        }
    }

    /** A new signal connection is being opened; the old one ends. */
    synchronized void hold() {
        if (signal != null) {
            signal.close();
        }
        signal = null;
        waiting.clear();
        isHolding = true;
        isClosing = false;
    }

    /** The signal connection is gone. */
    synchronized void detach() {
        signal = null;
        isHolding = false;
        waiting.clear();
    }

    /** Ends the signal connection after what was sent before, also when it is only being opened. */
    synchronized void close() {
        isClosing = true;
        if (signal != null) {
            signal.close();
            signal = null;
            isHolding = false;
        }
    }

    synchronized boolean isAttached() {
        return signal != null || isHolding;
    }
}
