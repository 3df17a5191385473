package media.sluice.coordinator.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import media.sluice.coordinator.access.ApiKeys;
import media.sluice.coordinator.access.Claims;
import media.sluice.coordinator.jwt.JwtTokens;
import media.sluice.coordinator.livekit.DataPackets;
import media.sluice.coordinator.port.ClientMessage;
import media.sluice.coordinator.port.ErrorCode;
import media.sluice.coordinator.port.LeaveAction;
import media.sluice.coordinator.port.ListedRoom;
import media.sluice.coordinator.port.NodeEvent;
import media.sluice.coordinator.port.RequestResult;
import media.sluice.coordinator.port.ServerMessage;
import media.sluice.coordinator.port.SessionState;
import media.sluice.coordinator.room.ClientFacts;
import media.sluice.coordinator.room.LeaveReason;
import media.sluice.coordinator.room.Participant;
import media.sluice.coordinator.room.ParticipantKind;
import media.sluice.coordinator.room.ParticipantState;
import media.sluice.coordinator.room.Permissions;
import media.sluice.coordinator.room.Profile;
import media.sluice.coordinator.room.RoomCommand;
import media.sluice.coordinator.room.RoomSettings;
import media.sluice.coordinator.room.TrackKind;
import media.sluice.coordinator.room.TrackSettings;
import media.sluice.coordinator.room.TrackSource;
import media.sluice.coordinator.room.VideoLayer;
import media.sluice.coordinator.room.VideoQuality;
import media.sluice.coordinator.store.memory.MemoryRoomStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

public class RoomsTest {
    private static final RoomSettings NO_WISH = new RoomSettings(0, 0, 0);

    private final AtomicReference<ApiKeys> keys =
            new AtomicReference<>(ApiKeys.parse("devkey: secret"));
    private final FakeNode node = new FakeNode();
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    private final Rooms rooms =
            new Rooms(
                    new Services(
                            "c1",
                            node,
                            new MemoryRoomStore(0),
                            new JwtTokens(keys::get),
                            InstantSource.fixed(Instant.ofEpochSecond(1_000_000)),
                            timers,
                            Runnable::run,
                            _ -> {},
                            new DataPackets(),
                            false),
                    new RoomSettings(300, 20, 0),
                    true);

    @AfterEach
    void stop() {
        timers.shutdownNow();
    }

    @Test
    void answersTheBundledOfferInTheOrderClientsExpect() {
        var client = join("alice", true);

        assertThat(client.names())
                .startsWith("Joined", "Answer", "Trickle", "Trickle")
                .endsWith("TokenRefreshed");
        var answer = client.last(ServerMessage.Answer.class);
        assertThat(answer.id()).isEqualTo(7);
        assertThat(answer.sdp()).contains("a=ice-lite", "a=setup:passive", "m=application");
        assertThat(client.last(ServerMessage.Trickle.class).isLast()).isTrue();
    }

    @Test
    void publishesWhatTheOfferShowsAndFeedsALateJoinerAtOnce() {
        var alice = join("alice", true);
        publishCamera("alice", alice);

        var bob = join("bob", true);

        assertThat(node.producers).hasSize(1);
        assertThat(node.producers.getFirst().encodings())
                .extracting(encoding -> encoding.rid())
                .containsExactly("q", "h", "f");
        assertThat(node.consumers).hasSize(1);
        var tracks = bob.last(ServerMessage.Answer.class).trackByMid();
        var trackSid = node.producers.getFirst().producerId();
        assertThat(tracks).containsValue(trackSid);
        assertThat(bob.last(ServerMessage.Answer.class).sdp())
                .contains("a=msid:" + sid("alice") + "|" + trackSid + " " + trackSid);
        assertThat(alice.names()).contains("TrackSubscribed");
    }

