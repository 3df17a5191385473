package media.sluice.coordinator.usecase;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import media.sluice.coordinator.port.NodeEvent;
import media.sluice.coordinator.port.ServerMessage;
import media.sluice.coordinator.room.Participant;
import media.sluice.coordinator.room.ParticipantState;
import media.sluice.coordinator.room.QualityBoard;
import media.sluice.coordinator.room.SpeakerBoard;
import media.sluice.coordinator.room.StreamReport;
import media.sluice.coordinator.room.Track;
import media.sluice.coordinator.room.TrackKind;
import media.sluice.coordinator.room.TrackSource;

/**
 * Who speaks and how well participants are connected: from the node's events to clients. Owned by
 * the room's thread.
 */
final class Telemetry {
    private static final long QUALITY_EVERY_MILLIS = 5000;

    private final RoomContext room;
    private final SpeakerBoard speakers = new SpeakerBoard();
    private final QualityBoard qualities = new QualityBoard();
    private long qualityToldAtMillis;

    Telemetry(RoomContext room) {
        this.room = room;
    }

    void onLevels(List<NodeEvent.Level> levels) {
        for (var level : levels) {
            room.room()
                    .publisherOf(level.producerId())
                    .ifPresent(publisher -> putLevel(publisher, level));
        }
        tellSpeakers(speakers.changes());
    }

    /** A participant speaks, or not any more, for a test. */
    void simulate(String sid, double level) {
        speakers.put(sid, "simulated", level);
        tellSpeakers(speakers.changes());
    }

    void onQuality(String sid, NodeEvent.QualityMeasured measured) {
        var ids = new HashSet<String>();
        for (var stream : measured.streams()) {
            var key = measured.sessionId() + "/" + stream.id();
            ids.add(key);
            track(stream)
                    .ifPresent(track ->
                            qualities.put(
                                    sid, key, report(stream, track, measured.roundTripMillis())));
        }
        // Two sessions of one participant report in turn: only what this one left out has ended.
        qualities.keepOnly(sid, measured.sessionId() + "/", ids);
    }

    void setLost(String sid, boolean isLost) {
        qualities.setLost(sid, isLost);
    }

    void removeTrack(String sid, String trackSid) {
        speakers.removeTrack(sid, trackSid);
        tellSpeakers(speakers.changes());
    }

    void removeParticipant(String sid) {
        speakers.removeParticipant(sid);
        qualities.remove(sid);
    }

    void tick(long nowMillis) {
        if (nowMillis - qualityToldAtMillis < QUALITY_EVERY_MILLIS) {
            return;
        }
        qualityToldAtMillis = nowMillis;
        var active =
                room.room().participants().stream()
                        .filter(participant -> participant.state() == ParticipantState.ACTIVE)
                        .toList();
        if (qualities.isDue(active.stream().map(Participant::sid).toList())) {
            active.forEach(this::tellQuality);
        }
    }

    private void putLevel(Participant publisher, NodeEvent.Level level) {
        boolean isMicrophone =
                publisher
                        .track(level.producerId())
                        .map(track -> track.source() == TrackSource.MICROPHONE)
                        .orElse(false);
        if (isMicrophone) {
            speakers.put(publisher.sid(), level.producerId(), level.level());
        }
    }

    private void tellSpeakers(List<SpeakerBoard.Speaker> changed) {
        if (changed.isEmpty()) {
            return;
        }
        for (var caller : room.callers()) {
            var heard = changed.stream().filter(s -> isHeard(caller.sid(), s.sid())).toList();
            if (!heard.isEmpty()) {
                caller.send(new ServerMessage.SpeakersChanged(heard));
            }
        }
    }

    private void tellQuality(Participant receiver) {
        var seen = new ArrayList<QualityBoard.Quality>();
        seen.add(qualities.of(receiver.sid()));
        for (var other : room.othersFor(receiver.sid())) {
            if (isHeard(receiver.sid(), other.sid())) {
                seen.add(qualities.of(other.sid()));
            }
        }
        room.caller(receiver.sid())
                .ifPresent(caller -> caller.send(new ServerMessage.QualityChanged(seen)));
    }

    /** A participant hears of itself and of publishers that it receives. */
    private boolean isHeard(String sid, String publisherSid) {
        return sid.equals(publisherSid)
                || room.room()
                        .participant(publisherSid)
                        .map(publisher ->
                                publisher.tracks().stream()
                                        .anyMatch(t -> room.room().isSubscribed(sid, t.sid())))
                        .orElse(false);
    }

    private Optional<Track> track(NodeEvent.Stream stream) {
        var parts = stream.id().split(":", -1);
        var trackSid = stream.isProducer() || parts.length < 2 ? stream.id() : parts[1];
        return room.room().publisherOf(trackSid).flatMap(publisher -> publisher.track(trackSid));
    }

    private static StreamReport report(
            NodeEvent.Stream stream, Track track, double roundTripMillis) {
        boolean isVideo = track.kind() == TrackKind.VIDEO;
        boolean isQuietOnPurpose = stream.isPaused() || track.isMuted();
        // Sound pauses when nobody speaks, and a shared screen when nothing moves: no packets is no
        // fault there.
        boolean isIdle =
                stream.packetsExpected() == 0
                        && (!isVideo || track.source() == TrackSource.SCREEN_SHARE);
        return new StreamReport(
                stream.packetsExpected(),
                stream.packetsLost(),
                stream.jitterMillis(),
                roundTripMillis,
                isVideo ? stream.missingLayers() : 0,
                track.kind(),
                track.mimeType().equals("audio/red"),
                isQuietOnPurpose || isIdle);
    }
}
