package media.sluice.core.ice;

import media.sluice.core.wire.TransportAddress;

/** What an agent tells its session; drained with {@link IceAgent#pollEvent}. */
public sealed interface IceEvent {
    /** The state changed. */
    record StateChanged(IceState state) implements IceEvent {}

    /** Datagrams go to another address or leave from another socket. */
    record SelectedPairChanged(int socket, TransportAddress remote) implements IceEvent {}

    /** The first valid check of the peer at this agent: after a move, the sign to take over. */
    record FirstCheck(int socket, TransportAddress remote) implements IceEvent {}

    /**
     * The peer answered a check of ours: what we send to that address arrives.
     *
     * @param roundTripNanos from our check to the answer, 0 or more
     */
    record CheckAnswered(int socket, TransportAddress remote, long roundTripNanos)
            implements IceEvent {}

    /** The peer uses the credentials of the last restart; the former ones are gone. */
    record Restarted() implements IceEvent {}
}