    @Test
    void whoseKeyIsWithdrawnStaysAndGetsNoNewToken() {
        var alice = join("alice", true);
        long tokens = alice.names().stream().filter("TokenRefreshed"::equals).count();
        keys.set(ApiKeys.parse("# none"));

        rooms.command(
                "r", new RoomCommand.UpdateProfile(sid("alice"), new Profile("Al", "", Map.of())));

        assertThat(rooms.participant("r", "alice").orElseThrow().profile().name()).isEqualTo("Al");
        assertThat(alice.names()).doesNotContain("Leave");
        assertThat(alice.names().stream().filter("TokenRefreshed"::equals).count())
                .isEqualTo(tokens);
    }

    @Test
    void everybodyGetsDataAndWhoMaySendsIt() {
        join("alice", true);
        join("bob", false);

        assertThat(node.data.consumers).hasSize(4);
        assertThat(node.data.consumers)
                .filteredOn(each -> each.endpoint().equals(sid("bob")))
                .allMatch(each -> each.opensChannel() && each.sessionId().equals(sid("bob")))
                .allMatch(each -> each.addresses().equals(List.of("bob", sid("bob"))));
        assertThat(node.data.producers)
                .as("bob has not offered the connection on which he sends")
                .hasSize(4)
                .allMatch(each -> each.endpoint().equals(sid("alice")));
    }

    @Test
    void opensASessionWithWhatSomebodyMaySay() {
        var alice = join("alice", true);
        publishCamera("alice", alice);
        node.calls.clear();
        node.data.producers.clear();

        join("bob", true);

        awaitCall("createConsumer");
        assertThat(node.calls).contains("createSession").doesNotContain("createDataProducer");
        assertThat(node.data.producers)
                .hasSize(4)
                .allMatch(each -> each.endpoint().equals(sid("bob")));
    }

    @Test
    void takesTheRightToSendDataAndGivesItBack() {
        join("alice", true);
        var none = new Permissions(true, true, false, Set.of(), true, false, false, false, false);
        var all = new Permissions(true, true, true, Set.of(), true, false, false, false, false);

        rooms.command("r", new RoomCommand.UpdatePermissions(sid("alice"), none));
        assertThat(node.data.producers).isEmpty();
        rooms.command("r", new RoomCommand.UpdatePermissions(sid("alice"), all));
        assertThat(node.data.producers).hasSize(4);
    }

    @Test
    void sendsAMessageOfTheApiOncePerNonce() {
        join("alice", true);
        byte[] nonce = new byte[16];

        for (int i = 0; i < 2; i++) {
            rooms.sendData("r", DataPackets.RELIABLE, new byte[] {1}, nonce, List.of("alice"));
        }
        rooms.sendData("r", DataPackets.LOSSY, new byte[] {1}, new byte[0], List.of());

        assertThat(node.data.sent).hasSize(2);
        assertThat(rooms.sendData("elsewhere", "", new byte[0], nonce, List.of())).isFalse();
    }

    @Test
    void asksForAnOfferWhenATrackAppearsLater() {
        var alice = join("alice", true);
        var bob = join("bob", true);

        publishCamera("alice", alice);
        assertThat(bob.last(ServerMessage.SectionsNeeded.class))
                .isEqualTo(new ServerMessage.SectionsNeeded(0, 0));
        assertThat(node.consumers).isEmpty();
        say("bob", new ClientMessage.Offer(8, offer()));

        assertThat(node.consumers).hasSize(1);
        assertThat(node.calls.stream().filter("createSession"::equals)).hasSize(2);
        assertThat(node.calls).doesNotContain("restartIce");
    }

    @Test
    void otherCredentialsInAnOfferRestartIce() {
        join("alice", true);

        say(
                "alice",
                new ClientMessage.Offer(
                        8, offer().replaceAll("a=ice-ufrag:.*", "a=ice-ufrag:new1")));

        assertThat(node.calls).contains("restartIce", "connectSession");
    }

