package media.sluice.node.relay;

/** Where the target of a hand-over takes sessions in. */
public interface Arrivals {

    /**
     * Installs an acceptor: it answers the peer's checks and sends its own, but no media.
     *
     * @param onFirstCheck called once, on the worker, when the peer's first valid check has come;
     *     must not block
     * @throws media.sluice.node.fault.RequestException when the session cannot be taken
     */
    ArrivingSession accept(Ticket ticket, byte[] capsule, Runnable onFirstCheck);
}
