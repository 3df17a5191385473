package media.sluice.coordinator.room;

import java.util.List;

/** Rules of coming, changing and going. */
final class Membership {
    private static final long MILLIS = 1000;

    private final RoomState state;
    private final Publishing publishing;
    private final Subscribing subscribing;

    Membership(RoomState state, Publishing publishing, Subscribing subscribing) {
        this.state = state;
        this.publishing = publishing;
        this.subscribing = subscribing;
    }

    void join(Participant newcomer) {
        state.byIdentity(newcomer.identity())
                .ifPresent(old -> leave(old.info().sid(), LeaveReason.DUPLICATE_IDENTITY));
        int limit = state.settings().maxParticipants();
        if (limit > 0 && !newcomer.isDependent() && state.independentCount() >= limit) {
            state.emit(new RoomEvent.JoinRefused(newcomer.sid()));
            return;
        }
        state.emit(new RoomEvent.ParticipantJoined(newcomer));
        subscribing.reconcile(newcomer.sid());
    }

    void advance(String sid, ParticipantState to) {
        var member = state.member(sid);
        if (member == null || to.compareTo(member.info().state()) <= 0) {
            return;
        }
        var info = member.info();
        change(member.next(to, info.profile(), info.permissions(), info.tracks()));
    }

    void leave(String sid, LeaveReason reason) {
        var member = state.member(sid);
        if (member == null) {
            return;
        }
        publishing.dropAll(member);
        for (var trackSid : List.copyOf(member.subscriptions)) {
            state.emit(new RoomEvent.SubscriptionEnded(sid, trackSid));
        }
        state.emit(new RoomEvent.ParticipantLeft(member.gone(reason)));
    }

    void updateProfile(String sid, Profile profile) {
        var member = state.member(sid);
        if (member == null || member.info().profile().equals(profile)) {
            return;
        }
        var info = member.info();
        change(member.next(info.state(), profile, info.permissions(), info.tracks()));
        state.emit(new RoomEvent.TokenOutdated(sid));
    }

    void updatePermissions(String sid, Permissions permissions) {
        var member = state.member(sid);
        if (member == null || member.info().permissions().equals(permissions)) {
            return;
        }
        var info = member.info();
        change(member.next(info.state(), info.profile(), permissions, info.tracks()));
        publishing.revokeForbidden(member);
        subscribing.reconcile(sid);
        state.emit(new RoomEvent.TokenOutdated(sid));
    }

    void updateSettings(RoomSettings settings) {
        var facts = state.facts();
        changeRoom(facts, facts.settings().updatedBy(settings), facts.metadata());
    }

    void updateMetadata(String metadata) {
        var facts = state.facts();
        changeRoom(facts, facts.settings(), metadata);
    }

    void close(LeaveReason reason) {
        for (var member : state.members()) {
            leave(member.info().sid(), reason);
        }
        state.emit(new RoomEvent.RoomClosed(reason));
    }

    void tick(long nowMillis) {
        if (state.independentCount() > 0) {
            state.startEmptyTime(nowMillis);
            return;
        }
        var settings = state.settings();
        long timeout =
                state.wasJoined()
                        ? settings.departureTimeoutSeconds()
                        : settings.emptyTimeoutSeconds();
        if (nowMillis - state.emptySinceMillis() >= timeout * MILLIS) {
            close(LeaveReason.ROOM_CLOSED);
        }
    }

    private void change(Participant changed) {
        state.emit(new RoomEvent.ParticipantChanged(changed));
    }

    private void changeRoom(RoomFacts facts, RoomSettings settings, String metadata) {
        state.emit(
                new RoomEvent.RoomChanged(
                        new RoomFacts(
                                facts.sid(),
                                facts.name(),
                                settings,
                                metadata,
                                facts.createdAtMillis(),
                                facts.participantCount(),
                                facts.publisherCount())));
    }
}
