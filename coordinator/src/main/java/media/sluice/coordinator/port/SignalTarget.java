package media.sluice.coordinator.port;

/** Which of a client's peer connections is meant, as seen from the client. */
public enum SignalTarget {
    /** The one on which it publishes; the only one with a single peer connection. */
    PUBLISHER,
    /** The one on which it receives. */
    SUBSCRIBER
}
