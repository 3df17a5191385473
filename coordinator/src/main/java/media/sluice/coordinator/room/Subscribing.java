package media.sluice.coordinator.room;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Rules of receiving: who wants, who may, in which size. */
final class Subscribing {
    /** How long a wanted track may stay unknown, milliseconds. */
    static final long UNKNOWN_MILLIS = 60_000;

    private final RoomState state;

    Subscribing(RoomState state) {
        this.state = state;
    }

    void choose(RoomCommand.Subscribe command) {
        var member = state.member(command.sid());
        if (member == null) {
            return;
        }
        for (var trackSid : command.trackSids()) {
            member.choices.put(trackSid, command.isWanted());
            if (command.isWanted() && state.publisherOf(trackSid).isEmpty()) {
                member.unknownSince.putIfAbsent(trackSid, command.nowMillis());
            } else {
                member.unknownSince.remove(trackSid);
            }
        }
        reconcile(command.sid());
    }

    void changeSettings(String sid, Set<String> trackSids, TrackSettings settings) {
        var member = state.member(sid);
        if (member == null) {
            return;
        }
        for (var trackSid : trackSids) {
            member.settings.put(trackSid, settings);
            if (member.subscriptions.contains(trackSid)) {
                state.publisherOf(trackSid)
                        .flatMap(publisher -> publisher.info().track(trackSid))
                        .ifPresent(track ->
                                state.emit(new RoomEvent.SettingsChanged(sid, track, settings)));
            }
        }
    }

    void changePolicy(String sid, SubscriptionPolicy policy) {
        var publisher = state.member(sid);
        if (publisher == null) {
            return;
        }
        var before = publisher.policy;
        publisher.policy = policy;
        for (var subscriber : state.members()) {
            if (subscriber != publisher) {
                tellAllowed(publisher, subscriber, before);
            }
        }
        reconcileAll();
    }

    void expire(long nowMillis) {
        for (var member : state.members()) {
            for (var entry : List.copyOf(member.unknownSince.entrySet())) {
                if (nowMillis - entry.getValue() >= UNKNOWN_MILLIS) {
                    member.unknownSince.remove(entry.getKey());
                    member.choices.remove(entry.getKey());
                    state.emit(
                            new RoomEvent.SubscriptionFailed(member.info().sid(), entry.getKey()));
                }
            }
        }
    }

    void reconcileAll() {
        for (var member : state.members()) {
            reconcile(member.info().sid());
        }
    }

    /** Starts and ends subscriptions so that they are what the participant wants and may have. */
    void reconcile(String sid) {
        var member = state.member(sid);
        if (member == null) {
            return;
        }
        var due = new LinkedHashSet<String>();
        for (var publisher : state.members()) {
            for (var track : publisher.info().tracks()) {
                if (isDue(member, publisher, track)) {
                    due.add(track.sid());
                    start(member, publisher, track);
                }
            }
        }
        for (var trackSid : List.copyOf(member.subscriptions)) {
            if (!due.contains(trackSid)) {
                state.emit(new RoomEvent.SubscriptionEnded(sid, trackSid));
            }
        }
    }

    void endAll(String trackSid) {
        for (var member : state.members()) {
            if (member.subscriptions.contains(trackSid)) {
                state.emit(new RoomEvent.SubscriptionEnded(member.info().sid(), trackSid));
            }
            member.choices.remove(trackSid);
            member.settings.remove(trackSid);
        }
    }

    private boolean isDue(Member subscriber, Member publisher, Track track) {
        return subscriber != publisher
                && subscriber.isWanted(track.sid())
                && subscriber.info().permissions().canSubscribe()
                && publisher.policy.allows(subscriber.info(), track.sid());
    }

    private void start(Member member, Member publisher, Track track) {
        member.unknownSince.remove(track.sid());
        if (!member.subscriptions.contains(track.sid())) {
            state.emit(
                    new RoomEvent.SubscriptionStarted(
                            member.info().sid(), publisher.info().sid(), track));
        }
    }

    private void tellAllowed(Member publisher, Member subscriber, SubscriptionPolicy before) {
        for (var track : publisher.info().tracks()) {
            boolean was = before.allows(subscriber.info(), track.sid());
            boolean is = publisher.policy.allows(subscriber.info(), track.sid());
            if (was != is) {
                state.emit(
                        new RoomEvent.SubscriptionAllowed(
                                subscriber.info().sid(), publisher.info().sid(), track.sid(), is));
            }
        }
    }
}
