package media.sluice.coordinator.usecase;

import java.util.List;
import media.sluice.coordinator.access.RefreshedClaims;
import media.sluice.coordinator.port.RequestResult;
import media.sluice.coordinator.port.ServerMessage;
import media.sluice.coordinator.port.SubscriptionFault;
import media.sluice.coordinator.port.Wanted;
import media.sluice.coordinator.room.ClientFacts;
import media.sluice.coordinator.room.LayerChoice;
import media.sluice.coordinator.room.LeaveReason;
import media.sluice.coordinator.room.Participant;
import media.sluice.coordinator.room.ParticipantState;
import media.sluice.coordinator.room.RoomEvent;
import media.sluice.coordinator.room.Track;
import media.sluice.coordinator.room.TrackKind;
import media.sluice.coordinator.room.TrackRefusal;
import media.sluice.coordinator.room.TrackSettings;

/**
 * Carries out what follows from a room's events: messages to clients, calls to the node. Owned by
 * the room's thread.
 */
final class RoomEffects {
    private final RoomContext room;

    RoomEffects(RoomContext room) {
        this.room = room;
    }

    void apply(RoomEvent event) {
        switch (event) {
            case RoomEvent.ParticipantJoined _, RoomEvent.JoinRefused _ -> {
                // Whoever asked to join looks at the room itself.
            }
            case RoomEvent.ParticipantChanged(var participant) -> participantChanged(participant);
            case RoomEvent.TokenOutdated(var sid) -> refreshToken(sid);
            case RoomEvent.ParticipantLeft(var participant) -> participantLeft(participant);
            case RoomEvent.TrackAnnounced(var sid, var cid, var track) ->
                    trackAnnounced(sid, cid, track);
            case RoomEvent.TrackRefused(var sid, var cid, var refusal) ->
                    trackRefused(sid, cid, refusal);
            case RoomEvent.TrackPublished(var sid, var track) ->
                    room.logStep("track published", "participant", sid, "track", track.sid());
            case RoomEvent.TrackUnpublished(var sid, var track, var isRevoked) ->
                    trackUnpublished(sid, track, isRevoked);
            case RoomEvent.SubscriptionStarted(var sid, var publisherSid, var track) ->
                    subscriptionStarted(sid, publisherSid, track);
            case RoomEvent.SubscriptionEnded(var sid, var trackSid) ->
                    room.caller(sid).ifPresent(caller -> caller.peer().unsubscribe(trackSid));
            case RoomEvent.SubscriptionFailed(var sid, var trackSid) ->
                    send(
                            sid,
                            new ServerMessage.SubscriptionFailed(
                                    trackSid, SubscriptionFault.TRACK_NOT_FOUND));
            case RoomEvent.SubscriptionAllowed(var sid, var publisher, var trackSid, var allowed) ->
                    send(sid, new ServerMessage.SubscriptionAllowed(publisher, trackSid, allowed));
            case RoomEvent.SettingsChanged(var sid, var track, var settings) ->
                    room.caller(sid)
                            .ifPresent(c -> c.peer().want(track.sid(), wanted(track, settings)));
            case RoomEvent.RoomChanged(var facts) ->
                    room.callers().forEach(c -> c.send(new ServerMessage.RoomChanged(facts)));
            case RoomEvent.RoomClosed(var reason) -> roomClosed(reason);
        }
    }

    /** A new token with what the participant is now; none when its key has been withdrawn. */
    void refreshToken(String sid) {
        var caller = room.caller(sid).orElse(null);
        var participant = room.room().participant(sid).orElse(null);
        if (caller == null || participant == null) {
            return;
        }
        long nowMillis = room.nowMillis();
        caller.setRefreshedAtMillis(nowMillis);
        var changed = TokenChanges.of(caller.claims(), participant);
        var claims = RefreshedClaims.of(caller.claims(), changed, nowMillis / 1000);
        room.services()
                .tokens()
                .renew(claims)
                .ifPresent(token -> caller.send(new ServerMessage.TokenRefreshed(token)));
    }

    private void participantChanged(Participant participant) {
        room.caller(participant.sid())
                .ifPresentOrElse(
                        caller -> caller.peer().onPermissions(() -> tellOf(participant)),
                        () -> tellOf(participant));
    }

