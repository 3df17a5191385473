package media.sluice.node.net;

/**
 * The sockets of one worker: where datagrams come from and go to, in batches. The portable form
 * uses NIO; the native form (recvmmsg, sendmmsg with segmentation) takes its place behind this
 * interface.
 *
 * <p>One thread owns it; only {@link #wake()} may be called by others.
 */
public interface DatagramTransport extends AutoCloseable {

    /** Number of sockets; a socket's index names it in the core. */
    int socketCount();

    /** UDP port of a socket, 1..65535. */
    int port(int socket);

    /**
     * Reads what has come, at most the batch's capacity in all and fairly over the sockets; returns
     * how many.
     */
    int receive(ReceiveBatch into);

    /**
     * Sends everything in the batch and clears it. What the kernel refuses is counted and dropped.
     */
    void send(TransmitBatch batch);

    /**
     * Sleeps until a datagram is there, {@link #wake()} was called, or the time is over; 0 only
     * looks.
     */
    void await(long timeoutNanos);

    /** Ends the current or next {@link #await}. Any thread. */
    void wake();

    @Override
    void close();
}
