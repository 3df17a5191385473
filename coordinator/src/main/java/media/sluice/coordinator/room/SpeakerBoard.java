package media.sluice.coordinator.room;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who speaks: levels of tracks in, changed levels of participants out. Owned by the room's thread.
 */
public final class SpeakerBoard {
    /**
     * How loud somebody is.
     *
     * @param sid the participant
     * @param level linear, 0.0 (silent) to 1.0
     */
    public record Speaker(String sid, double level) {
        /** True when it speaks. */
        public boolean isActive() {
            return level > 0;
        }
    }

    private final Map<String, Map<String, Double>> levelsByParticipant = new HashMap<>();
    private final Map<String, Double> told = new HashMap<>();

    /** Notes the level of a microphone, 0.0 to 1.0. */
    public void put(String participantSid, String trackSid, double level) {
        levelsByParticipant
                .computeIfAbsent(participantSid, _ -> new HashMap<>())
                .put(trackSid, level);
    }

    /** Forgets a track that ended. */
    public void removeTrack(String participantSid, String trackSid) {
        var levels = levelsByParticipant.get(participantSid);
        if (levels != null) {
            levels.remove(trackSid);
        }
    }

    /** Forgets a participant that left. */
    public void removeParticipant(String participantSid) {
        levelsByParticipant.remove(participantSid);
        told.remove(participantSid);
    }

    /** Level of one participant now. */
    public Speaker of(String participantSid) {
        return new Speaker(participantSid, told.getOrDefault(participantSid, 0.0));
    }

    /**
     * Participants whose level changed since the last call, those that fell silent with level 0.
     */
    public List<Speaker> changes() {
        var changed = new ArrayList<Speaker>();
        levelsByParticipant.forEach((sid, levels) -> {
            double level =
                    levels.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
            if (level != told.getOrDefault(sid, 0.0)) {
                told.put(sid, level);
                changed.add(new Speaker(sid, level));
            }
        });
        return changed;
    }
}
