package media.sluice.core.session;

/** Takes what the peer says on its data channels; see {@link DataTransport#deliverTo}. */
public interface DataSink {

    /** Nobody: messages are dropped. */
    DataSink NONE =
            new DataSink() {
                @Override
                public boolean isReady(long nowNanos) {
                    return true;
                }

                @Override
                public void onMessage(
                        String label, boolean isText, byte[] payload, long nowNanos) {}

                @Override
                public void onChannels(long nowNanos) {}

                @Override
                public void onWritable(long nowNanos) {}
            };

    /**
     * Whether the next message may come. While it may not, messages fill the window that the peer
     * sees, and so the peer waits.
     */
    boolean isReady(long nowNanos);

    /**
     * One message.
     *
     * @param label of the channel on which it came
     * @param isText UTF-8 text, else bytes
     * @param payload the sink's own
     */
    void onMessage(String label, boolean isText, byte[] payload, long nowNanos);

    /** A channel has opened or closed. */
    void onChannels(long nowNanos);

    /** There may be room in the send buffer again. */
    void onWritable(long nowNanos);
}
