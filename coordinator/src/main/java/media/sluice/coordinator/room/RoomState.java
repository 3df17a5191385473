package media.sluice.coordinator.room;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a room is at one moment; changes by events only. Owned by its {@link Room}. */
final class RoomState {
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final String sid;
    private final String name;
    private final long createdAtMillis;
    private final List<RoomEvent> happened = new ArrayList<>();

    private RoomSettings settings;
    private String metadata;

    /** Since when nobody has kept the room open, milliseconds. */
    private long emptySinceMillis;

    private boolean wasJoined;
    private boolean isClosed;

    RoomState(RoomFacts facts) {
        sid = facts.sid();
        name = facts.name();
        createdAtMillis = facts.createdAtMillis();
        settings = facts.settings();
        metadata = facts.metadata();
        emptySinceMillis = createdAtMillis;
    }

    Collection<Member> members() {
        return List.copyOf(members.values());
    }

    @Nullable Member member(String participantSid) {
        return members.get(participantSid);
    }

    Optional<Member> byIdentity(String identity) {
        return members.values().stream()
                .filter(member -> member.info().identity().equals(identity))
                .findFirst();
    }

    Optional<Member> publisherOf(String trackSid) {
        return members.values().stream()
                .filter(member -> member.info().track(trackSid).isPresent())
                .findFirst();
    }

    RoomSettings settings() {
        return settings;
    }

    boolean wasJoined() {
        return wasJoined;
    }

    boolean isClosed() {
        return isClosed;
    }

    long emptySinceMillis() {
        return emptySinceMillis;
    }

    void startEmptyTime(long nowMillis) {
        emptySinceMillis = nowMillis;
    }

    long independentCount() {
        return members.values().stream().filter(member -> !member.info().isDependent()).count();
    }

    RoomFacts facts() {
        int publishers =
                (int) members.values().stream().filter(m -> m.info().isPublisher()).count();
        return new RoomFacts(
                sid,
                name,
                settings,
                metadata,
                createdAtMillis,
                (int) independentCount(),
                publishers);
    }

    /** Applies an event and remembers it for whoever asked. */
    void emit(RoomEvent event) {
        apply(event);
        happened.add(event);
    }

    List<RoomEvent> drain() {
        var events = List.copyOf(happened);
        happened.clear();
        return events;
    }

    private void apply(RoomEvent event) {
        switch (event) {
            case RoomEvent.ParticipantJoined(var participant) -> {
                members.put(participant.sid(), new Member(participant));
                wasJoined = wasJoined || !participant.isDependent();
            }
            case RoomEvent.ParticipantChanged(var participant) -> replace(participant);
            case RoomEvent.ParticipantLeft(var participant) -> members.remove(participant.sid());
            case RoomEvent.SubscriptionStarted(var subscriber, var _, var track) ->
                    of(subscriber).subscriptions.add(track.sid());
            case RoomEvent.SubscriptionEnded(var subscriber, var trackSid) ->
                    of(subscriber).subscriptions.remove(trackSid);
            case RoomEvent.RoomChanged(var room) -> {
                settings = room.settings();
                metadata = room.metadata();
            }
            case RoomEvent.RoomClosed _ -> isClosed = true;
            case RoomEvent.JoinRefused _,
                    RoomEvent.TokenOutdated _,
                    RoomEvent.TrackAnnounced _,
                    RoomEvent.TrackRefused _,
                    RoomEvent.TrackPublished _,
                    RoomEvent.TrackUnpublished _,
                    RoomEvent.SubscriptionFailed _,
                    RoomEvent.SubscriptionAllowed _,
                    RoomEvent.SettingsChanged _ -> {}
        }
    }

    private void replace(Participant participant) {
        of(participant.sid()).replace(participant);
    }

    private Member of(String participantSid) {
        var member = members.get(participantSid);
        if (member == null) {
            throw new IllegalStateException("no participant " + participantSid + " in " + sid);
        }
        return member;
    }
}
