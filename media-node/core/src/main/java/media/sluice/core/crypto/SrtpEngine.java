package media.sluice.core.crypto;

/**
 * Port: the ciphers of SRTP and SRTCP (RFC 3711, RFC 7714), in batches, with explicit indexes. An
 * engine keeps no roll-over counter, replay window or lease: those are {@code core.srtp}'s. It is
 * the caller's duty never to protect two different packets under one key, SSRC and index.
 *
 * <p>One engine per worker; not thread-safe. No method throws because of what a packet holds: see
 * {@link CryptoStatus}. The SSRC comes from the packet's header. After a failed unprotect the bytes
 * behind the header are undefined.
 */
public interface SrtpEngine {

    /** Short name for logs and metrics, such as {@code jdk}. */
    String name();

    /** Makes a key handle for this engine. */
    SrtpKey newKey(SrtpKeySpec spec);

    /** Encrypts and authenticates every entry of the batch. */
    void protectRtp(SrtpBatch batch);

    /** Authenticates and decrypts every entry of the batch. */
    void unprotectRtp(SrtpBatch batch);

    /** As {@link #protectRtp} for compound RTCP, with the E flag set. Appends E flag and index. */
    void protectRtcp(SrtpBatch batch);

    /**
     * As {@link #unprotectRtp} for SRTCP. The index of the batch is that of the packet's trailer
     * (the caller has read it for its replay window); the engine reads the E flag, and accepts a
     * packet that is authenticated only.
     */
    void unprotectRtcp(SrtpBatch batch);
}
