package media.sluice.core.crypto;

/**
 * A handle on one direction's session key inside an engine (for a native engine, a cipher context).
 * Owned by one worker; closed by its owner after it has left the last batch.
 */
public interface SrtpKey extends AutoCloseable {

    SrtpProfile profile();

    /** Frees the native part and wipes what can be wiped. Closing twice is allowed. */
    @Override
    void close();
}
