package media.sluice.coordinator.room;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Mutable facts about one participant. Owned by its {@link Room}. */
final class Member {
    private Participant info;

    /** Announced tracks by client identifier, in order of arrival. */
    final Map<String, Track> pending = new LinkedHashMap<>();

    /** Client identifier of each published track. */
    final Map<String, String> cidBySid = new HashMap<>();

    /** Announcements that wait for an older track of the same client identifier to end. */
    final Map<String, ArrayDeque<Track>> queued = new HashMap<>();

    /** What the participant explicitly wants or does not want, by track. */
    final Map<String, Boolean> choices = new HashMap<>();

    /** Since when a wanted track has been unknown, milliseconds. */
    final Map<String, Long> unknownSince = new HashMap<>();

    final Map<String, TrackSettings> settings = new HashMap<>();

    /** Tracks it gets. */
    final Set<String> subscriptions = new HashSet<>();

    SubscriptionPolicy policy = SubscriptionPolicy.OPEN;

    Member(Participant info) {
        this.info = info;
    }

    Participant info() {
        return info;
    }

    void replace(Participant changed) {
        info = changed;
    }

    boolean isWanted(String trackSid) {
        return choices.getOrDefault(trackSid, info.client().autoSubscribe());
    }

    TrackSettings settingsOf(String trackSid) {
        return settings.getOrDefault(
                trackSid, TrackSettings.initial(info.client().adaptiveStream()));
    }

    Participant next(
            ParticipantState state, Profile profile, Permissions permissions, List<Track> tracks) {
        return new Participant(
                info.sid(),
                info.identity(),
                info.kind(),
                profile,
                permissions,
                info.client(),
                state,
                info.joinedAtMillis(),
                info.version() + 1,
                tracks,
                info.leaveReason());
    }

    Participant withTracks(List<Track> tracks) {
        return next(info.state(), info.profile(), info.permissions(), tracks);
    }

    Participant gone(LeaveReason reason) {
        return new Participant(
                info.sid(),
                info.identity(),
                info.kind(),
                info.profile(),
                info.permissions(),
                info.client(),
                ParticipantState.DISCONNECTED,
                info.joinedAtMillis(),
                info.version() + 1,
                info.tracks(),
                reason);
    }
}
