package media.sluice.core.session;

import media.sluice.core.crypto.SrtpProfile;
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

    /** The handshake is complete and SRTP keys are in place. */
    record Secured(SrtpProfile profile) implements SessionEvent {

        /** Name as in RFC 5764 and RFC 7714. */
        public String profileName() {
            return switch (profile) {
                case AEAD_AES_128_GCM -> "SRTP_AEAD_AES_128_GCM";
                case AES_CM_128_HMAC_SHA1_80 -> "SRTP_AES128_CM_HMAC_SHA1_80";
            };
        }
    }

    /** The peer uses the ICE credentials of the last restart; the former are gone. */
    record IceRestarted() implements SessionEvent {}

    /**
     * An acceptor saw the peer's first valid check: ask the source to freeze and to send the final
     * capsule.
     */
    record TakeOverRequested() implements SessionEvent {}
}
