package media.sluice.coordinator.port;

import java.util.List;
import media.sluice.coordinator.sdp.Candidate;
import media.sluice.coordinator.sdp.IceCredentials;

/**
 * The node's end after an ICE restart.
 *
 * @param ice its new credentials
 * @param candidates its candidates, best first
 */
public record RestartedIce(IceCredentials ice, List<Candidate> candidates) {
    /** Copies the list. */
    public RestartedIce {
        candidates = List.copyOf(candidates);
    }
}
