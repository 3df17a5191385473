package media.sluice.coordinator.usecase;

import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import media.sluice.coordinator.port.ClientMessage;
import media.sluice.coordinator.port.Counter;
import media.sluice.coordinator.port.LeaveAction;
import media.sluice.coordinator.port.RequestResult;
import media.sluice.coordinator.port.ServerMessage;
import media.sluice.coordinator.room.LeaveReason;
import media.sluice.coordinator.room.Participant;
import media.sluice.coordinator.room.Profile;
import media.sluice.coordinator.room.RoomCommand;
import media.sluice.coordinator.room.Track;
import media.sluice.coordinator.room.TrackSettings;
import media.sluice.coordinator.room.TrackSource;
import media.sluice.coordinator.sdp.SdpException;

/** Carries out what a client asks for. Owned by the room's thread. */
final class Requests {
    /** Sizes change with every step of a window being dragged. */
    private static final long SETTINGS_DELAY_MILLIS = 100;

    private static final Log LOG = new Log(Requests.class);

    private final RoomContext room;
    private final Scenarios scenarios;
    private final SerialExecutor executor;

    Requests(RoomContext room, Scenarios scenarios, SerialExecutor executor) {
        this.room = room;
        this.scenarios = scenarios;
        this.executor = executor;
    }

    void handle(Caller caller, ClientMessage message) {
        switch (message) {
            case ClientMessage.Offer(var id, var sdp) ->
                    negotiate(caller, message, () -> caller.peer().onOffer(id, sdp));
            case ClientMessage.Answer(var id, var sdp) ->
                    negotiate(caller, message, () -> caller.peer().onAnswer(id, sdp));
            case ClientMessage.Trickle _ -> {
                // The node learns the client's addresses from its checks.
            }
            case ClientMessage.AddTrack request -> addTrack(caller, request);
            case ClientMessage.Mute(var trackSid, var isMuted) -> mute(caller, trackSid, isMuted);
            case ClientMessage.Subscribe(var trackSids, var isWanted) ->
                    subscribe(caller, trackSids, isWanted);
            case ClientMessage.Settings(var trackSids, var settings) ->
                    trackSids.forEach(trackSid -> settings(caller, trackSid, settings));
            case ClientMessage.Leave(var reason) ->
                    room.handle(new RoomCommand.Leave(caller.sid(), kept(reason)));
            case ClientMessage.Policy(var policy) ->
                    room.handle(new RoomCommand.ChangePolicy(caller.sid(), policy));
            case ClientMessage.SyncState state -> syncState(caller, state);
            case ClientMessage.Simulate simulate -> scenarios.run(caller, simulate);
            case ClientMessage.UpdateProfile request -> updateProfile(caller, request);
            case ClientMessage.UpdateAudio(var trackSid, var features) ->
                    update(
                            caller,
                            trackSid,
                            track -> track.withFormat(track.format().withAudioFeatures(features)));
            case ClientMessage.UpdateVideo(var trackSid, var width, var height) ->
                    update(caller, trackSid, track -> track.withSize(width, height));
            case ClientMessage.PublishDataTrack request ->
                    refuse(
                            caller,
                            RequestResult.NOT_ALLOWED,
                            "data tracks are not served yet",
                            request);
        }
    }

    void addTrack(Caller caller, ClientMessage.AddTrack request) {
        var kind = request.kind();
        if (kind == null) {
            refuse(caller, RequestResult.UNSUPPORTED_TYPE, "neither audio nor video", request);
        } else if (!request.sid().isEmpty()) {
            // A second codec is only sent when we ask for it, and we do not.
            refuse(caller, RequestResult.NOT_FOUND, "no second codec was asked for", request);
        } else {
            room.handle(
                    new RoomCommand.AnnounceTrack(
                            caller.sid(), request.cid(), TrackDraft.of(request, kind)));
        }
    }

    /** A request that only names a track, to be repeated in its answer. */
    static ClientMessage addTrack(String cid) {
        return new ClientMessage.AddTrack(
                cid,
                "",
                null,
                TrackSource.UNKNOWN,
                0,
                0,
                false,
                List.of(),
                List.of(),
                "",
                false,
                0,
                "",
                List.of(),
                0);
    }

    private interface Negotiating {
        void run() throws SdpException;
    }

    /** Whoever sent what cannot be met is told which line, then sent away. */
    private void negotiate(Caller caller, ClientMessage message, Negotiating step) {
        try {
            step.run();
        } catch (SdpException bad) {
            room.services().counters().add(Counter.BAD_DESCRIPTIONS);
            LOG.warn(
                    "session description refused",
                    "participant",
                    caller.sid(),
                    "reason",
                    bad.getMessage());
            refuse(
                    caller,
                    RequestResult.UNCLASSIFIED_ERROR,
                    String.valueOf(bad.getMessage()),
                    message);
            sendAway(caller, LeaveReason.STATE_MISMATCH, LeaveAction.RECONNECT);
        }
    }

