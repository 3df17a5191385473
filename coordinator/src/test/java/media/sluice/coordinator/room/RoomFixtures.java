package media.sluice.coordinator.room;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rooms, people and tracks for tests. */
final class RoomFixtures {
    static final Permissions ALL =
            new Permissions(true, true, true, Set.of(), true, false, false, false, false);

    private RoomFixtures() {}

    static Room room(int maxParticipants) {
        return new Room(
                new RoomFacts(
                        "RM_1", "r", new RoomSettings(300, 20, maxParticipants), "", 0, 0, 0));
    }

    static Participant person(String name) {
        return person(name, ALL, ParticipantKind.STANDARD);
    }

    static Participant person(String name, Permissions permissions, ParticipantKind kind) {
        return new Participant(
                "PA_" + name,
                name,
                kind,
                new Profile(name, "", Map.of()),
                permissions,
                new ClientFacts("js", 17, 2, List.of(), true, false),
                ParticipantState.JOINING,
                0,
                0,
                List.of(),
                LeaveReason.UNKNOWN_REASON);
    }

    static Track track(String sid, TrackSource source) {
        var codec = new TrackCodec("video/vp8", "0", "cid-" + sid, layers());
        return new Track(
                sid,
                TrackKind.VIDEO,
                source,
                "",
                false,
                1280,
                720,
                "camera",
                new TrackFormat(List.of(codec), false, 0, List.of(), 0));
    }

    static List<VideoLayer> layers() {
        return List.of(
                new VideoLayer(VideoQuality.LOW, 320, 180, 0, 0, 0, "q"),
                new VideoLayer(VideoQuality.MEDIUM, 640, 360, 0, 0, 1, "h"),
                new VideoLayer(VideoQuality.HIGH, 1280, 720, 0, 0, 2, "f"));
    }

    static void publish(Room room, String sid, String trackSid) {
        var track = track(trackSid, TrackSource.CAMERA);
        room.handle(new RoomCommand.AnnounceTrack(sid, "cid-" + trackSid, track));
        room.handle(new RoomCommand.PublishTrack(sid, trackSid, track.format().codecs()));
    }
}
