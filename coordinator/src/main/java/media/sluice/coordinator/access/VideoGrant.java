package media.sluice.coordinator.access;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code video} claim of a token: a view over its members by LiveKit's names. Members this
 * version does not know stay in the map, so that a refreshed token carries them on.
 *
 * @param members the claim's members as JSON values (text, boolean, number, list, map)
 */
public record VideoGrant(Map<String, Object> members) {
    /** Copies the members. */
    public VideoGrant {
        members = Map.copyOf(members);
    }

    /** True when the bearer may join {@link #room()}. */
    public boolean roomJoin() {
        return flag("roomJoin").orElse(false);
    }

    /** True when the bearer may create and delete rooms. */
    public boolean roomCreate() {
        return flag("roomCreate").orElse(false);
    }

    /** True when the bearer may list rooms. */
    public boolean roomList() {
        return flag("roomList").orElse(false);
    }

    /** True when the bearer may manage the participants of {@link #room()}. */
    public boolean roomAdmin() {
        return flag("roomAdmin").orElse(false);
    }

    /** The room the grant is for; empty when none is named. */
    public String room() {
        return members.get("room") instanceof String name ? name : "";
    }

    /** May publish media; absent means yes. */
    public boolean canPublish() {
        return flag("canPublish").orElse(true);
    }

    /** May receive media; absent means yes. */
    public boolean canSubscribe() {
        return flag("canSubscribe").orElse(true);
    }

    /** May send data; absent means the same as {@link #canPublish()}. */
    public boolean canPublishData() {
        return flag("canPublishData").orElse(canPublish());
    }

    /** May change its own name, metadata and attributes; absent means no. */
    public boolean canUpdateOwnMetadata() {
        return flag("canUpdateOwnMetadata").orElse(false);
    }

    /** Others do not see the bearer. */
    public boolean hidden() {
        return flag("hidden").orElse(false);
    }

    /** The bearer records; it counts neither as a participant nor keeps a room open. */
    public boolean recorder() {
        return flag("recorder").orElse(false);
    }

    /** The bearer is an agent. */
    public boolean agent() {
        return flag("agent").orElse(false);
    }

    /** May receive the metrics of others. */
    public boolean canSubscribeMetrics() {
        return flag("canSubscribeMetrics").orElse(false);
    }

    /** Sources the bearer may publish, as named in the token; empty means all. */
    public List<String> canPublishSources() {
        return members.get("canPublishSources") instanceof List<?> names
                ? names.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** This grant with some members replaced. */
    public VideoGrant with(Map<String, Object> changed) {
        var all = new LinkedHashMap<>(members);
        all.putAll(changed);
        return new VideoGrant(all);
    }

    private Optional<Boolean> flag(String name) {
        return members.get(name) instanceof Boolean value ? Optional.of(value) : Optional.empty();
    }
}