    @Test
    void tellsTheClientOfAMuteBeforeItSeesItsOwnTrackMuted() {
        var alice = join("alice", true);
        publishCamera("alice", alice);
        var trackSid = node.producers.getFirst().producerId();
        alice.heard.clear();

        var muted = rooms.mute("r", sid("alice"), trackSid, true);

        assertThat(muted).hasValueSatisfying(track -> assertThat(track.isMuted()).isTrue());
        assertThat(alice.names()).startsWith("TrackMuted", "ParticipantsChanged");
    }

    @Test
    void dualPeersGetAnOfferWithExistingTracks() {
        var alice = join("alice", true);
        publishCamera("alice", alice);

        var bob = join("bob", false);

        assertThat(bob.names()).startsWith("Joined", "Offer", "Trickle");
        assertThat(bob.last(ServerMessage.Offer.class).sdp())
                .contains("m=application", "m=video", "a=setup:actpass", "a=sendonly");
        assertThat(bob.last(ServerMessage.Joined.class).isSubscriberPrimary()).isTrue();
    }

    @Test
    void refusesWithAReasonWhenTheNodeIsFull() {
        node.isFull = true;

        assertThat(rooms.join(call("alice", true), NO_WISH))
                .isInstanceOfSatisfying(
                        JoinOutcome.Refused.class,
                        refused -> {
                            assertThat(refused.code()).isEqualTo(ErrorCode.EXHAUSTED);
                            assertThat(refused.reason()).contains("100 of 100");
                        });
    }

    @Test
    void lostNodeSendsEverybodyToJoinAnewAndNewcomersGetAReason() {
        var alice = join("alice", true);
        node.isThere = false;

        rooms.onNodeLost("n1");
        settle();

        assertThat(alice.last(ServerMessage.Leave.class).action()).isEqualTo(LeaveAction.RECONNECT);
        assertThat(alice.isClosed).isTrue();
        assertThat(rooms.join(call("bob", true), NO_WISH)).isInstanceOf(JoinOutcome.Refused.class);
        node.isThere = true;
        assertThat(rooms.join(call("alice", true), NO_WISH)).isInstanceOf(JoinOutcome.Opened.class);
    }

    @Test
    void closesARoomOnANodeThatItLeft() throws InterruptedException {
        join("alice", true);
        var roomId = rooms.list(List.of()).getFirst().sid();
        node.isThere = false;
        rooms.onNodeLost("n1");
        node.isThere = true;

        rooms.onRoomsListed("n1", List.of(new ListedRoom(roomId, Set.of("PA_before"))));

        assertThat(node.closedRooms.poll(5, TimeUnit.SECONDS)).isEqualTo(roomId);
    }

    @Test
    void closesSessionsOfAKnownRoomThatBelongToNobody() {
        join("alice", true);
        var roomId = rooms.list(List.of()).getFirst().sid();

        rooms.onRoomsListed(
                "n1", List.of(new ListedRoom(roomId, Set.of("PA_before", sid("alice")))));
        settle();

        assertThat(node.closedSessions).containsExactly("PA_before");
        assertThat(node.closedRooms).isEmpty();
    }

    @Test
    void duplicateIdentitySendsTheOlderAway() {
        var first = join("alice", true);

        join("alice", true);

        assertThat(first.last(ServerMessage.Leave.class))
                .isEqualTo(
                        new ServerMessage.Leave(
                                LeaveReason.DUPLICATE_IDENTITY, LeaveAction.DISCONNECT));
        assertThat(rooms.participants("r").orElseThrow()).hasSize(1);
    }

    @Test
    void resumeTellsEverythingAndLeavesMediaAlone() {
        var alice = join("alice", true);
        join("bob", true);
        node.calls.clear();

        var outcome = rooms.resume(new ResumeCall("r", "alice", sid("alice")));

        var again = attach(outcome);
        assertThat(again.names()).startsWith("Reconnected", "ParticipantsChanged", "RoomChanged");
        assertThat(again.last(ServerMessage.ParticipantsChanged.class).participants())
                .extracting(Participant::identity)
                .containsExactlyInAnyOrder("alice", "bob");
        assertThat(alice.isClosed).isTrue();
        assertThat(node.calls).isEmpty();
    }

