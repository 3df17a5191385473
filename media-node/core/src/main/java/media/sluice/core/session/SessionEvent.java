package media.sluice.core.session;

import media.sluice.core.wire.TransportAddress;

/** What a session tells its owner; drained with {@link PeerSession#pollEvent}. */
public sealed interface SessionEvent {

    /**
     * The transport's state changed.
     *
     * @param reason constant phrase for FAILED, empty otherwise
     */
    record StateChanged(SessionState state, String reason) implements SessionEvent {}

    /**
     * Datagrams go elsewhere from now on.
     *
     * @param socket index of the worker's socket
     * @param remote the peer's address
     */
    record SelectedPairChanged(int socket, TransportAddress remote) implements SessionEvent {}

    /**
     * The handshake is complete and SRTP keys are in place.
     *
     * @param srtpProfile name as in RFC 5764 and RFC 7714
     */
    record Secured(String srtpProfile) implements SessionEvent {}

    /**
     * An acceptor saw the peer's first valid check: ask the source to freeze and to send the final
     * capsule.
     */
    record TakeOverRequested() implements SessionEvent {}
}
