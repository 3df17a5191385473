package media.sluice.core.ice;

import media.sluice.core.wire.TransportAddress;

/** One of our sockets and one address of the peer that has proved itself. */
final class IcePair {
    /** Long ago on every clock, yet safe to subtract. */
    static final long NEVER = Long.MIN_VALUE / 2;

    final int socket;
    final TransportAddress remote;

    /** PRIORITY of the peer's last check: orders pairs, as our own candidates all rank alike. */
    long priority;

    /** When the peer last checked this pair. */
    long checkedAtNanos = NEVER;

    /** When the peer last nominated this pair. */
    long nominatedAtNanos = NEVER;

    /** Which restart the last check belonged to. */
    int generation;

    /**
     * The peer is known to be there: the session began over it, or the peer has answered us. A
     * check alone does not show it, as whoever overhears one can send it from anywhere.
     */
    boolean isReachable;

    IcePair(int socket, TransportAddress remote) {
        this.socket = socket;
        this.remote = remote;
    }

    boolean isNominated() {
        return nominatedAtNanos != NEVER;
    }
}
