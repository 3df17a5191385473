package media.sluice.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import media.sluice.coordinator.access.Claims;
import media.sluice.coordinator.jwt.JwtTokens;
import media.sluice.coordinator.livekit.DataPackets;
import media.sluice.coordinator.room.RoomSettings;
import media.sluice.coordinator.store.memory.MemoryRoomStore;
import media.sluice.coordinator.usecase.FakeNode;
import media.sluice.coordinator.usecase.Rooms;
import media.sluice.coordinator.usecase.Services;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may move whom, and what a request that cannot be met is told. */
final class AdminServiceTest {
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    private final FakeNode node = new FakeNode();
    private final AdminService admin =
            new AdminService(
                    new Rooms(
                            new Services(
                                    "c1",
                                    node,
                                    new MemoryRoomStore(0),
                                    new JwtTokens(Map.of("devkey", "secret")),
                                    InstantSource.fixed(Instant.EPOCH),
                                    timers,
                                    Runnable::run,
                                    _ -> {},
                                    new DataPackets(),
                                    false),
                            new RoomSettings(300, 20, 0),
                            true),
                    node);

    @AfterEach
    void stop() {
        timers.shutdownNow();
    }

    @Test
    void looksInAllRoomsOnlyForAnAdminOfAll() {
        var anyRoom = request(Map.of("identity", "alice"));

        assertThat(refusal(caller("r", true), anyRoom).code()).isEqualTo(TwirpCode.UNAUTHENTICATED);
        assertThat(refusal(caller("*", false), anyRoom).code())
                .isEqualTo(TwirpCode.UNAUTHENTICATED);
        assertThat(refusal(caller("*", true), anyRoom))
                .hasMessageContaining("nobody has the identity or name alice in any room")
                .extracting(TwirpException::code)
                .isEqualTo(TwirpCode.NOT_FOUND);
    }

    @Test
    void refusesARoomThatIsNotThere() {
        var request = request(Map.of("identity", "alice", "room", "r"));

        assertThat(refusal(caller("r", true), request).code()).isEqualTo(TwirpCode.NOT_FOUND);
        assertThat(refusal(caller("other", true), request).code())
                .isEqualTo(TwirpCode.UNAUTHENTICATED);
    }

    private TwirpException refusal(Caller caller, Struct request) {
        return assertThatExceptionOfType(TwirpException.class)
                .isThrownBy(() -> admin.moveParticipant(caller, request))
                .actual();
    }

    private static Caller caller(String room, boolean mayList) {
        var grant = Map.of("roomAdmin", true, "roomList", mayList, "room", room);
        return new Caller(Optional.of(new Claims("devkey", "op", 100, Map.of("video", grant))));
    }

    private static Struct request(Map<String, String> fields) {
        var struct = Struct.newBuilder();
        fields.forEach((name, text) ->
                struct.putFields(name, Value.newBuilder().setStringValue(text).build()));
        return struct.build();
    }
}
