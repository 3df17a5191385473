package media.sluice.coordinator.room;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Rules of publishing: announce, show up, change, end. */
final class Publishing {
    /** Tracks of one participant that may wait for their media. */
    static final int MAX_PENDING = 20;

    /** Announcements of one client track that may wait for an older one to end. */
    static final int MAX_QUEUED = 3;

    private final RoomState state;
    private final Subscribing subscribing;

    Publishing(RoomState state, Subscribing subscribing) {
        this.state = state;
        this.subscribing = subscribing;
    }

    void announce(String sid, String cid, Track draft) {
        var member = state.member(sid);
        if (member == null) {
            return;
        }
        if (!member.info().permissions().canPublish(draft.source())) {
            refuse(sid, cid, TrackRefusal.NOT_ALLOWED);
        } else if (member.pending.size() >= MAX_PENDING) {
            refuse(sid, cid, TrackRefusal.LIMIT_EXCEEDED);
        } else if (member.pending.containsKey(cid) || member.cidBySid.containsValue(cid)) {
            enqueue(member, cid, draft);
        } else {
            accept(member, cid, draft);
        }
    }

    void publish(String sid, String trackSid, List<TrackCodec> codecs) {
        var member = state.member(sid);
        if (member == null) {
            return;
        }
        var pending =
                member.pending.entrySet().stream()
                        .filter(entry -> entry.getValue().sid().equals(trackSid))
                        .findFirst();
        if (pending.isEmpty()) {
            return;
        }
        var cid = pending.get().getKey();
        var draft = pending.get().getValue();
        var track = draft.withFormat(draft.format().withCodecs(codecs));
        member.pending.remove(cid);
        member.cidBySid.put(trackSid, cid);
        var tracks = new ArrayList<>(member.info().tracks());
        tracks.add(track);
        state.emit(new RoomEvent.TrackPublished(sid, track));
        state.emit(new RoomEvent.ParticipantChanged(member.withTracks(tracks)));
        subscribing.reconcileAll();
    }

    void unpublish(String sid, String trackSid) {
        var member = state.member(sid);
        if (member == null) {
            return;
        }
        member.info().track(trackSid).ifPresent(track -> end(member, track, false));
        member.pending.values().removeIf(track -> track.sid().equals(trackSid));
    }

    void mute(String sid, String trackSid, boolean isMuted) {
        change(sid, trackSid, track -> track.withMuted(isMuted));
    }

    void update(String sid, Track changed) {
        change(sid, changed.sid(), _ -> changed);
    }

    /** Ends what the participant may not publish any more. */
    void revokeForbidden(Member member) {
        var permissions = member.info().permissions();
        for (var track : member.info().tracks()) {
            if (!permissions.canPublish(track.source())) {
                end(member, track, true);
            }
        }
        member.pending.values().removeIf(track -> !permissions.canPublish(track.source()));
    }

    /** Everything a leaving participant publishes ends; its info keeps the list. */
    void dropAll(Member member) {
        member.pending.clear();
        member.queued.clear();
        for (var track : member.info().tracks()) {
            subscribing.endAll(track.sid());
            state.emit(new RoomEvent.TrackUnpublished(member.info().sid(), track, false));
        }
    }

    private void accept(Member member, String cid, Track draft) {
        member.pending.put(cid, draft);
        state.emit(new RoomEvent.TrackAnnounced(member.info().sid(), cid, draft));
    }

    private void enqueue(Member member, String cid, Track draft) {
        var queue = member.queued.computeIfAbsent(cid, _ -> new ArrayDeque<>());
        if (queue.size() >= MAX_QUEUED) {
            refuse(member.info().sid(), cid, TrackRefusal.LIMIT_EXCEEDED);
            return;
        }
        queue.add(draft);
        refuse(member.info().sid(), cid, TrackRefusal.QUEUED);
    }

    private void refuse(String sid, String cid, TrackRefusal refusal) {
        state.emit(new RoomEvent.TrackRefused(sid, cid, refusal));
    }

    private void end(Member member, Track track, boolean isRevoked) {
        subscribing.endAll(track.sid());
        state.emit(new RoomEvent.TrackUnpublished(member.info().sid(), track, isRevoked));
        var rest = member.info().tracks().stream().filter(t -> !t.sid().equals(track.sid()));
        state.emit(new RoomEvent.ParticipantChanged(member.withTracks(rest.toList())));
        var cid = member.cidBySid.remove(track.sid());
        var queue = cid == null ? null : member.queued.get(cid);
        var next = queue == null ? null : queue.poll();
        if (cid != null && next != null) {
            accept(member, cid, next);
        }
    }

    private void change(String sid, String trackSid, UnaryOperator<Track> changed) {
        var member = state.member(sid);
        if (member == null) {
            return;
        }
        member.pending.replaceAll(
                (_, track) -> track.sid().equals(trackSid) ? changed.apply(track) : track);
        var before = member.info().tracks();
        var after =
                before.stream()
                        .map(track -> track.sid().equals(trackSid) ? changed.apply(track) : track)
                        .toList();
        if (!after.equals(before)) {
            state.emit(new RoomEvent.ParticipantChanged(member.withTracks(after)));
        }
    }
}