    void sendAway(Caller caller, LeaveReason reason, LeaveAction action) {
        caller.setLeaveAction(action);
        room.handle(new RoomCommand.Leave(caller.sid(), reason));
    }

    private void mute(Caller caller, String trackSid, boolean isMuted) {
        boolean isKnown =
                participant(caller).track(trackSid).isPresent()
                        || room.room().pendingTracks(caller.sid()).stream()
                                .anyMatch(pending -> pending.track().sid().equals(trackSid));
        if (isKnown) {
            room.handle(new RoomCommand.MuteTrack(caller.sid(), trackSid, isMuted));
        } else {
            refuse(
                    caller,
                    RequestResult.NOT_FOUND,
                    "no track " + trackSid,
                    new ClientMessage.Mute(trackSid, isMuted));
        }
    }

    private void subscribe(Caller caller, Set<String> trackSids, boolean isWanted) {
        room.handle(new RoomCommand.Subscribe(caller.sid(), trackSids, isWanted, room.nowMillis()));
    }

    /** Enabling is carried out at once, everything else when it has been quiet for a moment. */
    private void settings(Caller caller, String trackSid, TrackSettings settings) {
        var older = caller.delayedSettings().remove(trackSid);
        if (older != null) {
            older.cancel(false);
        }
        boolean isEnabling =
                room.room().settings(caller.sid(), trackSid).isDisabled() && !settings.isDisabled();
        var command = new RoomCommand.ChangeSettings(caller.sid(), Set.of(trackSid), settings);
        if (isEnabling) {
            room.handle(command);
            return;
        }
        var task =
                room.services()
                        .timers()
                        .schedule(
                                () -> executor.execute(() -> room.handle(command)),
                                SETTINGS_DELAY_MILLIS,
                                TimeUnit.MILLISECONDS);
        caller.delayedSettings().put(trackSid, task);
    }

    private void syncState(Caller caller, ClientMessage.SyncState state) {
        var participant = participant(caller);
        boolean isKnown =
                state.publishedSids().stream().allMatch(trackSid -> isOwn(participant, trackSid));
        if (!isKnown) {
            sendAway(caller, LeaveReason.STATE_MISMATCH, LeaveAction.RECONNECT);
        } else if (!state.trackSids().isEmpty()) {
            subscribe(caller, state.trackSids(), state.isWanted());
        }
    }

    private boolean isOwn(Participant participant, String trackSid) {
        return participant.track(trackSid).isPresent()
                || room.room().pendingTracks(participant.sid()).stream()
                        .anyMatch(pending -> pending.track().sid().equals(trackSid));
    }

    private void updateProfile(Caller caller, ClientMessage.UpdateProfile request) {
        var participant = participant(caller);
        if (!participant.permissions().canUpdateMetadata()) {
            refuse(
                    caller,
                    RequestResult.NOT_ALLOWED,
                    "the token lacks canUpdateOwnMetadata",
                    request);
            return;
        }
        var profile = merged(participant.profile(), request);
        if (!profile.isWithinLimits()) {
            refuse(
                    caller,
                    RequestResult.LIMIT_EXCEEDED,
                    "name, metadata or attributes are too long",
                    request);
            return;
        }
        room.handle(new RoomCommand.UpdateProfile(caller.sid(), profile));
        refuse(caller, RequestResult.OK, "", request);
    }

    /** Empty texts mean no change; an empty value deletes the attribute. */
    static Profile merged(Profile now, ClientMessage.UpdateProfile request) {
        var attributes = new HashMap<>(now.attributes());
        attributes.putAll(request.attributes());
        attributes.values().removeIf(String::isEmpty);
        return new Profile(
                request.name().isEmpty() ? now.name() : request.name(),
                request.metadata().isEmpty() ? now.metadata() : request.metadata(),
                attributes);
    }

    private interface TrackChange {
        Track apply(Track track);
    }

    private void update(Caller caller, String trackSid, TrackChange change) {
        participant(caller)
                .track(trackSid)
                .ifPresent(track ->
                        room.handle(
                                new RoomCommand.UpdateTrack(caller.sid(), change.apply(track))));
    }

    private static void refuse(
            Caller caller, RequestResult result, String text, ClientMessage request) {
        int id = request instanceof ClientMessage.UpdateProfile update ? update.requestId() : 0;
        caller.send(new ServerMessage.RequestAnswered(id, result, text, request));
    }

    private Participant participant(Caller caller) {
        return room.room()
                .participant(caller.sid())
                .orElseThrow(() -> new IllegalStateException("no participant " + caller.sid()));
    }

    /**
     * A client may name these reasons itself; whatever else it says, it left on its own account.
     */
    private static LeaveReason kept(LeaveReason said) {
        return switch (said) {
            case USER_UNAVAILABLE, USER_REJECTED, AGENT_ERROR -> said;
            default -> LeaveReason.CLIENT_INITIATED;
        };
    }
}
