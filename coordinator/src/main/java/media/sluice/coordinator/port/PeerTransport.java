package media.sluice.coordinator.port;

import java.util.List;
import media.sluice.coordinator.sdp.Candidate;
import media.sluice.coordinator.sdp.Fingerprint;
import media.sluice.coordinator.sdp.IceCredentials;
import media.sluice.coordinator.sdp.PeerDescription;

/**
 * A client's end of a peer connection.
 *
 * @param ice its credentials
 * @param fingerprints of its certificate, at least one
 * @param candidates may be empty: the node learns addresses from checks
 */
public record PeerTransport(
        IceCredentials ice, List<Fingerprint> fingerprints, List<Candidate> candidates) {
    /** Copies the lists. */
    public PeerTransport {
        fingerprints = List.copyOf(fingerprints);
        candidates = List.copyOf(candidates);
    }

    /** What a description says of it. */
    public static PeerTransport of(PeerDescription description) {
        return new PeerTransport(
                description.ice(), description.fingerprints(), description.candidates());
    }
}
