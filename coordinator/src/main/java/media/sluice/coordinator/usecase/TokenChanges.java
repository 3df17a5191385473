package media.sluice.coordinator.usecase;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import media.sluice.coordinator.access.Claims;
import media.sluice.coordinator.access.VideoGrant;
import media.sluice.coordinator.room.Participant;
import media.sluice.coordinator.room.Permissions;
import media.sluice.coordinator.room.TrackSource;

/** Between what a token says and what a participant is. */
public final class TokenChanges {
    private TokenChanges() {}

    /** Claims of a participant that differ from those of its token. */
    static Map<String, Object> of(Claims original, Participant participant) {
        var changed = new HashMap<String, Object>();
        changed.put("name", participant.profile().name());
        changed.put("metadata", participant.profile().metadata());
        changed.put("attributes", participant.profile().attributes());
        original.video()
                .ifPresent(grant ->
                        changed.put(
                                "video", grant.with(members(participant.permissions())).members()));
        return changed;
    }

    /** What a grant lets a participant do. */
    public static Permissions permissions(VideoGrant grant) {
        var sources = new HashSet<TrackSource>();
        for (var name : grant.canPublishSources()) {
            for (var source : TrackSource.values()) {
                if (source.name().equals(name.toUpperCase(Locale.ROOT))) {
                    sources.add(source);
                }
            }
        }
        return new Permissions(
                grant.canSubscribe(),
                grant.canPublish(),
                grant.canPublishData(),
                sources,
                grant.canUpdateOwnMetadata(),
                grant.hidden(),
                grant.recorder(),
                grant.agent(),
                grant.canSubscribeMetrics());
    }

    private static Map<String, Object> members(Permissions permissions) {
        var members = new HashMap<String, Object>();
        members.put("canSubscribe", permissions.canSubscribe());
        members.put("canPublish", permissions.canPublish());
        members.put("canPublishData", permissions.canPublishData());
        members.put(
                "canPublishSources",
                permissions.sources().stream()
                        .map(source -> source.name().toLowerCase(Locale.ROOT))
                        .sorted()
                        .toList());
        members.put("canUpdateOwnMetadata", permissions.canUpdateMetadata());
        members.put("hidden", permissions.isHidden());
        return members;
    }
}
