package media.sluice.core.session;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import media.sluice.core.sim.SimAddresses;
import media.sluice.core.wire.TransportAddress;

/**
 * A client that is in a call and holds its keys sends what it likes; a stranger sends what it likes
 * from elsewhere. The session goes on, and can be moved.
 */
class HostileClientFuzzTest {
    private static final TransportAddress STRANGER = SimAddresses.v4("198.51.100.9", 4000);
    private static final Duration ROUND_TRIP = Duration.ofMillis(120);

    /** The input is cut at its length bytes into packets that carry the client's seal. */
    @FuzzTest
    void authenticPackets(byte[] data) {
        var call = CallFixture.chromium(1).connect();
        int at = 0;
        while (at < data.length) {
            int length = Math.min(data.length - at - 1, data[at] & 0xFF);
            byte[] packet = Arrays.copyOfRange(data, at + 1, at + 1 + Math.max(0, length));
            at += 1 + packet.length;
            if (packet.length >= 8 && (packet[1] & 0x40) != 0) {
                call.browser.sendRtcp(packet);
            } else {
                call.browser.sendData(packet);
            }
        }
        goesOn(call);
    }

    /** Raw datagrams from the client's own address and from another one. */
    @FuzzTest
    void datagramsOfAStranger(byte[] data) {
        var call = CallFixture.chromium(1).connect();
        var session = call.a.session;
        long now = call.network.nowNanos();
        for (var from : List.of(STRANGER, CallFixture.CLIENT)) {
            byte[] copy = data.clone();
            session.handleDatagram(0, from, MemorySegment.ofArray(copy), 0, copy.length, now);
        }
        goesOn(call);
    }

    private static void goesOn(CallFixture call) {
        call.network.runFor(ROUND_TRIP);
        int before = call.browser.echoed().size();
        call.network.runFor(ROUND_TRIP);
        check(call.browser.echoed().size() > before, "media no longer comes back");
        check(call.a.session.state() == SessionState.CONNECTED, "the session ended");
        long now = call.network.nowNanos();
        try {
            var bytes = Handover.export(call.a.session, Capsule.Kind.STANDBY, new byte[0], now);
            Handover.standby(Capsule.read(bytes.toBytes()), CallFixture.CONFIG, call.ports, now);
        } catch (CapsuleException e) {
            throw new IllegalStateException("the session cannot be moved", e);
        }
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalStateException(message);
        }
    }
}
