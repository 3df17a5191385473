package media.sluice.coordinator.peer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import media.sluice.coordinator.sdp.Codec;

/** Producers of a room: the codecs they may use, and where they are. Owned by the room's thread. */
public final class ProducerBook {
    /**
     * A producer.
     *
     * @param codecs preferred first
     * @param home where its session is now; safe for use by many threads
     */
    private record Produced(List<Codec> codecs, Supplier<RoomOnNode> home) {}

    private final Map<String, Produced> byTrack = new HashMap<>();

    /** Notes a track, its codecs, preferred first, and where its session is. */
    void put(String trackSid, List<Codec> codecs, Supplier<RoomOnNode> home) {
        byTrack.put(trackSid, new Produced(List.copyOf(codecs), home));
    }

    /** Forgets a track. */
    public void remove(String trackSid) {
        byTrack.remove(trackSid);
    }

    /** Codecs of a track; empty when it is not there. */
    Optional<List<Codec>> codecs(String trackSid) {
        return Optional.ofNullable(byTrack.get(trackSid)).map(Produced::codecs);
    }

    /** Where a track comes from, asked when it is needed; empty when it is not there. */
    public Optional<Supplier<RoomOnNode>> home(String trackSid) {
        return Optional.ofNullable(byTrack.get(trackSid)).map(Produced::home);
    }
}
