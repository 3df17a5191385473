package media.sluice.core.stun;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.zip.CRC32;
import media.sluice.core.wire.Bytes;

/** Any datagram: nothing throws, and what the message says lies inside of it. */
class StunFuzzTest {
    private static final StunKey KEY = StunKey.of("VOkJxbRl1RmTxUk/WvJxBt");
    private static final int MAX_BODY = 600;

    @FuzzTest
    void neverThrows(byte[] data) {
        var view = new StunView();
        if (view.parse(MemorySegment.ofArray(data), 0, data.length) == StunVerdict.OK) {
            readAll(view, data.length);
        }
    }

    /** The attributes alone, sealed as their sender would: the fuzzer can make neither tag. */
    @FuzzTest
    void attributesOfAnHonestSender(byte[] data) {
        byte[] message = sealed(data);
        var view = new StunView();
        if (view.parse(MemorySegment.ofArray(message), 0, message.length) != StunVerdict.OK) {
            return;
        }
        readAll(view, message.length);
        if (view.isIntact(KEY)) {
            repeats(view);
            message[9] ^= 1;
            fingerprint(message, message.length - 8);
            check(
                    view.parse(MemorySegment.ofArray(message), 0, message.length) == StunVerdict.OK
                            && !view.isIntact(KEY),
                    "a changed message is still authentic");
        }
    }

    private static byte[] sealed(byte[] data) {
        int body = Math.min(data.length, MAX_BODY) & ~3;
        int integrityAt = StunView.HEADER_LENGTH + body;
        byte[] message = new byte[integrityAt + 24 + 8];
        var segment = MemorySegment.ofArray(message);
        Bytes.put16(segment, 0, StunType.BINDING_REQUEST.code());
        Bytes.put32(segment, 4, StunView.MAGIC_COOKIE);
        System.arraycopy(data, 0, message, StunView.HEADER_LENGTH, body);
        Bytes.put16(segment, 2, body + 24);
        byte[] tag = KEY.tag(message, integrityAt);
        Bytes.put16(segment, integrityAt, StunAttributes.MESSAGE_INTEGRITY);
        Bytes.put16(segment, integrityAt + 2, tag.length);
        Bytes.copy(tag, 0, segment, integrityAt + 4, tag.length);
        Bytes.put16(segment, 2, body + 24 + 8);
        fingerprint(message, integrityAt + 24);
        return message;
    }

    private static void fingerprint(byte[] message, int at) {
        var segment = MemorySegment.ofArray(message);
        var crc = new CRC32();
        crc.update(message, 0, at);
        Bytes.put16(segment, at, StunAttributes.FINGERPRINT);
        Bytes.put16(segment, at + 2, 4);
        Bytes.put32(segment, at + 4, (int) crc.getValue() ^ StunView.FINGERPRINT_XOR);
    }

    private static void readAll(StunView view, int length) {
        var _ = view.type();
        var name = view.username();
        check(name == null || name.length() <= length, "a name longer than the message");
        var local = view.localUfrag();
        check(
                (local == null) == (view.remoteUfrag() == null),
                "one half of a name without the other");
        check(
                local == null || Objects.requireNonNull(name).startsWith(local + ":"),
                "a fragment that is not in the name");
        var address = view.mappedAddress();
        check(address == null || address.port() <= 0xFFFF, "a port beyond 65535");
        check(view.errorCode() >= 0 && view.errorCode() <= 799, "an error code beyond 799");
        check(view.priority() >= 0, "a negative priority");
        check(view.hasPriority() || view.priority() == 0, "a priority that is not there");
        check(view.hasIntegrity() || !view.isIntact(KEY), "authentic without a tag");
        int roles = (view.isFromControlling() ? 12 : 0) + (view.isFromControlled() ? 12 : 0);
        check(roles < length, "a role that is not in the message");
        check(view.unknownRequired() <= length / 4, "more attributes than there is room for");
    }

    /** What was read, written again and read again, is the same. */
    private static void repeats(StunView view) {
        var writer =
                new StunWriter()
                        .begin(view.type(), view.transactionHigh(), view.transactionLow())
                        .priority(view.priority());
        var name = view.username();
        if (name != null && name.length() <= MAX_BODY / 6) {
            writer.username(name);
        } else {
            name = null;
        }
        var address = view.mappedAddress();
        if (address != null) {
            writer.mappedAddress(address);
        }
        writer.integrity(KEY).fingerprint();
        var copy = MemorySegment.ofArray(new byte[StunWriter.MAX_LENGTH]);
        int length = writer.copyTo(copy, 0);
        var again = new StunView();
        check(again.parse(copy, 0, length) == StunVerdict.OK, "own output is refused");
        check(again.isIntact(KEY), "own output is not authentic");
        check(again.priority() == view.priority(), "the priority changed");
        check(Objects.equals(again.username(), name), "the name changed");
        check(Objects.equals(again.mappedAddress(), address), "the address changed");
        check(view.type() == again.type(), "the type changed");
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalStateException(message);
        }
    }
}
