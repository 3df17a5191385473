package media.sluice.coordinator.port;

/** The way to one client: a signal connection. Safe for use by many threads; never blocks. */
public interface ClientSignal {
    /** Sends a message; what is sent after the connection ended is lost. */
    void send(ServerMessage message);

    /** Ends the connection after what was sent before. */
    void close();
}
