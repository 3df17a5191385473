package media.sluice.core.room;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * How the messages of a data producer name receivers and sender, when they are protobuf messages of
 * the application: the room reads and completes them without knowing what they are. In protobuf the
 * later value of a scalar field replaces the earlier one and parts of a nested message merge, so
 * what stands before the sender's bytes is a default and what stands behind them cannot be forged.
 *
 * <pre>
 *  defaults · the sender's message, perhaps wrapped · stamp · stamp of each nested message it has
 * </pre>
 */
public final class DataEnvelope {

    /** More recipients than this make no difference: then it is for all of them. */
    private static final int MAX_RECIPIENTS = 4_096;

    private static final int MAX_BYTES = 65_536;

    /** What defaults and stamps can add to a message at most. */
    static final int MAX_GROWTH = 1 << 20;

    private static final int MAX_ENTRIES = 64;
    private static final int VERSION = 1;

    private final Form form;
    private final byte[] defaults;
    private final byte[] stamp;
    private final Map<Integer, byte[]> nestedStamps = new TreeMap<>();

    /**
     * What to look for. Paths are field numbers, outermost first.
     *
     * @param recipients where the names of the receivers are (repeated strings); a message that has
     *     none there is for all
     * @param refusedFields outermost fields that the producer may not send
     * @param sequenceField outermost varint that numbers the messages, so that one sent again is
     *     dropped; 0 for none
     * @param wrap when not empty, messages are bytes: they become this field
     */
    public record Form(
            List<List<Integer>> recipients,
            List<Integer> refusedFields,
            int sequenceField,
            List<Integer> wrap) {
        public Form {
            recipients = recipients.stream().map(List::copyOf).toList();
            refusedFields = List.copyOf(refusedFields);
            wrap = List.copyOf(wrap);
            CodecParameters.require(
                    recipients.size() <= MAX_ENTRIES && refusedFields.size() <= MAX_ENTRIES,
                    "at most 64 recipient paths and 64 refused fields");
            CodecParameters.require(
                    recipients.stream().allMatch(path -> !path.isEmpty() && path.size() <= 4)
                            && wrap.size() <= 4,
                    "a path has 1 to 4 field numbers");
        }
    }

    /** One message as the room forwards it. */
    @SuppressWarnings("ArrayRecordComponent")
    record Opened(byte[] payload, List<String> recipients, long sequence, @Nullable DataDrop drop) {
        static Opened dropped(DataDrop reason) {
            return new Opened(new byte[0], List.of(), 0, reason);
        }
    }

    /**
     * An envelope.
     *
     * @param defaults goes before each message
     * @param stamp goes behind each message
     * @param nestedStamps by outermost field: merged into that nested message where there is one
     */
    public DataEnvelope(
            Form form, byte[] defaults, byte[] stamp, Map<Integer, byte[]> nestedStamps) {
        this.form = form;
        this.defaults = defaults.clone();
        this.stamp = stamp.clone();
        nestedStamps.forEach((field, bytes) -> this.nestedStamps.put(field, bytes.clone()));
        CodecParameters.require(
                defaults.length <= MAX_BYTES
                        && stamp.length <= MAX_BYTES
                        && nestedStamps.size() <= MAX_ENTRIES,
                "stamps are at most 65536 bytes, nested ones at most 64");
    }

    /** Reads one message and completes it; {@code drop} of the answer says why it may not go on. */
    Opened open(byte[] message) {
        byte[] body = message;
        for (int i = form.wrap().size() - 1; i >= 0; i--) {
            body = field(form.wrap().get(i), body);
        }
        var recipients = new ArrayList<String>();
        var parts = new ArrayList<byte[]>();
        parts.add(defaults);
        parts.add(body);
        parts.add(stamp);
        // One stamp each, however often the message repeats a field: its parts merge, and
        // thousands of empty ones would grow to thousands of stamps.
        var stamped = new LinkedHashSet<Integer>();
        long sequence = 0;
        var fields = new ProtobufFields(body, 0, body.length);
        while (fields.next()) {
            int number = fields.number();
            if (form.refusedFields().contains(number)) {
                return Opened.dropped(DataDrop.REFUSED_FIELD);
            }
            boolean isNested = fields.wireType() == ProtobufFields.LENGTH_DELIMITED;
            if (number == form.sequenceField() && fields.wireType() == ProtobufFields.VARINT) {
                sequence = fields.value();
            }
            if (isNested && !readRecipients(body, fields, recipients)) {
                return Opened.dropped(DataDrop.MALFORMED);
            }
            if (isNested && nestedStamps.containsKey(number)) {
                // Of fields that exclude each other the last one holds, and it does so stamped too.
                stamped.remove(number);
                stamped.add(number);
            }
        }
        if (fields.isMalformed()) {
            return Opened.dropped(DataDrop.MALFORMED);
        }
        for (int number : stamped) {
            parts.add(field(number, nestedStamps.getOrDefault(number, new byte[0])));
        }
        return new Opened(joined(parts), recipients, sequence, null);
    }

