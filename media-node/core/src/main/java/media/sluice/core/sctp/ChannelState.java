package media.sluice.core.sctp;

/** One channel and how far its opening or closing has come. */
final class ChannelState {

    private final DataChannel channel;
    private boolean isKnownToPeer;
    private boolean isClosing;
    private boolean isOutgoingReset;
    private boolean isIncomingReset;

    /** A channel; the peer knows it already if it opened it, or if it was agreed on elsewhere. */
    ChannelState(DataChannel channel, boolean isKnownToPeer) {
        this.channel = channel;
        this.isKnownToPeer = isKnownToPeer;
    }

    DataChannel channel() {
        return channel;
    }

    void onPeerKnows() {
        isKnownToPeer = true;
    }

    boolean isKnownToPeer() {
        return isKnownToPeer;
    }

    /** Until the peer knows the channel, nothing may overtake its opening (RFC 8832 §6). */
    Reliability reliability() {
        var agreed = channel.reliability();
        return isKnownToPeer
                ? agreed
                : new Reliability(true, agreed.maxRetransmits(), agreed.lifetimeMillis());
    }

    boolean isClosing() {
        return isClosing;
    }

    void onClosing() {
        isClosing = true;
    }

    boolean isOutgoingReset() {
        return isOutgoingReset;
    }

    void onOutgoingReset() {
        isOutgoingReset = true;
    }

    boolean isIncomingReset() {
        return isIncomingReset;
    }

    void onIncomingReset() {
        isIncomingReset = true;
    }

    boolean isClosed() {
        return isOutgoingReset && isIncomingReset;
    }
}
