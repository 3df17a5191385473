package media.sluice.node.worker;

import java.util.function.Consumer;
import media.sluice.core.crypto.CertificateFingerprint;
import media.sluice.core.session.SessionPorts;

/**
 * What a worker's sessions need from outside.
 *
 * @param sessionPorts cipher engine of this worker, handshakers, random bytes
 * @param certificate fingerprint of the node's certificate
 * @param events takes what happens; must not block
 */
public record PlaneSetup(
        SessionPorts sessionPorts, CertificateFingerprint certificate, Consumer<NodeEvent> events) {

    /** Makes the set-up of one worker. */
    @FunctionalInterface
    public interface Maker {
        /** The handshakers of this worker call {@code wake} when they have something to say. */
        PlaneSetup make(Runnable wake);
    }
}