    private static byte[] joined(List<byte[]> parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] whole = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }

    private boolean readRecipients(byte[] body, ProtobufFields field, List<String> into) {
        for (var path : form.recipients()) {
            if (path.getFirst() == field.number()
                    && !readPath(body, field.contentAt(), field.contentEnd(), path, 1, into)) {
                return false;
            }
        }
        return true;
    }

    private static boolean readPath(
            byte[] body, int from, int end, List<Integer> path, int depth, List<String> into) {
        if (depth == path.size()) {
            if (into.size() < MAX_RECIPIENTS) {
                into.add(new String(body, from, end - from, StandardCharsets.UTF_8));
            }
            return true;
        }
        var fields = new ProtobufFields(body, from, end);
        while (fields.next()) {
            if (fields.number() == path.get(depth)
                    && fields.wireType() == ProtobufFields.LENGTH_DELIMITED
                    && !readPath(
                            body, fields.contentAt(), fields.contentEnd(), path, depth + 1, into)) {
                return false;
            }
        }
        return !fields.isMalformed();
    }

    /** A length-delimited field. */
    private static byte[] field(int number, byte[] content) {
        int key = (number << 3) | ProtobufFields.LENGTH_DELIMITED;
        return joined(List.of(varint(key), varint(content.length), content));
    }

    private static byte[] varint(int value) {
        byte[] bytes = new byte[5];
        int length = 0;
        for (int left = value; ; left >>>= 7) {
            boolean isLast = left >>> 7 == 0;
            bytes[length++] = (byte) (isLast ? left : (left & 0x7F) | 0x80);
            if (isLast) {
                return Arrays.copyOf(bytes, length);
            }
        }
    }

    void export(StateWriter out) {
        out.begin(VERSION).bytes(defaults).bytes(stamp).i32(nestedStamps.size());
        nestedStamps.forEach((field, bytes) -> out.i32(field).bytes(bytes));
        out.i32(form.recipients().size());
        form.recipients().forEach(path -> exportNumbers(path, out));
        exportNumbers(form.refusedFields(), out);
        out.i32(form.sequenceField());
        exportNumbers(form.wrap(), out);
        out.end();
    }

    private static void exportNumbers(List<Integer> numbers, StateWriter out) {
        out.i32(numbers.size());
        numbers.forEach(out::i32);
    }

    static DataEnvelope restore(StateReader in) throws CorruptStateException {
        in.begin();
        byte[] defaults = in.bytes(MAX_BYTES);
        byte[] stamp = in.bytes(MAX_BYTES);
        var nested = new TreeMap<Integer, byte[]>();
        for (int left = in.count(MAX_ENTRIES); left > 0; left--) {
            nested.put(in.i32(), in.bytes(MAX_BYTES));
        }
        var recipients = new ArrayList<List<Integer>>();
        for (int left = in.count(MAX_ENTRIES); left > 0; left--) {
            recipients.add(restoreNumbers(in));
        }
        var form = new Form(recipients, restoreNumbers(in), in.i32(), restoreNumbers(in));
        in.end();
        return new DataEnvelope(form, defaults, stamp, nested);
    }

    private static List<Integer> restoreNumbers(StateReader in) throws CorruptStateException {
        var numbers = new ArrayList<Integer>();
        for (int left = in.count(MAX_ENTRIES); left > 0; left--) {
            numbers.add(in.i32());
        }
        return numbers;
    }

    private byte[] toBytes() {
        var out = new StateWriter();
        export(out);
        return out.toBytes();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DataEnvelope envelope
                && Arrays.equals(toBytes(), envelope.toBytes());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(toBytes());
    }
}
