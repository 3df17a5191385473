package media.sluice.core.sctp;

import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import media.sluice.core.wire.Serial;

/** Ordered messages of one stream of the peer: those that are early wait here. */
final class InboundStream {

    private final NavigableMap<Long, SctpEvent.MessageReceived> early = new TreeMap<>();
    private long nextSsn;

    NavigableMap<Long, SctpEvent.MessageReceived> early() {
        return early;
    }

    long nextSsn() {
        return nextSsn;
    }

    void nextSsn(long extendedSsn) {
        nextSsn = extendedSsn;
    }

    /** Takes a whole message, and hands over all whose turn has come. */
    void add(
            int ssn,
            SctpEvent.MessageReceived message,
            Consumer<SctpEvent.MessageReceived> released) {
        early.put(Serial.unwrap16(nextSsn, ssn), message);
        release(released);
    }

    /** The peer gives up its messages up to a number (RFC 3758 §3.6); whole ones still count. */
    void skip(int ssn, Consumer<SctpEvent.MessageReceived> released) {
        long last = Serial.unwrap16(nextSsn, ssn);
        while (!early.isEmpty() && early.firstKey() <= last) {
            released.accept(early.pollFirstEntry().getValue());
        }
        nextSsn = Math.max(nextSsn, last + 1);
        release(released);
    }

    private void release(Consumer<SctpEvent.MessageReceived> released) {
        while (!early.isEmpty() && early.firstKey() <= nextSsn) {
            nextSsn = Math.max(nextSsn, early.firstKey() + 1);
            released.accept(early.pollFirstEntry().getValue());
        }
    }
}
