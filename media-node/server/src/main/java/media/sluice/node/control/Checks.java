package media.sluice.node.control;

import com.google.protobuf.ByteString;
import java.util.List;
import media.sluice.core.wire.TransportAddress;
import media.sluice.node.fault.ErrorCode;
import media.sluice.node.fault.RequestException;
import media.sluice.node.net.SocketAddresses;
import media.sluice.node.worker.Epoch;
import media.sluice.proto.media.v1alpha1.RoomEpoch;

/** Checks of single fields; each refusal names the field and what to do. */
final class Checks {

    private static final int MAX_ID_LENGTH = 128;
    private static final int MAX_PORT = 0xFFFF;

    private Checks() {}

    static String id(String field, String value) {
        return text(field, value, 1, MAX_ID_LENGTH);
    }

    static String text(String field, String value, int min, int max) {
        if (value.length() < min || value.length() > max) {
            throw refuse(
                    field,
                    "has " + value.length() + " characters instead of " + min + " to " + max);
        }
        return value;
    }

    static int number(String field, int value, int min, int max) {
        if (value < min || value > max) {
            throw refuse(
                    field,
                    "is " + Integer.toUnsignedString(value) + " instead of " + min + " to " + max);
        }
        return value;
    }

    static byte[] bytes(String field, ByteString value, int min, int max) {
        if (value.size() < min || value.size() > max) {
            throw refuse(field, "has " + value.size() + " bytes instead of " + min + " to " + max);
        }
        return value.toByteArray();
    }

    static <T> List<T> size(String field, List<T> list, int min, int max) {
        if (list.size() < min || list.size() > max) {
            throw refuse(field, "has " + list.size() + " entries instead of " + min + " to " + max);
        }
        return list;
    }

    static Epoch epoch(RoomEpoch epoch) {
        if (epoch.getCounter() < 1) {
            throw refuse("epoch.counter", "is missing or below 1");
        }
        return new Epoch(epoch.getCounter(), id("epoch.owner", epoch.getOwner()));
    }

    static TransportAddress address(
            String field, media.sluice.proto.media.v1alpha1.TransportAddress address) {
        number(field + ".port", address.getPort(), 1, MAX_PORT);
        try {
            return SocketAddresses.parse(address.getIp(), address.getPort());
        } catch (IllegalArgumentException e) {
            throw refuse(field + ".ip", "is no IPv4 or IPv6 address");
        }
    }

    static RequestException refuse(String field, String what) {
        return new RequestException(ErrorCode.INVALID_FIELD, field + " " + what + ".");
    }
}
