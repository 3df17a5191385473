package media.sluice.node.worker;

import java.util.List;
import media.sluice.core.ice.IceCredentials;
import media.sluice.node.relay.Candidate;

/**
 * What the peer must know of a session.
 *
 * @param ice the node's credentials
 * @param candidates best first
 */
public record SessionParameters(IceCredentials ice, List<Candidate> candidates) {
    public SessionParameters {
        candidates = List.copyOf(candidates);
    }
}
