package media.sluice.coordinator.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import livekit.LivekitModels.ChatMessage;
import livekit.LivekitModels.DataPacket;
import livekit.LivekitModels.UserPacket;
import media.sluice.coordinator.port.DataEnvelope;
import media.sluice.coordinator.port.DataProtocol.Sender;
import media.sluice.coordinator.room.ClientFacts;
import media.sluice.coordinator.room.LeaveReason;
import media.sluice.coordinator.room.Participant;
import media.sluice.coordinator.room.ParticipantKind;
import media.sluice.coordinator.room.ParticipantState;
import media.sluice.coordinator.room.Permissions;
import media.sluice.coordinator.room.Profile;
import org.junit.jupiter.api.Test;

/** What others read of a packet that its sender's envelope completed. */
@SuppressWarnings("deprecation") // clients of earlier years read these fields
class DataPacketsTest {

    private static final DataPacket FORGED =
            DataPacket.newBuilder()
                    .setKind(DataPacket.Kind.LOSSY)
                    .setParticipantIdentity("somebody else")
                    .setUser(
                            UserPacket.newBuilder()
                                    .setParticipantIdentity("somebody else")
                                    .setParticipantSid("PA_else")
                                    .setTopic("t")
                                    .setPayload(ByteString.copyFromUtf8("hello")))
                    .build();

    private final DataPackets protocol = new DataPackets();

    @Test
    void senderCannotSpeakForAnother() throws InvalidProtocolBufferException {
        var read = completed(FORGED, envelope(DataPackets.RELIABLE, person(true, false, false)));

        assertThat(read.getParticipantIdentity()).isEqualTo("ada");
        assertThat(read.getKind()).isEqualTo(DataPacket.Kind.RELIABLE);
        assertThat(read.getUser().getParticipantIdentity()).isEqualTo("ada");
        assertThat(read.getUser().getParticipantSid()).isEqualTo("PA_ada");
        assertThat(read.getUser().getPayload().toStringUtf8()).isEqualTo("hello");
        assertThat(read.getUser().getTopic()).isEqualTo("t");
    }

    @Test
    void aHiddenSenderHasNoName() throws InvalidProtocolBufferException {
        var read = completed(FORGED, envelope(DataPackets.LOSSY, person(true, true, false)));

        assertThat(read.getParticipantIdentity()).isEmpty();
        assertThat(read.getUser().getParticipantIdentity()).isEmpty();
        assertThat(read.getUser().getParticipantSid()).isEmpty();
        assertThat(read.getKind()).isEqualTo(DataPacket.Kind.LOSSY);
    }

    @Test
    void anAgentMaySpeakForSomebodyAndElseSpeaksForItself() throws InvalidProtocolBufferException {
        var agent = envelope(DataPackets.RELIABLE, person(true, false, true));
        var chat = DataPacket.newBuilder().setChatMessage(ChatMessage.newBuilder().setId("1"));

        assertThat(completed(chat.build(), agent).getParticipantIdentity()).isEqualTo("ada");
        assertThat(
                        completed(chat.setParticipantIdentity("bob").build(), agent)
                                .getParticipantIdentity())
                .isEqualTo("bob");
        assertThat(agent.refusedFields()).doesNotContain(DataPacket.TRANSCRIPTION_FIELD_NUMBER);
        assertThat(envelope(DataPackets.RELIABLE, person(true, false, false)).refusedFields())
                .contains(DataPacket.TRANSCRIPTION_FIELD_NUMBER);
    }

    @Test
    void otherMessagesBecomeUserPackets() {
        var senders = protocol.senders(person(true, false, false));
        var other = senders.stream().filter(Sender::takesOtherLabels).findFirst().orElseThrow();

        assertThat(other.label()).isEqualTo(DataPackets.RELIABLE);
        assertThat(other.envelope().orElseThrow().wrap())
                .containsExactly(DataPacket.USER_FIELD_NUMBER, UserPacket.PAYLOAD_FIELD_NUMBER);
    }

    @Test
    void nobodySendsWithoutThePermission() {
        assertThat(protocol.senders(person(false, false, false))).isEmpty();
    }

    @Test
    void onlyReliablePacketsAreNumbered() {
        var ada = person(true, false, false);
        assertThat(envelope(DataPackets.RELIABLE, ada).sequenceField()).isEqualTo(16);
        assertThat(envelope(DataPackets.LOSSY, ada).sequenceField()).isZero();
    }

    private DataEnvelope envelope(String label, Participant participant) {
        return protocol.senders(participant).stream()
                .filter(sender -> sender.label().equals(label) && !sender.takesOtherLabels())
                .findFirst()
                .flatMap(Sender::envelope)
                .orElseThrow();
    }

    /** As the node does it: defaults, message, stamp, nested stamps. */
    private static DataPacket completed(DataPacket sent, DataEnvelope envelope)
            throws InvalidProtocolBufferException {
        var whole =
                ByteString.copyFrom(envelope.defaults())
                        .concat(sent.toByteString())
                        .concat(ByteString.copyFrom(envelope.stamp()));
        if (sent.hasUser()) {
            var user =
                    Objects.requireNonNull(
                            envelope.nestedStamps().get(DataPacket.USER_FIELD_NUMBER));
            whole =
                    whole.concat(
                            ByteString.copyFrom(
                                    new byte[] {
                                        DataPacket.USER_FIELD_NUMBER << 3 | 2, (byte) user.length
                                    }));
            whole = whole.concat(ByteString.copyFrom(user));
        }
        return DataPacket.parseFrom(whole);
    }

    private static Participant person(boolean canPublishData, boolean isHidden, boolean isAgent) {
        return new Participant(
                "PA_ada",
                "ada",
                isAgent ? ParticipantKind.AGENT : ParticipantKind.STANDARD,
                new Profile("ada", "", Map.of()),
                new Permissions(
                        true, true, canPublishData, Set.of(), true, isHidden, false, false, false),
                new ClientFacts("js", 17, 2, List.of(), true, false),
                ParticipantState.ACTIVE,
                0,
                0,
                List.of(),
                LeaveReason.UNKNOWN_REASON);
    }
}
