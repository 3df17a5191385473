package media.sluice.coordinator.room;

import java.util.List;
import java.util.Optional;

/**
 * One room: takes commands, decides by the rules, answers with what happened. Owned by one thread.
 *
 * <pre>
 *   command ─► Membership │ Publishing │ Subscribing ─► event ─► RoomState (applied at once) ─► caller
 * </pre>
 */
public final class Room {
    private final RoomState state;
    private final Membership membership;
    private final Publishing publishing;
    private final Subscribing subscribing;

    /** Opens a room; the counts in the facts do not matter. */
    public Room(RoomFacts facts) {
        state = new RoomState(facts);
        subscribing = new Subscribing(state);
        publishing = new Publishing(state, subscribing);
        membership = new Membership(state, publishing, subscribing);
    }

    /** Decides, changes the room, and says what happened, in order. */
    public List<RoomEvent> handle(RoomCommand command) {
        if (!state.isClosed()) {
            decide(command);
        }
        return state.drain();
    }

    /** What everybody may know of the room. */
    public RoomFacts facts() {
        return state.facts();
    }

    /** True when the room is gone. */
    public boolean isClosed() {
        return state.isClosed();
    }

    /** All participants in the order in which they came. */
    public List<Participant> participants() {
        return state.members().stream().map(Member::info).toList();
    }

    /** The participant of this sid. */
    public Optional<Participant> participant(String sid) {
        return Optional.ofNullable(state.member(sid)).map(Member::info);
    }

    /** The participant of this identity. */
    public Optional<Participant> byIdentity(String identity) {
        return state.byIdentity(identity).map(Member::info);
    }

    /** Who publishes this track. */
    public Optional<Participant> publisherOf(String trackSid) {
        return state.publisherOf(trackSid).map(Member::info);
    }

    /** Announced tracks of a participant whose media has not shown up, in order. */
    public List<PendingTrack> pendingTracks(String sid) {
        var member = state.member(sid);
        return member == null
                ? List.of()
                : member.pending.entrySet().stream()
                        .map(entry -> new PendingTrack(entry.getKey(), entry.getValue()))
                        .toList();
    }

    /** How a subscriber wants a track. */
    public TrackSettings settings(String sid, String trackSid) {
        var member = state.member(sid);
        return member == null ? TrackSettings.initial(false) : member.settingsOf(trackSid);
    }

    /** True when the subscriber gets the track. */
    public boolean isSubscribed(String sid, String trackSid) {
        var member = state.member(sid);
        return member != null && member.subscriptions.contains(trackSid);
    }

    /** How many tracks the participant gets and sends. */
    public int trackCount(String sid) {
        var member = state.member(sid);
        return member == null ? 0 : member.subscriptions.size() + member.info().tracks().size();
    }

    private void decide(RoomCommand command) {
        switch (command) {
            case RoomCommand.Join join -> membership.join(join.newcomer());
            case RoomCommand.Advance(var sid, var to) -> membership.advance(sid, to);
            case RoomCommand.Leave(var sid, var reason) -> membership.leave(sid, reason);
            case RoomCommand.UpdateProfile(var sid, var profile) ->
                    membership.updateProfile(sid, profile);
            case RoomCommand.UpdatePermissions(var sid, var permissions) ->
                    membership.updatePermissions(sid, permissions);
            case RoomCommand.AnnounceTrack(var sid, var cid, var draft) ->
                    publishing.announce(sid, cid, draft);
            case RoomCommand.PublishTrack(var sid, var trackSid, var codecs) ->
                    publishing.publish(sid, trackSid, codecs);
            case RoomCommand.UnpublishTrack(var sid, var trackSid) ->
                    publishing.unpublish(sid, trackSid);
            case RoomCommand.MuteTrack(var sid, var trackSid, var isMuted) ->
                    publishing.mute(sid, trackSid, isMuted);
            case RoomCommand.UpdateTrack(var sid, var track) -> publishing.update(sid, track);
            case RoomCommand.Subscribe subscribe -> subscribing.choose(subscribe);
            case RoomCommand.ChangeSettings(var sid, var trackSids, var settings) ->
                    subscribing.changeSettings(sid, trackSids, settings);
            case RoomCommand.ChangePolicy(var sid, var policy) ->
                    subscribing.changePolicy(sid, policy);
            case RoomCommand.UpdateSettings(var settings) -> membership.updateSettings(settings);
            case RoomCommand.UpdateMetadata(var metadata) -> membership.updateMetadata(metadata);
            case RoomCommand.Close(var reason) -> membership.close(reason);
            case RoomCommand.Tick(var nowMillis) -> {
                subscribing.expire(nowMillis);
                membership.tick(nowMillis);
            }
        }
    }
}
