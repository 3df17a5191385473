package media.sluice.coordinator.room;

import java.util.List;
import java.util.Set;

/** What can be asked of a room. {@code sid} is the participant that asks, or is meant. */
public sealed interface RoomCommand {

    /**
     * Somebody comes in.
     *
     * @param newcomer in state JOINING, version 0, without tracks
     */
    record Join(Participant newcomer) implements RoomCommand {}

    /** A participant has come further. */
    record Advance(String sid, ParticipantState state) implements RoomCommand {}

    /** A participant goes, or is sent away. */
    record Leave(String sid, LeaveReason reason) implements RoomCommand {}

    /**
     * A participant says that it will publish.
     *
     * @param cid its own identifier of the track
     * @param draft the track with the identifier it shall have
     */
    record AnnounceTrack(String sid, String cid, Track draft) implements RoomCommand {}

    /** The media of an announced track appeared in its publisher's description. */
    record PublishTrack(String sid, String trackSid, List<TrackCodec> codecs)
            implements RoomCommand {
        /** Copies the codecs. */
        public PublishTrack {
            codecs = List.copyOf(codecs);
        }
    }

    /** A track ends. */
    record UnpublishTrack(String sid, String trackSid) implements RoomCommand {}

    /** A track falls silent on purpose, or not any more. */
    record MuteTrack(String sid, String trackSid, boolean isMuted) implements RoomCommand {}

    /** Facts of a track changed: size or audio features. */
    record UpdateTrack(String sid, Track track) implements RoomCommand {}

    /** Name, metadata or attributes changed. */
    record UpdateProfile(String sid, Profile profile) implements RoomCommand {}

    /** A participant may do other things than before. */
    record UpdatePermissions(String sid, Permissions permissions) implements RoomCommand {}

    /** A participant wants these tracks, or no longer. */
    record Subscribe(String sid, Set<String> trackSids, boolean isWanted, long nowMillis)
            implements RoomCommand {
        /** Copies the set. */
        public Subscribe {
            trackSids = Set.copyOf(trackSids);
        }
    }

    /** A participant wants these tracks in another size. */
    record ChangeSettings(String sid, Set<String> trackSids, TrackSettings settings)
            implements RoomCommand {
        /** Copies the set. */
        public ChangeSettings {
            trackSids = Set.copyOf(trackSids);
        }
    }

    /** A publisher says who may receive its tracks. */
    record ChangePolicy(String sid, SubscriptionPolicy policy) implements RoomCommand {}

    /** The room's settings change; zeros mean no change. */
    record UpdateSettings(RoomSettings settings) implements RoomCommand {}

    /** The room's metadata changes. */
    record UpdateMetadata(String metadata) implements RoomCommand {}

    /** Everybody leaves and the room is gone. */
    record Close(LeaveReason reason) implements RoomCommand {}

    /** Time passes; wanted about once per second. */
    record Tick(long nowMillis) implements RoomCommand {}
}
