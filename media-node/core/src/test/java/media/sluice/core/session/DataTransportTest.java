package media.sluice.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import media.sluice.core.sctp.DataChannelEvent;
import media.sluice.core.sctp.DataChannelSet;
import media.sluice.core.sctp.Reliability;
import media.sluice.core.sctp.SctpAssociation;
import media.sluice.core.sctp.SctpConfig;
import media.sluice.core.sctp.SendStatus;
import media.sluice.core.wire.AllocationProbe;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.RandomSource;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.junit.jupiter.api.Test;

class DataTransportTest {

    private static final long MILLI = 1_000_000L;

    private final RandomSource random = new Random(7)::nextBytes;
    private final SessionCounters counters = new SessionCounters();
    private final DataChannelSet peer =
            new DataChannelSet(
                    new SctpAssociation(SctpConfig.standard(), random),
                    SctpConfig.standard(),
                    false);
    private final List<String> atPeer = new ArrayList<>();
    private final Collector sink = new Collector();
    private DataTransport data = transport();
    private long now = 1_000 * MILLI;

    /** Takes messages while it is ready. */
    private static final class Collector implements DataSink {
        final List<String> messages = new ArrayList<>();
        boolean isReady = true;

        @Override
        public boolean isReady(long nowNanos) {
            return isReady;
        }

        @Override
        public void onMessage(String label, boolean isText, byte[] payload, long nowNanos) {
            messages.add(label + ":" + new String(payload, StandardCharsets.UTF_8));
        }

        @Override
        public void onChannels(long nowNanos) {}

        @Override
        public void onWritable(long nowNanos) {}
    }

    private DataTransport transport() {
        var made = new DataTransport(counters, random);
        made.deliverTo(sink);
        return made;
    }

    private void run(int millis) {
        for (int i = 0; i < millis; i++) {
            now += MILLI;
            data.handleTimeout(now);
            data.drain(now);
            peer.association().handleTimeout(now);
            exchange();
        }
    }

    private void exchange() {
        byte[] packet;
        while ((packet = data.pollPacket(now)) != null) {
            peer.association().handlePacket(MemorySegment.ofArray(packet), 0, packet.length, now);
        }
        for (var event = peer.pollEvent(now); event != null; event = peer.pollEvent(now)) {
            if (event instanceof DataChannelEvent.Message message) {
                atPeer.add(new String(message.payload(), StandardCharsets.UTF_8));
            }
        }
        while ((packet = peer.association().pollPacket(now)) != null) {
            data.handlePacket(MemorySegment.ofArray(packet), 0, packet.length, now);
            data.drain(now);
        }
    }

    private void say(int stream, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(peer.send(stream, true, bytes, now)).isEqualTo(SendStatus.QUEUED);
    }

    @Test
    void isNothingWithoutADataSection() {
        peer.association().connect(now);
        run(20);

        assertThat(data.channel("chat")).isEqualTo(-1);
        assertThat(data.open("chat", Reliability.ordered())).isEqualTo(-1);
        assertThat(counters.drops(SessionDrop.NO_DATA_SECTION)).isPositive();
    }

    @Test
    void answersThePeersChannel() {
        data.enable(262_144);
        peer.association().connect(now);
        int stream = peer.open("chat", "", Reliability.ordered());
        run(20);
        say(stream, "ping");
        run(20);

        assertThat(sink.messages).containsExactly("chat:ping");
        int ours = data.channel("chat");
        data.send(ours, false, "pong".getBytes(StandardCharsets.UTF_8), now);
        run(20);
        assertThat(atPeer).containsExactly("pong");
    }

    @Test
    void anIdleAssociationCostsNothingWhenMediaPasses() {
        data.enable(262_144);
        peer.association().connect(now);
        peer.open("chat", "", Reliability.ordered());
        run(2_000);

        long bytes =
                AllocationProbe.bytesPerCall(() -> {
                    data.pollPacket(now);
                    data.nextDeadlineNanos();
                });

        assertThat(bytes).isZero();
    }

    @Test
    void opensAChannelToAPeerThatOnlyWaits() {
        data.enable(262_144);
        int ours = data.open("chat", Reliability.ordered());
        run(50);
        data.send(ours, true, "first".getBytes(StandardCharsets.UTF_8), now);
        run(50);

        assertThat(atPeer).containsExactly("first");
    }

    @Test
    void losesNothingWhenItMovesWhileTheSinkIsNotReady() throws CorruptStateException {
        data.enable(262_144);
        peer.association().connect(now);
        int stream = peer.open("chat", "", Reliability.ordered());
        run(20);
        sink.isReady = false;
        for (int i = 0; i < 50; i++) {
            say(stream, "m" + i);
        }
        run(100);
        assertThat(sink.messages).isEmpty();

        data.setOpen(false);
        var out = new StateWriter();
        data.export(out, now);
        data = transport();
        data.restore(new StateReader(out.toBytes()), now);
        sink.isReady = true;
        say(stream, "after");
        run(3_000);

        assertThat(sink.messages).hasSize(51).first().isEqualTo("chat:m0");
        assertThat(sink.messages).last().isEqualTo("chat:after");
    }

    @Test
    void peersChannelsSurviveTheOwnersDeath() {
        data.enable(262_144);
        peer.association().connect(now);
        int stream = peer.open("chat", "", Reliability.ordered());
        run(50);
        data.restart();
        run(50);
        say(stream, "still here");
        run(50);

        assertThat(sink.messages).contains("chat:still here");
    }
}
