package media.sluice.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import media.sluice.core.crypto.FakeSrtpEngine;
import media.sluice.core.crypto.SrtpBatch;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.rtp.RtpHeader;
import media.sluice.core.sim.SimBrowser;
import media.sluice.core.srtp.SrtpReceiver;
import media.sluice.core.srtp.SrtpSender;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.DatagramSink;
import media.sluice.core.wire.TransportAddress;
import org.junit.jupiter.api.Test;

/** The packet path of a whole session: demultiplex, authenticate, bind, count, deliver, report. */
class SessionAllocationTest {
    private static final int ROUNDS = 3;
    private static final int PACKETS = 100_000;
    private static final int PLAIN_LENGTH = 200;

    /**
     * Reports of 100,000 packets at 1 kHz: a hundred compound packets, whose address is not new.
     */
    private static final long MOST_BYTES = 1_000;

    private final FakeSrtpEngine engine = new FakeSrtpEngine();
    private final SrtpBatch batch = new SrtpBatch(1);
    private final MemorySegment datagram = MemorySegment.ofArray(new byte[1500]);
    private long delivered;

    private static final class Nowhere implements DatagramSink {
        private final MemorySegment room = MemorySegment.ofArray(new byte[2048]);
        private int sent;

        @Override
        public MemorySegment segment() {
            return room;
        }

        @Override
        public long reserve(int capacity) {
            return 0;
        }

        @Override
        public void commit(int length, int socket, TransportAddress remote) {
            sent++;
        }
    }

    @Test
    void handlesPacketsWithoutAllocating() {
        var call = CallFixture.chromium(30).connect();
        var session = call.a.session;
        var client =
                new SrtpSender(SrtpProfile.AEAD_AES_128_GCM, call.browser.sendingKey(), engine);
        // Fresh ones, for the browser has used this key's first indexes already, and the fixture's
        // engine remembers every nonce.
        session.install(
                Objects.requireNonNull(session.dtls()),
                new SrtpReceiver(SrtpProfile.AEAD_AES_128_GCM, call.browser.sendingKey(), engine),
                new SrtpSender(SrtpProfile.AEAD_AES_128_GCM, call.browser.sendingKey(), engine));
        session.reception().sections().getFirst().deliverTo((packet, nowNanos) -> delivered++);
        var sink = new Nowhere();
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long now = call.network.nowNanos();
        long allocated = 0;
        int sequence = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < PACKETS; i++) {
                int length = seal(client, sequence++ & 0xFFFF);
                now += 1_000_000;
                session.handleDatagram(0, CallFixture.CLIENT, datagram, 0, length, now);
                session.transmit(sink, now);
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }

        assertThat(delivered).isEqualTo((long) ROUNDS * PACKETS);
        assertThat(sink.sent).as("reports").isGreaterThan(250);
        assertThat(allocated).isLessThan(MOST_BYTES);
    }

    private int seal(SrtpSender client, int sequence) {
        RtpHeader.write(
                datagram, 0, false, SimBrowser.PAYLOAD_TYPE, sequence, sequence, SimBrowser.SSRC);
        Bytes.zero(datagram, RtpHeader.FIXED_LENGTH, PLAIN_LENGTH - RtpHeader.FIXED_LENGTH);
        batch.clear();
        int entry =
                client.stage(
                        batch, Objects.requireNonNull(client.stream(SimBrowser.SSRC)), sequence);
        batch.packet(entry, datagram, 0, 1500);
        batch.plainInPlace(entry, RtpHeader.FIXED_LENGTH, PLAIN_LENGTH);
        engine.protectRtp(batch);
        return batch.packetLength[entry];
    }
}
