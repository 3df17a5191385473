package media.sluice.coordinator.sdp;

import java.util.List;

/**
 * The media node's end of one peer connection.
 *
 * @param ice its credentials
 * @param fingerprint of its certificate
 * @param candidates to write into the description; empty when they are trickled
 */
public record LocalTransport(
        IceCredentials ice, Fingerprint fingerprint, List<Candidate> candidates) {

    public LocalTransport {
        candidates = List.copyOf(candidates);
    }
}
