package media.sluice.core.session;

import media.sluice.core.sctp.Reliability;
import media.sluice.core.sctp.SendStatus;

/** A peer's data channels as a room uses them; {@link DataTransport} is those of a session. */
public interface DataPort {

    /** Says who takes messages. */
    void deliverTo(DataSink sink);

    /** Stream of the oldest channel with this label; -1 when there is none. */
    int channel(String label);

    /** Opens a channel; -1 when it cannot be opened. */
    int open(String label, Reliability reliability);

    /** Closes a channel. */
    void close(int streamId);

    /** Sends a message, which the caller does not change later; of text, its UTF-8. */
    SendStatus send(int streamId, boolean isText, byte[] payload, long nowNanos);

    /** Whether the session is here and may send: one that is on the move takes nothing. */
    boolean isLive();

    /** Bytes that wait to be sent or acknowledged. */
    long bufferedBytes();

    /** Those of them that have not been sent yet. */
    long waitingBytes();

    /** The sink has become ready; messages that waited come in a turn of this session. */
    void wake();
}
