package media.sluice.coordinator.room;

import static media.sluice.coordinator.room.RoomFixtures.ALL;
import static media.sluice.coordinator.room.RoomFixtures.person;
import static media.sluice.coordinator.room.RoomFixtures.publish;
import static media.sluice.coordinator.room.RoomFixtures.room;
import static media.sluice.coordinator.room.RoomFixtures.track;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoomTest {
    private final Room room = room(0);

    @Test
    void everybodyReceivesWhatAnotherPublishes() {
        join("a");
        join("b");

        publish(room, "PA_a", "TR_1");

        assertThat(room.isSubscribed("PA_b", "TR_1")).isTrue();
        assertThat(room.isSubscribed("PA_a", "TR_1")).isFalse();
    }

    @Test
    void newcomerReceivesWhatIsThere() {
        join("a");
        publish(room, "PA_a", "TR_1");

        var events = room.handle(new RoomCommand.Join(person("b")));

        assertThat(events).anyMatch(RoomEvent.SubscriptionStarted.class::isInstance);
    }

    @Test
    void othersHearOfTheTrackBeforeTheyReceiveIt() {
        join("a");
        join("b");
        var track = track("TR_1", TrackSource.CAMERA);
        room.handle(new RoomCommand.AnnounceTrack("PA_a", "c", track));

        var events =
                room.handle(new RoomCommand.PublishTrack("PA_a", "TR_1", track.format().codecs()));

        assertThat(events.stream().map(Object::getClass).map(Class::getSimpleName))
                .containsExactly("TrackPublished", "ParticipantChanged", "SubscriptionStarted");
    }

    @Test
    void sameIdentityReplacesTheOlderSession() {
        join("a");
        var again =
                new Participant(
                        "PA_a2",
                        "a",
                        ParticipantKind.STANDARD,
                        person("a").profile(),
                        ALL,
                        person("a").client(),
                        ParticipantState.JOINING,
                        0,
                        0,
                        List.of(),
                        LeaveReason.UNKNOWN_REASON);

        var events = room.handle(new RoomCommand.Join(again));

        assertThat(events.getFirst())
                .isInstanceOfSatisfying(
                        RoomEvent.ParticipantLeft.class,
                        left ->
                                assertThat(left.participant().leaveReason())
                                        .isEqualTo(LeaveReason.DUPLICATE_IDENTITY));
        assertThat(room.participants()).extracting(Participant::sid).containsExactly("PA_a2");
    }

    @Test
    void refusesWhoWouldBeOneTooMany() {
        var small = room(1);
        small.handle(new RoomCommand.Join(person("a")));

        var events = small.handle(new RoomCommand.Join(person("b")));

        assertThat(events).containsExactly(new RoomEvent.JoinRefused("PA_b"));
    }

    @Test
    void agentsDoNotFillARoom() {
        var small = room(1);
        small.handle(new RoomCommand.Join(person("a")));

        var events = small.handle(new RoomCommand.Join(person("bot", ALL, ParticipantKind.AGENT)));

        assertThat(events).noneMatch(RoomEvent.JoinRefused.class::isInstance);
    }

    @Test
    void versionGrowsWithEachChange() {
        join("a");
        publish(room, "PA_a", "TR_1");
        var before = room.participant("PA_a").orElseThrow().version();

        room.handle(new RoomCommand.MuteTrack("PA_a", "TR_1", true));

        var after = room.participant("PA_a").orElseThrow();
        assertThat(after.version()).isEqualTo(before + 1);
        assertThat(after.tracks().getFirst().isMuted()).isTrue();
    }

    @Test
    void refusesSourcesTheTokenLeavesOut() {
        var microphoneOnly =
                new Permissions(
                        true,
                        true,
                        true,
                        Set.of(TrackSource.MICROPHONE),
                        false,
                        false,
                        false,
                        false,
                        false);
        room.handle(new RoomCommand.Join(person("a", microphoneOnly, ParticipantKind.STANDARD)));

        var events =
                room.handle(
                        new RoomCommand.AnnounceTrack(
                                "PA_a", "c", track("TR_1", TrackSource.CAMERA)));

        assertThat(events)
                .containsExactly(new RoomEvent.TrackRefused("PA_a", "c", TrackRefusal.NOT_ALLOWED));
    }

    @Test
    void revokedPermissionEndsTracks() {
        join("a");
        join("b");
        publish(room, "PA_a", "TR_1");
        var listener =
                new Permissions(true, false, false, Set.of(), false, false, false, false, false);

        var events = room.handle(new RoomCommand.UpdatePermissions("PA_a", listener));

        assertThat(events)
                .anyMatch(e -> e instanceof RoomEvent.TrackUnpublished gone && gone.isRevoked());
        assertThat(room.participant("PA_a").orElseThrow().tracks()).isEmpty();
        assertThat(room.isSubscribed("PA_b", "TR_1")).isFalse();
    }

    @Test
    void grantedSubscriptionStartsAllTracks() {
        join("a");
        publish(room, "PA_a", "TR_1");
        var deaf = new Permissions(false, true, true, Set.of(), false, false, false, false, false);
        room.handle(new RoomCommand.Join(person("b", deaf, ParticipantKind.STANDARD)));
        assertThat(room.isSubscribed("PA_b", "TR_1")).isFalse();

        room.handle(new RoomCommand.UpdatePermissions("PA_b", ALL));

        assertThat(room.isSubscribed("PA_b", "TR_1")).isTrue();
    }

    @Test
    void secondTrackOfOneClientTrackWaitsForTheFirstToEnd() {
        join("a");
        publish(room, "PA_a", "TR_1");
        var second = track("TR_2", TrackSource.CAMERA);
        var queued = room.handle(new RoomCommand.AnnounceTrack("PA_a", "cid-TR_1", second));

        var events = room.handle(new RoomCommand.UnpublishTrack("PA_a", "TR_1"));

        assertThat(queued)
                .containsExactly(
                        new RoomEvent.TrackRefused("PA_a", "cid-TR_1", TrackRefusal.QUEUED));
        assertThat(events).contains(new RoomEvent.TrackAnnounced("PA_a", "cid-TR_1", second));
    }

    @Test
    void publisherChoosesWhoReceives() {
        join("a");
        join("b");
        publish(room, "PA_a", "TR_1");

        var events =
                room.handle(
                        new RoomCommand.ChangePolicy(
                                "PA_a", new SubscriptionPolicy(false, List.of())));

        assertThat(events)
                .containsExactly(
                        new RoomEvent.SubscriptionAllowed("PA_b", "PA_a", "TR_1", false),
                        new RoomEvent.SubscriptionEnded("PA_b", "TR_1"));
    }

    @Test
    void unknownTrackFailsAfterAMinute() {
        join("a");
        room.handle(new RoomCommand.Subscribe("PA_a", Set.of("TR_x"), true, 1000));

        assertThat(room.handle(new RoomCommand.Tick(60_999))).isEmpty();
        assertThat(room.handle(new RoomCommand.Tick(61_000)))
                .containsExactly(new RoomEvent.SubscriptionFailed("PA_a", "TR_x"));
    }

    @Test
    void closesSomeTimeAfterTheLastOneLeft() {
        join("a");
        room.handle(new RoomCommand.Tick(10_000));
        room.handle(new RoomCommand.Leave("PA_a", LeaveReason.CLIENT_INITIATED));

        room.handle(new RoomCommand.Tick(29_000));
        assertThat(room.isClosed()).isFalse();
        room.handle(new RoomCommand.Tick(30_000));

        assertThat(room.isClosed()).isTrue();
    }

    private void join(String name) {
        room.handle(new RoomCommand.Join(person(name)));
    }
}