    @Test
    void showsASectionEmptyBeforeItTakesAnotherTrack() {
        var alice = join("alice", true);
        publishCamera("alice", alice);
        var bob = join("bob", true);
        var trackSid = node.producers.getFirst().producerId();
        var first = bob.last(ServerMessage.Answer.class).trackByMid().keySet();

        subscribeAnew("bob", trackSid);
        say("bob", new ClientMessage.Offer(8, offer()));

        var second = bob.last(ServerMessage.Answer.class).trackByMid();
        assertThat(second).containsValue(trackSid).doesNotContainKeys(first.toArray(String[]::new));
        subscribeAnew("bob", trackSid);
        say("bob", new ClientMessage.Offer(9, offer()));
        assertThat(bob.last(ServerMessage.Answer.class).trackByMid()).containsOnlyKeys(first);
    }

    @Test
    void asksTheNodeAgainForWhatItCouldNotDoInTime() {
        var alice = join("alice", true);
        publishCamera("alice", alice);
        node.isBusy = true;

        join("bob", true);

        assertThat(node.calls).doesNotContain("createConsumer");
        awaitCall("createConsumer");
        assertThat(node.consumers).hasSize(1);
    }

    @Test
    void unknownSessionMustJoinAnew() {
        join("alice", true);

        assertThat(rooms.resume(new ResumeCall("r", "alice", "PA_unknown")))
                .isEqualTo(
                        new JoinOutcome.SentAway(
                                new ServerMessage.Leave(
                                        LeaveReason.STATE_MISMATCH, LeaveAction.RECONNECT)));
    }

    @Test
    void connectedTransportMakesActiveAndTellsOthers() {
        var alice = join("alice", true);
        join("bob", true);

        event("bob", SessionState.CONNECTED);

        var update = alice.last(ServerMessage.ParticipantsChanged.class).participants();
        assertThat(update.getFirst().state()).isEqualTo(ParticipantState.ACTIVE);
    }

    @Test
    void refusesTracksThatAreNeitherSoundNorPictures() {
        var alice = join("alice", true);

        say("alice", Requests.addTrack("x"));

        assertThat(alice.last(ServerMessage.RequestAnswered.class).result())
                .isEqualTo(RequestResult.UNSUPPORTED_TYPE);
    }

    @Test
    void badDescriptionSendsAwayToJoinAnew() {
        var alice = join("alice", true);

        say("alice", new ClientMessage.Offer(9, "nonsense"));

        assertThat(alice.last(ServerMessage.RequestAnswered.class).text())
                .startsWith("session description, line 1 (nonsense)");
        assertThat(alice.last(ServerMessage.Leave.class))
                .isEqualTo(
                        new ServerMessage.Leave(LeaveReason.STATE_MISMATCH, LeaveAction.RECONNECT));
    }

    @Test
    void disabledTrackIsEnabledWithoutDelay() {
        var alice = join("alice", true);
        publishCamera("alice", alice);
        join("bob", true);
        var trackSid = node.producers.getFirst().producerId();
        say("bob", new ClientMessage.Subscribe(Set.of(trackSid), true));

        say("bob", settings(trackSid, true));
        awaitCall("updateConsumer 2");
        say("bob", settings(trackSid, false));

        assertThat(node.calls.getLast()).isEqualTo("updateConsumer 0");
    }

    @Test
    void mirrorsTrackAttributesOfTheAnnouncement() {
        var alice = join("alice", true);
        publishCamera("alice", alice);

        var published = alice.last(ServerMessage.TrackPublished.class);

        assertThat(published.cid()).isEqualTo(cid());
        assertThat(published.track().sid()).startsWith("TR_VC");
        assertThat(Map.ofEntries(entry("mime", mime()))).containsEntry("mime", "video/vp8");
    }

