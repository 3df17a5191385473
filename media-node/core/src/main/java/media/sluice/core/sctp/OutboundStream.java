package media.sluice.core.sctp;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One stream that we send on: what waits, and the number of the next ordered message. */
final class OutboundStream {

    private final int id;
    private final Deque<OutboundMessage> waiting = new ArrayDeque<>();
    private int nextSsn;
    private boolean isResetting;

    OutboundStream(int id) {
        this.id = id;
    }

    int id() {
        return id;
    }

    Deque<OutboundMessage> waiting() {
        return waiting;
    }

    @Nullable OutboundMessage first() {
        return waiting.peekFirst();
    }

    int nextSsn() {
        return nextSsn;
    }

    void nextSsn(int ssn) {
        nextSsn = ssn & 0xFFFF;
    }

    /** Numbers a message whose first fragment goes out. */
    void number(OutboundMessage message) {
        if (message.isOrdered()) {
            message.number(nextSsn);
            nextSsn(nextSsn + 1);
        }
    }

    /** Whether the stream takes no messages until its reset is done. */
    boolean isResetting() {
        return isResetting;
    }

    void isResetting(boolean resetting) {
        isResetting = resetting;
    }
}
