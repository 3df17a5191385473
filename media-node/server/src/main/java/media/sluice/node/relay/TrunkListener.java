package media.sluice.node.relay;

import media.sluice.core.room.LegMessage;

/** Hears of a trunk from its worker; must not block. */
public interface TrunkListener {

    /** Both ends have heard each other by UDP. */
    void onProven();

    /** A producer that was fed to the other end has ended. */
    void onFeedEnded(int streamId);

    /** A producer from the other end is not wanted any more. */
    void onFeedUnwanted(int streamId);

    /** A message of a data channel for the other end, in order. */
    void onMessage(LegMessage message);

    /** The trunk has ended here. */
    void onOver();
}
