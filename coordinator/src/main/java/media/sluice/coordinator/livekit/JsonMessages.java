package media.sluice.coordinator.livekit;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages in their JSON form from strangers. The library writes out every digit of a whole
 * number, so {@code 1e999999999} would make it compute a thousand million of them: numbers are
 * looked at first.
 */
public final class JsonMessages {
    /** The longest a double is written with, and some. */
    private static final int MAX_NUMBER_CHARACTERS = 64;

    /** Digits of the exponent of the largest double, 1.8e308. */
    private static final int MAX_EXPONENT_DIGITS = 3;

    /** As many levels as the library takes, twice: a message in a list counts two here. */
    private static final int MAX_DEPTH = 200;

    /** Messages whose JSON form has other members than their fields. */
    private static final Set<String> FREE_FORM =
            Set.of(
                    "google.protobuf.Struct",
                    "google.protobuf.Value",
                    "google.protobuf.ListValue",
                    "google.protobuf.Any");

    private JsonMessages() {}

    /**
     * Merges JSON into a message; members that it does not know are ignored.
     *
     * @throws InvalidProtocolBufferException when it cannot be read; the message says why
     */
    public static void merge(String json, Message.Builder into)
            throws InvalidProtocolBufferException {
        try {
            checkMessage(JsonParser.parseString(json), into.getDescriptorForType(), 0);
        } catch (JsonParseException bad) {
            throw new InvalidProtocolBufferException("no JSON: " + bad.getMessage());
        }
        JsonFormat.parser().ignoringUnknownFields().merge(json, into);
    }

    private static void checkMessage(JsonElement element, Descriptor type, int depth)
            throws InvalidProtocolBufferException {
        checkDepth(depth);
        if (FREE_FORM.contains(type.getFullName())) {
            checkFreeForm(element, depth);
        } else if (element instanceof JsonObject object) {
            for (var member : object.entrySet()) {
                var field = field(type, member.getKey());
                if (field != null) {
                    checkField(member.getValue(), field, depth + 1);
                }
            }
        } else {
            // A wrapper, as google.protobuf.UInt32Value, stands there as its value.
            var wrapped = field(type, "value");
            if (wrapped != null) {
                checkField(element, wrapped, depth + 1);
            }
        }
    }

    private static @Nullable FieldDescriptor field(Descriptor type, String name) {
        for (var field : type.getFields()) {
            if (field.getJsonName().equals(name) || field.getName().equals(name)) {
                return field;
            }
        }
        return null;
    }

    private static void checkField(JsonElement element, FieldDescriptor field, int depth)
            throws InvalidProtocolBufferException {
        checkDepth(depth);
        if (element.isJsonArray()) {
            for (var each : element.getAsJsonArray()) {
                checkField(each, field, depth + 1);
            }
        } else if (field.isMapField() && element instanceof JsonObject entries) {
            var type = field.getMessageType();
            for (var entry : entries.entrySet()) {
                checkField(new JsonPrimitive(entry.getKey()), type.findFieldByName("key"), depth);
                checkField(entry.getValue(), type.findFieldByName("value"), depth);
            }
        } else {
            switch (field.getJavaType()) {
                case MESSAGE -> checkMessage(element, field.getMessageType(), depth);
                case INT, LONG, FLOAT, DOUBLE, ENUM -> checkNumber(element);
                case STRING, BYTE_STRING, BOOLEAN -> {
                    // Never read as a number.
                }
            }
        }
    }

    private static void checkFreeForm(JsonElement element, int depth)
            throws InvalidProtocolBufferException {
        checkDepth(depth);
        if (element instanceof JsonObject object) {
            for (var member : object.entrySet()) {
                checkFreeForm(member.getValue(), depth + 1);
            }
        } else if (element.isJsonArray()) {
            for (var each : element.getAsJsonArray()) {
                checkFreeForm(each, depth + 1);
            }
        } else if (element instanceof JsonPrimitive value && value.isNumber()) {
            checkNumber(value);
        }
    }

    private static void checkDepth(int depth) throws InvalidProtocolBufferException {
        if (depth > MAX_DEPTH) {
            throw new InvalidProtocolBufferException("nested deeper than " + MAX_DEPTH);
        }
    }

    /** Also of text, which may stand for a number. */
    private static void checkNumber(JsonElement element) throws InvalidProtocolBufferException {
        if (!(element instanceof JsonPrimitive value) || value.isBoolean()) {
            return;
        }
        var text = value.getAsString();
        int exponent = Math.max(text.indexOf('e'), text.indexOf('E'));
        if (text.length() > MAX_NUMBER_CHARACTERS
                || exponent >= 0 && digitsFrom(text, exponent + 1) > MAX_EXPONENT_DIGITS) {
            throw new InvalidProtocolBufferException(
                    "a number has at most 64 characters and an exponent of three digits");
        }
    }

    private static int digitsFrom(String text, int from) {
        int digits = 0;
        for (int at = from; at < text.length(); at++) {
            if (Character.isDigit(text.charAt(at))) {
                digits++;
            }
        }
        return digits;
    }
}
