package media.sluice.coordinator.livekit;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import livekit.LivekitModels.DataPacket;
import livekit.LivekitModels.UserPacket;
import media.sluice.coordinator.port.DataEnvelope;
import media.sluice.coordinator.port.DataProtocol;
import media.sluice.coordinator.room.Participant;
import media.sluice.coordinator.room.ParticipantKind;

/**
 * LiveKit's data channels: DataPackets on two channels, anything else wrapped into one. The sender
 * is written by the node; a hidden one has no name. Agents may speak for others: their own identity
 * is a default.
 */
public final class DataPackets implements DataProtocol {

    /** All arrives, in order. */
    public static final String RELIABLE = "_reliable";

    /** May be lost. */
    public static final String LOSSY = "_lossy";

    /** Frames of data tracks, which are not built yet: nobody gets them. */
    private static final String DATA_TRACK = "_data_track";

    private static final List<List<Integer>> RECIPIENTS =
            List.of(
                    List.of(DataPacket.DESTINATION_IDENTITIES_FIELD_NUMBER),
                    List.of(
                            DataPacket.USER_FIELD_NUMBER,
                            UserPacket.DESTINATION_IDENTITIES_FIELD_NUMBER),
                    List.of(
                            DataPacket.USER_FIELD_NUMBER,
                            UserPacket.DESTINATION_SIDS_FIELD_NUMBER));

    /** Numbers of the fields that are newer than the generated classes. */
    private static final int SEQUENCE = 16;

    private static final int PARTICIPANT_SID = 17;

    private static final int KIND_RELIABLE = 0;
    private static final int KIND_LOSSY = 1;

    @Override
    public List<Receiver> receivers() {
        return List.of(new Receiver(RELIABLE, false), new Receiver(LOSSY, true));
    }

    @Override
    public String numberedLabel() {
        return RELIABLE;
    }

    @Override
    public List<Sender> senders(Participant participant) {
        var track = new Sender(DATA_TRACK, false, Optional.empty());
        if (!participant.permissions().canPublishData()) {
            return List.of();
        }
        return List.of(
                new Sender(RELIABLE, false, Optional.of(packets(participant, KIND_RELIABLE))),
                new Sender(LOSSY, false, Optional.of(packets(participant, KIND_LOSSY))),
                new Sender(RELIABLE, true, Optional.of(bytes(participant))),
                track);
    }

    private static DataEnvelope packets(Participant participant, int kind) {
        boolean isAgent = isAgent(participant);
        var identity = participant.permissions().isHidden() ? "" : participant.identity();
        var sid = participant.permissions().isHidden() ? "" : participant.sid();
        var name =
                written(out ->
                        out.writeString(DataPacket.PARTICIPANT_IDENTITY_FIELD_NUMBER, identity));
        var stamp =
                written(out -> {
                    out.writeEnum(DataPacket.KIND_FIELD_NUMBER, kind);
                    out.writeString(PARTICIPANT_SID, participant.sid());
                });
        var user =
                written(out -> {
                    out.writeString(UserPacket.PARTICIPANT_SID_FIELD_NUMBER, sid);
                    out.writeString(UserPacket.PARTICIPANT_IDENTITY_FIELD_NUMBER, identity);
                });
        return new DataEnvelope(
                isAgent ? name : new byte[0],
                isAgent ? stamp : joined(name, stamp),
                Map.of(DataPacket.USER_FIELD_NUMBER, user),
                RECIPIENTS,
                isAgent
                        ? List.of(DataPacket.METRICS_FIELD_NUMBER)
                        : List.of(
                                DataPacket.METRICS_FIELD_NUMBER,
                                DataPacket.TRANSCRIPTION_FIELD_NUMBER),
                kind == KIND_RELIABLE ? SEQUENCE : 0,
                List.of());
    }

    private static DataEnvelope bytes(Participant participant) {
        var plain = packets(participant, KIND_RELIABLE);
        return new DataEnvelope(
                plain.defaults(),
                plain.stamp(),
                plain.nestedStamps(),
                List.of(),
                List.of(),
                0,
                List.of(DataPacket.USER_FIELD_NUMBER, UserPacket.PAYLOAD_FIELD_NUMBER));
    }

    private static boolean isAgent(Participant participant) {
        return participant.kind() == ParticipantKind.AGENT || participant.permissions().isAgent();
    }

    private interface Writing {
        void to(CodedOutputStream out) throws IOException;
    }

    /** Writes also what is empty or zero: it has to win over what a client has written. */
    private static byte[] written(Writing fields) {
        var bytes = new ByteArrayOutputStream();
        var out = CodedOutputStream.newInstance(bytes);
        try {
            fields.to(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        var bytes = new ByteArrayOutputStream(first.length + second.length);
        bytes.writeBytes(first);
        bytes.writeBytes(second);
        return bytes.toByteArray();
    }
}
