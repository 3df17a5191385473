package media.sluice.coordinator.room;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Connection quality of participants from the scores of their streams. Owned by the room's thread.
 */
public final class QualityBoard {
    private static final double BEST_MOS = 4.5;
    private static final double WORST_MOS = 1.0;

    /**
     * How well one participant is connected.
     *
     * @param sid the participant
     * @param quality the class
     * @param meanOpinion mean opinion score, 1.0 to 4.5
     */
    public record Quality(String sid, ConnectionQuality quality, double meanOpinion) {}

    private final Map<String, Map<String, StreamScore>> scores = new HashMap<>();
    private final Set<String> lost = new HashSet<>();
    private final Map<String, ConnectionQuality> told = new HashMap<>();

    /** Takes in the report of one stream of a participant. */
    public void put(String participantSid, String streamId, StreamReport report) {
        scores.computeIfAbsent(participantSid, _ -> new HashMap<>())
                .computeIfAbsent(streamId, _ -> new StreamScore())
                .update(report);
    }

    /** Streams of a participant with this prefix that are not among these have ended. */
    public void keepOnly(String participantSid, String prefix, Set<String> streamIds) {
        var streams = scores.get(participantSid);
        if (streams != null) {
            streams.keySet().removeIf(id -> id.startsWith(prefix) && !streamIds.contains(id));
        }
    }

    /** The participant's transport answers, or does not. */
    public void setLost(String participantSid, boolean isLost) {
        if (isLost) {
            lost.add(participantSid);
        } else {
            lost.remove(participantSid);
        }
    }

    /** Forgets a participant that left. */
    public void remove(String participantSid) {
        scores.remove(participantSid);
        lost.remove(participantSid);
        told.remove(participantSid);
    }

    /** Quality of a participant now. */
    public Quality of(String participantSid) {
        double score = score(participantSid);
        double mean = WORST_MOS + (BEST_MOS - WORST_MOS) * score / StreamScore.BEST;
        return new Quality(participantSid, ConnectionQuality.of(score), mean);
    }

    /**
     * True when the class of one of these participants changed, or one is new, since the last call.
     */
    public boolean isDue(List<String> participantSids) {
        boolean isDue = false;
        for (var sid : participantSids) {
            var now = of(sid).quality();
            isDue |= now != told.put(sid, now);
        }
        return isDue;
    }

    private double score(String participantSid) {
        if (lost.contains(participantSid)) {
            return 0;
        }
        return scores.getOrDefault(participantSid, Map.of()).values().stream()
                .mapToDouble(StreamScore::value)
                .min()
                .orElse(StreamScore.BEST);
    }
}
