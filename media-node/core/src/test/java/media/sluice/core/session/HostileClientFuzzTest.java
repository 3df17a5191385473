package media.sluice.core.session;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import media.sluice.core.sim.SimAddresses;
import media.sluice.core.sim.SimBrowser;
import media.sluice.core.sim.SimOutbox;
import media.sluice.core.sim.SimPeer;
import media.sluice.core.stun.StunKey;
import media.sluice.core.stun.StunType;
import media.sluice.core.stun.StunWriter;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.TransportAddress;

/**
 * A client that is in a call and holds its keys sends what it likes; a stranger sends what it likes
 * from elsewhere. The session goes on, and can be moved.
 */
class HostileClientFuzzTest {
    private static final TransportAddress STRANGER = SimAddresses.v4("198.51.100.9", 4000);
    private static final int DTLS_HEADER = 13;
    private static final int RTP_HEADER = 12;
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

    /**
     * Datagrams of one who has overheard all but the keys, from an address of their own and from
     * the client's. Each is a byte that says what and from where, a byte of length, and content.
     */
    @FuzzTest
    void datagramsOfAStranger(byte[] data) {
        var call = CallFixture.chromium(1).connect();
        var listener = new Listener();
        call.network.attach("stranger", listener, STRANGER);
        var session = call.a.session;
        long now = call.network.nowNanos();
        for (int at = 0; at + 2 <= data.length; ) {
            int length = Math.min(data[at + 1] & 0xFF, data.length - at - 2);
            byte[] content = Arrays.copyOfRange(data, at + 2, at + 2 + length);
            var from = (data[at] & 0x80) == 0 ? STRANGER : CallFixture.CLIENT;
            byte[] datagram = forged(call, data[at] & 3, content);
            session.handleDatagram(
                    0, from, MemorySegment.ofArray(datagram), 0, datagram.length, now);
            at += 2 + length;
        }
        goesOn(call);
        check(listener.heard == 0, "a stranger is answered");
    }

    /** The stranger's address. */
    private static final class Listener implements SimPeer {
        private int heard;

        @Override
        public void handleDatagram(
                int socket,
                TransportAddress remote,
                MemorySegment segment,
                long offset,
                int length,
                long nowNanos) {
            heard++;
        }

        @Override
        public void handleTimeout(long nowNanos) {
            // Only listens.
        }

        @Override
        public long nextDeadlineNanos() {
            return Long.MAX_VALUE;
        }

        @Override
        public void transmit(SimOutbox outbox, long nowNanos) {
            // Only listens.
        }
    }

    private static byte[] forged(CallFixture call, int what, byte[] content) {
        return switch (what) {
            case 1 -> forgedCheck(call, content);
            case 2 -> forgedRecord(content);
            case 3 -> forgedMedia(content);
            default -> content;
        };
    }

    /** The fragments can be overheard, the password cannot: its tag is made with another. */
    private static byte[] forgedCheck(CallFixture call, byte[] attribute) {
        var check = new StunWriter();
        var names =
                call.a.session.iceCredentials().ufrag() + ":" + call.client.ice().local().ufrag();
        check.begin(StunType.BINDING_REQUEST, attribute.length, 7).username(names).priority(9);
        if (attribute.length >= 2) {
            int type = (attribute[0] & 0xFF) << 8 | attribute[1] & 0xFF;
            check.raw(type, Arrays.copyOfRange(attribute, 2, attribute.length));
        }
        check.integrity(StunKey.of("a guess at the password")).fingerprint();
        var room = MemorySegment.ofArray(new byte[StunWriter.MAX_LENGTH]);
        byte[] datagram = new byte[check.copyTo(room, 0)];
        Bytes.copy(room, 0, datagram, 0, datagram.length);
        return datagram;
    }

    /** A record of any type and epoch. */
    private static byte[] forgedRecord(byte[] content) {
        byte[] record = new byte[DTLS_HEADER + Math.max(0, content.length - 2)];
        var segment = MemorySegment.ofArray(record);
        Bytes.put8(segment, 0, content.length > 0 ? 20 + (content[0] & 3) : 21);
        Bytes.put16(segment, 1, 0xFEFD);
        Bytes.put16(segment, 3, content.length > 1 ? content[1] & 3 : 0);
        Bytes.put16(segment, 9, 0x7FFF);
        Bytes.put16(segment, 11, record.length - DTLS_HEADER);
        if (content.length > 2) {
            Bytes.copy(content, 2, segment, DTLS_HEADER, content.length - 2);
        }
        return record;
    }

    /** RTP or RTCP of the client's own source. */
    private static byte[] forgedMedia(byte[] content) {
        byte[] packet = new byte[RTP_HEADER + content.length];
        var segment = MemorySegment.ofArray(packet);
        Bytes.copy(content, 0, segment, RTP_HEADER, content.length);
        Bytes.put8(segment, 0, 0x80);
        Bytes.put8(segment, 1, content.length > 0 ? content[0] : SimBrowser.PAYLOAD_TYPE);
        Bytes.put16(segment, 2, content.length > 1 ? content[1] << 8 : 0);
        Bytes.put32(segment, 8, SimBrowser.SSRC);
        return packet;
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
