package media.sluice.core.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.junit.jupiter.api.Test;

/** Field numbers are those of LiveKit's DataPacket, but nothing depends on it. */
class DataEnvelopeTest {

    private static final int IDENTITY = 4;
    private static final int RECIPIENTS = 5;
    private static final int USER = 2;
    private static final int SEQUENCE = 16;
    private static final int TRANSCRIPTION = 7;

    static DataEnvelope envelope() {
        var form =
                new DataEnvelope.Form(
                        List.of(List.of(RECIPIENTS), List.of(USER, 6)),
                        List.of(TRANSCRIPTION),
                        SEQUENCE,
                        List.of());
        return new DataEnvelope(
                form, new byte[0], text(IDENTITY, "alice"), Map.of(USER, text(5, "alice")));
    }

    static byte[] text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] bytes(int field, byte[] value) {
        return join(varint((field << 3) | 2), varint(value.length), value);
    }

    static byte[] number(int field, int value) {
        return join(varint(field << 3), varint(value));
    }

    static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] varint(int value) {
        var out = new ByteArrayOutputStream();
        int left = value;
        for (; left >>> 7 != 0; left >>>= 7) {
            out.write(left & 0x7F | 0x80);
        }
        out.write(left);
        return out.toByteArray();
    }

    /** Values of a field, as a reader of protobuf finds them. */
    private static List<String> values(byte[] message, int field) {
        var found = new ArrayList<String>();
        var fields = new ProtobufFields(message, 0, message.length);
        while (fields.next()) {
            if (fields.number() == field) {
                found.add(
                        new String(
                                message,
                                fields.contentAt(),
                                fields.contentEnd() - fields.contentAt(),
                                StandardCharsets.UTF_8));
            }
        }
        assertThat(fields.isMalformed()).isFalse();
        return found;
    }

    @Test
    void lastNameIsTheStampWhateverTheSenderClaims() {
        byte[] message = join(text(IDENTITY, "bob"), bytes(USER, text(5, "bob")));

        var opened = envelope().open(message);

        assertThat(opened.drop()).isNull();
        assertThat(values(opened.payload(), IDENTITY)).last().isEqualTo("alice");
        assertThat(values(opened.payload(), USER)).hasSize(2);
    }

    @Test
    void stampsNoNestedMessageThatIsNotThere() {
        assertThat(values(envelope().open(text(9, "chat")).payload(), USER)).isEmpty();
    }

    @Test
    void stampsANestedMessageOnceHoweverOftenItComes() {
        byte[] message = new byte[60_000];
        for (int at = 0; at < message.length; at += 2) {
            message[at] = (byte) (USER << 3 | 2);
        }

        var opened = envelope().open(message);

        assertThat(opened.payload()).hasSizeLessThan(message.length + 64);
        assertThat(values(opened.payload(), USER)).last().isEqualTo("*\u0005alice");
    }

    @Test
    void readsRecipientsAtEveryPlace() {
        byte[] message =
                join(
                        text(RECIPIENTS, "carol"),
                        bytes(USER, join(text(6, "dave"), text(6, "erin"), number(9, 300))),
                        text(RECIPIENTS, "frank"));

        assertThat(envelope().open(message).recipients())
                .containsExactly("carol", "dave", "erin", "frank");
    }

    @Test
    void readsTheSequence() {
        assertThat(envelope().open(number(SEQUENCE, 70_000)).sequence()).isEqualTo(70_000);
    }

    @Test
    void refusesAFieldThatTheProducerMayNotSend() {
        assertThat(envelope().open(text(TRANSCRIPTION, "x")).drop())
                .isEqualTo(DataDrop.REFUSED_FIELD);
    }

    @Test
    void refusesWhatEndsInTheMiddle() {
        byte[] message = join(text(RECIPIENTS, "carol"), new byte[] {0x12, 0x05, 0x01});
        assertThat(envelope().open(message).drop()).isEqualTo(DataDrop.MALFORMED);
        assertThat(envelope().open(bytes(USER, new byte[] {0x32, 0x7F})).drop())
                .isEqualTo(DataDrop.MALFORMED);
        assertThat(envelope().open(new byte[] {0x0B}).drop()).isEqualTo(DataDrop.MALFORMED);
    }

    @Test
    void wrapsBytesThatAreNoProtobuf() {
        var form = new DataEnvelope.Form(List.of(), List.of(), 0, List.of(USER, 2));
        var wrapping = new DataEnvelope(form, new byte[0], text(IDENTITY, "alice"), Map.of());
        byte[] raw = {(byte) 0xFF, (byte) 0xFF, 0x07};

        var opened = wrapping.open(raw);

        assertThat(opened.payload())
                .isEqualTo(join(bytes(USER, bytes(2, raw)), text(IDENTITY, "alice")));
    }

    @Test
    void isTheSameAfterAMove() throws CorruptStateException {
        var out = new StateWriter();
        envelope().export(out);

        var restored = DataEnvelope.restore(new StateReader(out.toBytes()));

        assertThat(restored).isEqualTo(envelope()).hasSameHashCodeAs(envelope());
    }
}
