package media.sluice.core.sctp;

/** What happens to the channels of a session; drained with {@link DataChannelSet#pollEvent}. */
public sealed interface DataChannelEvent {

    /** The association is up; channels may be opened. */
    record Connected() implements DataChannelEvent {}

    /** The peer has opened a channel. */
    record Opened(DataChannel channel) implements DataChannelEvent {}

    /**
     * A message has arrived.
     *
     * @param isText UTF-8 text, else bytes
     * @param payload possibly empty; owned by the receiver of the event
     */
    record Message(int streamId, boolean isText, byte[] payload) implements DataChannelEvent {}

    /** Both sides have closed the channel; its stream may be used again. */
    record Closed(int streamId) implements DataChannelEvent {}

    /** The association is over, and all channels with it. */
    record Ended(SctpEvent.CloseReason reason) implements DataChannelEvent {}
}