    private String mime() {
        return rooms.participant("r", "alice").orElseThrow().tracks().getFirst().mimeType();
    }

    private void subscribeAnew(String identity, String trackSid) {
        say(identity, new ClientMessage.Subscribe(Set.of(trackSid), false));
        say(identity, new ClientMessage.Subscribe(Set.of(trackSid), true));
    }

    private static ClientMessage settings(String trackSid, boolean isDisabled) {
        return new ClientMessage.Settings(
                Set.of(trackSid),
                new TrackSettings(
                        isDisabled,
                        VideoQuality.HIGH,
                        isDisabled ? 0 : 160,
                        isDisabled ? 0 : 90,
                        0));
    }

    private final Map<String, SignalLine> lines = new HashMap<>();

    private FakeClient join(String identity, boolean isSingle) {
        var outcome = rooms.join(call(identity, isSingle), NO_WISH);
        if (outcome instanceof JoinOutcome.Opened(var line)) {
            lines.put(identity, line);
        }
        return attach(outcome);
    }

    static FakeClient attach(JoinOutcome outcome) {
        assertThat(outcome).isInstanceOf(JoinOutcome.Opened.class);
        var client = new FakeClient();
        ((JoinOutcome.Opened) outcome).line().attach(client);
        return client;
    }

    private void say(String identity, ClientMessage message) {
        Objects.requireNonNull(lines.get(identity)).receive(message);
        settle();
    }

    private void event(String identity, SessionState state) {
        var roomId = rooms.list(List.of("r")).getFirst().sid();
        rooms.onEvent("n1", roomId, new NodeEvent.SessionChanged(sid(identity), state));
        settle();
    }

    /** A question is answered after everything before it. */
    private void settle() {
        assertThat(rooms.participants("r")).isPresent();
    }

    private void awaitCall(String call) {
        long end = System.nanoTime() + 5_000_000_000L;
        while (!node.calls.contains(call) && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(node.calls).contains(call);
    }

    private String sid(String identity) {
        return rooms.participant("r", identity).orElseThrow().sid();
    }

    private void publishCamera(String identity, FakeClient client) {
        say(identity, camera());
        assertThat(client.names()).contains("TrackPublished");
    }

    /** Announces the video track in the fixture's sending section. */
    static ClientMessage.AddTrack camera() {
        var layers =
                List.of(
                        new VideoLayer(VideoQuality.LOW, 320, 180, 0, 0, 0, "q"),
                        new VideoLayer(VideoQuality.MEDIUM, 640, 360, 0, 0, 0, "h"),
                        new VideoLayer(VideoQuality.HIGH, 1280, 720, 0, 0, 0, "f"));
        return new ClientMessage.AddTrack(
                cid(),
                "",
                TrackKind.VIDEO,
                TrackSource.CAMERA,
                1280,
                720,
                false,
                layers,
                List.of(),
                "",
                false,
                0,
                "",
                List.of(),
                0);
    }

    /** Identifier of the video track in the fixture's sending section. */
    private static String cid() {
        return "camera";
    }

    /** Somebody who joins room r. */
    public static JoinCall call(String identity, boolean isSingle) {
        var permissions =
                new Permissions(true, true, true, Set.of(), true, false, false, false, false);
        return new JoinCall(
                "r",
                identity,
                new Claims("devkey", identity, 1_000_100, Map.of("video", Map.of("room", "r"))),
                ParticipantKind.STANDARD,
                new Profile(identity, "", Map.of()),
                permissions,
                new ClientFacts("js", 17, 2, List.of(), true, false),
                isSingle,
                List.of(),
                isSingle ? Optional.of(new ClientMessage.Offer(7, offer())) : Optional.empty());
    }

    static String offer() {
        try (var in = RoomsTest.class.getResourceAsStream("/sdp/chromium-offer.sdp")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
