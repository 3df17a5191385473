package media.sluice.coordinator.room;

import java.util.List;
import java.util.Set;

/**
 * Whom a publisher lets receive its tracks.
 *
 * @param isForAll everybody may receive everything
 * @param rules otherwise: who may receive what
 */
public record SubscriptionPolicy(boolean isForAll, List<Rule> rules) {
    /** The policy of a publisher that has said nothing. */
    public static final SubscriptionPolicy OPEN = new SubscriptionPolicy(true, List.of());

    /** Copies the rules. */
    public SubscriptionPolicy {
        rules = List.copyOf(rules);
    }

    /**
     * What one participant may receive.
     *
     * @param participant its sid or its identity
     * @param isForAllTracks all tracks, not only those listed
     * @param trackSids tracks
     */
    public record Rule(String participant, boolean isForAllTracks, Set<String> trackSids) {
        /** Copies the set. */
        public Rule {
            trackSids = Set.copyOf(trackSids);
        }

        private boolean allows(Participant subscriber, String trackSid) {
            boolean isMeant =
                    participant.equals(subscriber.sid())
                            || participant.equals(subscriber.identity());
            return isMeant && (isForAllTracks || trackSids.contains(trackSid));
        }
    }

    /** True when this subscriber may receive this track; recorders always may. */
    public boolean allows(Participant subscriber, String trackSid) {
        return isForAll
                || subscriber.permissions().isRecorder()
                || rules.stream().anyMatch(rule -> rule.allows(subscriber, trackSid));
    }
}
