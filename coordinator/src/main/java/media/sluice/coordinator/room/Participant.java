package media.sluice.coordinator.room;

import java.util.List;
import java.util.Optional;

/**
 * A participant as it stands at one moment.
 *
 * @param sid identifier, begins with PA_; another one after each join
 * @param identity who it is, unique in the room
 * @param kind what it is
 * @param profile what it shows of itself
 * @param permissions what it may do
 * @param client what its client said
 * @param state how far it has come
 * @param joinedAtMillis milliseconds since 1970-01-01 UTC
 * @param version grows with each change
 * @param tracks what it publishes, visible to others
 * @param leaveReason why it left; meaningful in state DISCONNECTED only
 */
public record Participant(
        String sid,
        String identity,
        ParticipantKind kind,
        Profile profile,
        Permissions permissions,
        ClientFacts client,
        ParticipantState state,
        long joinedAtMillis,
        int version,
        List<Track> tracks,
        LeaveReason leaveReason) {
    /** Copies the tracks. */
    public Participant {
        tracks = List.copyOf(tracks);
    }

    /** True when it publishes something. */
    public boolean isPublisher() {
        return !tracks.isEmpty();
    }

    /** True when it counts neither for the size of a room nor keeps it open. */
    public boolean isDependent() {
        return kind.isDependent() || permissions.isAgent() || permissions.isRecorder();
    }

    /** Its track of this identifier, if it has it. */
    public Optional<Track> track(String trackSid) {
        return tracks.stream().filter(track -> track.sid().equals(trackSid)).findFirst();
    }
}
