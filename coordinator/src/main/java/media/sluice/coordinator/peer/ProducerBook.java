package media.sluice.coordinator.peer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import media.sluice.coordinator.sdp.Codec;

/** Producers of a room and the codecs they may use. Owned by the room's thread. */
public final class ProducerBook {
    private final Map<String, List<Codec>> codecsByTrack = new HashMap<>();

    /** Notes the codecs of a track, preferred first. */
    void put(String trackSid, List<Codec> codecs) {
        codecsByTrack.put(trackSid, List.copyOf(codecs));
    }

    /** Forgets a track. */
    public void remove(String trackSid) {
        codecsByTrack.remove(trackSid);
    }

    /** Codecs of a track; empty when it is not there. */
    Optional<List<Codec>> codecs(String trackSid) {
        return Optional.ofNullable(codecsByTrack.get(trackSid));
    }
}