    /** As it is now: more may have changed while the node was asked. */
    private void tellOf(Participant changed) {
        var participant = room.room().participant(changed.sid()).orElse(changed);
        boolean isNews =
                participant.state() == ParticipantState.ACTIVE || participant.isPublisher();
        if (isNews || participant.state() != ParticipantState.JOINED) {
            room.tellAbout(participant);
        }
    }

    private void participantLeft(Participant participant) {
        room.caller(participant.sid()).ifPresent(caller -> sendAway(caller, participant));
        room.remove(participant.sid());
        room.telemetry().removeParticipant(participant.sid());
        room.departures().add(participant, room.nowMillis());
        boolean isReplaced = participant.leaveReason() == LeaveReason.DUPLICATE_IDENTITY;
        var message = new ServerMessage.ParticipantsChanged(List.of(participant));
        for (var other : room.callers()) {
            if (!participant.permissions().isHidden()
                    && !(isReplaced && isIdentityBased(other.sid()))) {
                other.send(message);
            }
        }
        room.logStep(
                "participant left",
                "room",
                room.room().facts().name(),
                "participant",
                participant.sid(),
                "reason",
                participant.leaveReason());
    }

    private void sendAway(Caller caller, Participant participant) {
        caller.delayedSettings().values().forEach(task -> task.cancel(false));
        if (!caller.isSilent() && participant.leaveReason() != LeaveReason.CLIENT_INITIATED) {
            caller.send(new ServerMessage.Leave(participant.leaveReason(), caller.leaveAction()));
        }
        caller.outbox().close();
        caller.peer().close();
    }

    private void trackAnnounced(String sid, String cid, Track track) {
        room.caller(sid)
                .ifPresent(caller -> {
                    caller.send(new ServerMessage.TrackPublished(cid, track));
                    caller.peer().onTrackAnnounced();
                });
    }

    private void trackRefused(String sid, String cid, TrackRefusal refusal) {
        var result =
                switch (refusal) {
                    case NOT_ALLOWED -> RequestResult.NOT_ALLOWED;
                    case LIMIT_EXCEEDED -> RequestResult.LIMIT_EXCEEDED;
                    case QUEUED -> RequestResult.QUEUED;
                    case NOT_FOUND -> RequestResult.NOT_FOUND;
                };
        var text = "track " + cid + ": " + refusal;
        send(sid, new ServerMessage.RequestAnswered(0, result, text, Requests.addTrack(cid)));
    }

    private void trackUnpublished(String sid, Track track, boolean isRevoked) {
        room.telemetry().removeTrack(sid, track.sid());
        room.forgetTrack(track.sid());
        if (isRevoked) {
            send(sid, new ServerMessage.TrackUnpublished(track.sid()));
        }
        room.caller(sid)
                .ifPresent(caller ->
                        caller.calls(caller.peer().publishingSession())
                                .tell("close producer", node -> node.closeProducer(track.sid())));
    }

    private void subscriptionStarted(String sid, String publisherSid, Track track) {
        var settings = room.room().settings(sid, track.sid());
        room.caller(sid)
                .ifPresent(caller ->
                        caller.peer().subscribe(publisherSid, track, wanted(track, settings)));
    }

    private void roomClosed(LeaveReason reason) {
        room.closeOnNodes();
        var facts = room.room().facts();
        room.services().store().remove(facts.name());
        room.logStep("room closed", "room", facts.name(), "reason", reason);
    }

    private boolean isIdentityBased(String sid) {
        return room.room()
                .participant(sid)
                .map(other -> other.client().protocol() >= ClientFacts.IDENTITY_BASED)
                .orElse(true);
    }

    private void send(String sid, ServerMessage message) {
        room.caller(sid).ifPresent(caller -> caller.send(message));
    }

    private static Wanted wanted(Track track, TrackSettings settings) {
        int layer = track.kind() == TrackKind.VIDEO ? LayerChoice.spatialLayer(track, settings) : 0;
        return new Wanted(settings.isDisabled(), layer, settings.priority());
    }
}
