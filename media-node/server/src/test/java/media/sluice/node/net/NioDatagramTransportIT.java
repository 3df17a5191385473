package media.sluice.node.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import media.sluice.core.wire.Bytes;
import media.sluice.node.counters.Counter;
import media.sluice.node.counters.Counters;
import org.junit.jupiter.api.Test;

/** Real sockets on loopback. */
final class NioDatagramTransportIT {

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final long WAIT = TimeUnit.MILLISECONDS.toNanos(200);

    private final Counters counters = new Counters();
    private final ReceiveBatch received = new ReceiveBatch();

    @Test
    void echoesDatagramsToTheirSources() throws IOException {
        try (var transport = transport();
                var client = new DatagramSocket(0, LOOPBACK)) {
            var outgoing = new TransmitBatch(transport, counters);
            client.setSoTimeout(2_000);
            for (int i = 0; i < 100; i++) {
                byte[] sent = {(byte) i, 2, 3};
                client.send(new DatagramPacket(sent, sent.length, LOOPBACK, transport.port(i % 4)));
                echoOne(transport, outgoing);
                var back = new DatagramPacket(new byte[100], 100);
                client.receive(back);

                assertThat(back.getLength()).isEqualTo(3);
                assertThat(back.getData()[0]).isEqualTo((byte) i);
                assertThat(back.getPort()).isEqualTo(transport.port(i % 4));
            }
        }
        assertThat(counters.value(Counter.DATAGRAMS_RECEIVED)).isEqualTo(100);
        assertThat(counters.value(Counter.DATAGRAMS_SENT)).isEqualTo(100);
    }

    @Test
    void dropsAndCountsWhatFillsASlot() throws IOException {
        try (var transport = transport();
                var client = new DatagramSocket(0, LOOPBACK)) {
            byte[] big = new byte[ReceiveBatch.SLOT_BYTES + 100];
            client.send(new DatagramPacket(big, big.length, LOOPBACK, transport.port(0)));
            transport.await(WAIT);

            assertThat(transport.receive(received)).isZero();
        }
        assertThat(counters.value(Counter.RECEIVE_OVERSIZED)).isEqualTo(1);
    }

    @Test
    void loopAllocatesNothingForOnePeer() throws IOException {
        try (var transport = transport();
                var client = new DatagramSocket(0, LOOPBACK)) {
            var outgoing = new TransmitBatch(transport, counters);
            var packet = new DatagramPacket(new byte[1_100], 1_100, LOOPBACK, transport.port(0));
            var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long bytes = 0;
            int packets = 0;
            for (int i = 0; i < 22_000; i++) {
                client.send(packet);
                long before = threads.getCurrentThreadAllocatedBytes();
                transport.await(WAIT);
                int count = transport.receive(received);
                for (int n = 0; n < count; n++) {
                    copyOut(outgoing, n);
                }
                outgoing.flush();
                if (i >= 20_000) {
                    bytes += threads.getCurrentThreadAllocatedBytes() - before;
                    packets += count;
                }
            }
            double each = (double) bytes / packets;
            assertThat(each).as("bytes allocated per datagram in and out").isLessThan(64);
        }
    }

    private void echoOne(DatagramTransport transport, TransmitBatch outgoing) {
        int count = 0;
        while (count == 0) {
            transport.await(WAIT);
            count = transport.receive(received);
        }
        for (int i = 0; i < count; i++) {
            copyOut(outgoing, i);
        }
        outgoing.flush();
    }

    private void copyOut(TransmitBatch outgoing, int index) {
        int length = received.length(index);
        long at = outgoing.reserve(length);
        Bytes.copy(received.segment(), received.offset(index), outgoing.segment(), at, length);
        outgoing.commit(length, received.socket(index), received.remote(index));
    }

    private NioDatagramTransport transport() throws IOException {
        return new NioDatagramTransport(MediaPorts.bind(0, 1, List.of()).getFirst(), counters);
    }
}
