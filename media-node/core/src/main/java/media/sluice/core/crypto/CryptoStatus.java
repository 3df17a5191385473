package media.sluice.core.crypto;

/** What became of one entry of an {@link SrtpBatch}. */
public enum CryptoStatus {
    /** Staged, not yet processed. */
    PENDING,
    /** Done; {@link SrtpBatch#packetLength} holds the result's length. */
    OK,
    /** The tag does not fit: forged, corrupted, or another index than the sender's. */
    AUTHENTICATION_FAILED,
    /** Shorter than header and trailer. */
    TOO_SHORT,
    /** The result does not fit into {@link SrtpBatch#packetCapacity}. */
    NO_ROOM,
    /** The cipher refused; a fault of ours, such as the same index twice in a row. */
    ENGINE_FAILED
}
