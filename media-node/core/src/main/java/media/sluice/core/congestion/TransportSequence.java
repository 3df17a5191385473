package media.sluice.core.congestion;

import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * Numbers the packets that one transport sends, over all its streams
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01 §2).
 *
 * <p>Moves between nodes and goes on; a gap after a crash looks like loss for one feedback interval
 * and nothing more.
 */
public final class TransportSequence {

    private static final int STATE_VERSION = 1;

    private long sent;

    /** The number of the next packet, 0..65535. */
    public int next() {
        return (int) sent++ & 0xFFFF;
    }

    /** Packets numbered so far. */
    public long sent() {
        return sent;
    }

    /** Passes over numbers that another node may have used since the state was exported. */
    public void skip(int count) {
        sent += count;
    }

    public void export(StateWriter writer) {
        writer.begin(STATE_VERSION).i64(sent).end();
    }

    /** Continues what {@link #export} wrote. */
    public void restore(StateReader reader) throws CorruptStateException {
        reader.begin();
        sent = reader.i64();
        reader.require(sent >= 0, "negative packet count");
        reader.end();
    }
}
