package media.sluice.core.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.Packets;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two sets of channels that hand each other their packets; time stands still unless told to. */
class DataChannelSetTest {

    private static final SctpConfig CONFIG = SctpConfig.standard();

    private final Random random = new Random(9);
    private final List<DataChannelEvent> atClient = new ArrayList<>();
    private final List<DataChannelEvent> atServer = new ArrayList<>();
    private DataChannelSet client = set(false);
    private DataChannelSet server = set(true);
    private long nowNanos = 1_000_000_000L;

    private DataChannelSet set(boolean isServer) {
        return new DataChannelSet(new SctpAssociation(CONFIG, random::nextBytes), CONFIG, isServer);
    }

    @BeforeEach
    void connect() {
        client.association().connect(nowNanos);
    }

    /** Hands over packets until none is left, then lets timers of the next second run. */
    private void run() {
        for (int i = 0; i < 20; i++) {
            boolean isQuiet = false;
            while (!isQuiet) {
                isQuiet = !pass(client, server) & !pass(server, client);
                drain(client, atClient);
                drain(server, atServer);
            }
            nowNanos += Duration.ofMillis(50).toNanos();
            client.association().handleTimeout(nowNanos);
            server.association().handleTimeout(nowNanos);
        }
    }

    private boolean pass(DataChannelSet from, DataChannelSet to) {
        boolean isAny = false;
        for (byte[] packet = from.association().pollPacket(nowNanos);
                packet != null;
                packet = from.association().pollPacket(nowNanos)) {
            to.association().handlePacket(Packets.after(0, packet), 0, packet.length, nowNanos);
            isAny = true;
        }
        return isAny;
    }

    private void drain(DataChannelSet set, List<DataChannelEvent> into) {
        for (var event = set.pollEvent(nowNanos); event != null; event = set.pollEvent(nowNanos)) {
            into.add(event);
        }
    }

    private static DataChannelEvent.Message only(List<DataChannelEvent> events) {
        return events.stream()
                .filter(DataChannelEvent.Message.class::isInstance)
                .map(DataChannelEvent.Message.class::cast)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void clientOpensEvenAndServerOddStreams() {
        assertThat(client.open("_reliable", "", Reliability.ordered())).isZero();
        assertThat(client.open("_lossy", "p", Reliability.retransmits(false, 0))).isEqualTo(2);
        assertThat(server.open("mine", "", Reliability.lifetime(true, 500))).isEqualTo(1);
        run();
        assertThat(atServer)
                .contains(
                        new DataChannelEvent.Opened(
                                new DataChannel(0, "_reliable", "", Reliability.ordered())),
                        new DataChannelEvent.Opened(
                                new DataChannel(
                                        2, "_lossy", "p", Reliability.retransmits(false, 0))));
        assertThat(atClient)
                .contains(
                        new DataChannelEvent.Opened(
                                new DataChannel(1, "mine", "", Reliability.lifetime(true, 500))));
        assertThat(server.channels()).hasSize(3);
    }

    @Test
    void carriesTextBytesAndNothing() {
        int id = client.open("c", "", Reliability.ordered());
        run();
        byte[] text = "grüezi".getBytes(StandardCharsets.UTF_8);
        assertThat(client.send(id, true, text, nowNanos)).isEqualTo(SendStatus.QUEUED);
        assertThat(client.send(id, false, new byte[] {0, 1}, nowNanos))
                .isEqualTo(SendStatus.QUEUED);
        assertThat(server.send(id, true, new byte[0], nowNanos)).isEqualTo(SendStatus.QUEUED);
        assertThat(server.send(id, false, new byte[0], nowNanos)).isEqualTo(SendStatus.QUEUED);
        run();
        var atServerMessages =
                atServer.stream().filter(DataChannelEvent.Message.class::isInstance).toList();
        assertThat(atServerMessages)
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(
                        new DataChannelEvent.Message(id, true, text),
                        new DataChannelEvent.Message(id, false, new byte[] {0, 1}));
        var atClientMessages =
                atClient.stream().filter(DataChannelEvent.Message.class::isInstance).toList();
        assertThat(atClientMessages)
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(
                        new DataChannelEvent.Message(id, true, new byte[0]),
                        new DataChannelEvent.Message(id, false, new byte[0]));
    }

    @Test
    void closingResetsBothDirectionsAndFreesTheStream() {
        int id = client.open("first", "", Reliability.ordered());
        run();
        client.send(id, false, new byte[1000], nowNanos);
        client.close(id);
        assertThat(client.send(id, false, new byte[1], nowNanos))
                .isEqualTo(SendStatus.NO_SUCH_STREAM);
        run();
        assertThat(only(atServer).payload()).hasSize(1000);
        assertThat(atClient).contains(new DataChannelEvent.Closed(id));
        assertThat(atServer).contains(new DataChannelEvent.Closed(id));
        assertThat(server.channels()).isEmpty();
        atServer.clear();
        assertThat(client.open("second", "", Reliability.ordered())).isEqualTo(id);
        client.send(id, false, new byte[7], nowNanos);
        run();
        assertThat(only(atServer).payload()).hasSize(7);
    }

    @Test
    void bothMayCloseAtOnce() {
        int id = client.open("c", "", Reliability.unordered());
        run();
        client.close(id);
        server.close(id);
        run();
        assertThat(atClient).containsOnlyOnce(new DataChannelEvent.Closed(id));
        assertThat(atServer).containsOnlyOnce(new DataChannelEvent.Closed(id));
    }

    @Test
    void channelClosedBeforeTheAssociationIsUpIsNeverOpened() {
        client.close(client.open("c", "", Reliability.unordered()));
        run();
        assertThat(atClient).contains(new DataChannelEvent.Closed(0));
        assertThat(server.channels()).isEmpty();
    }

    @Test
    void streamsRunOut() {
        var small = new SctpConfig(5000, 5000, 1160, 4, 1000, 1000, 1000);
        var set = new DataChannelSet(new SctpAssociation(small, random::nextBytes), small, true);
        assertThat(set.open("a", "", Reliability.ordered())).isEqualTo(1);
        assertThat(set.open("b", "", Reliability.ordered())).isEqualTo(3);
        assertThat(set.open("c", "", Reliability.ordered())).isEqualTo(-1);
    }

    @Test
    void countsMessagesOfNoChannel() {
        run();
        client.association().send(6, 53, new byte[3], Reliability.ordered(), nowNanos);
        client.association().send(6, 50, new byte[3], Reliability.ordered(), nowNanos);
        client.association().send(6, 50, DcepMessage.ack(), Reliability.ordered(), nowNanos);
        run();
        var counters = server.association().counters();
        assertThat(counters.drops(SctpDrop.UNKNOWN_PAYLOAD)).isEqualTo(1);
        assertThat(counters.drops(SctpDrop.BAD_CHANNEL_MESSAGE)).isEqualTo(2);
    }

    @Test
    void abortEndsAllChannels() {
        client.open("c", "", Reliability.ordered());
        run();
        server.association().abort();
        run();
        assertThat(atClient)
                .contains(new DataChannelEvent.Ended(SctpEvent.CloseReason.PEER_ABORTED));
        assertThat(client.channels()).isEmpty();
    }

    @Test
    void movesWithItsChannels() throws CorruptStateException {
        int id = client.open("c", "proto", Reliability.retransmits(false, 3));
        run();
        server.send(id, false, SctpPair.bytes(50_000, 1), nowNanos);
        pass(server, client);
        client.close(id);
        var writer = new StateWriter();
        server.export(writer, nowNanos);
        server =
                DataChannelSet.restore(
                        new StateReader(writer.toBytes()),
                        CONFIG,
                        random::nextBytes,
                        true,
                        nowNanos);
        assertThat(server.channel(id))
                .contains(new DataChannel(id, "c", "proto", Reliability.retransmits(false, 3)));
        run();
        assertThat(only(atClient).payload()).isEqualTo(SctpPair.bytes(50_000, 1));
        assertThat(atServer).contains(new DataChannelEvent.Closed(id));
        assertThat(atClient).contains(new DataChannelEvent.Closed(id));
    }

    /** RFC 8832 §5.1, field by field. */
    @Test
    void readsOpenAsBrowsersSendIt() {
        var open = DcepMessage.read(Packets.bytes("03 81 0100 00000005 0003 0001 616263 64"));
        assertThat(open)
                .isEqualTo(new DcepMessage.Open("abc", "d", Reliability.retransmits(false, 5)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "01",
                "03 00 0000 00000000 0000",
                "03 03 0000 00000000 0000 0000",
                "03 00 0000 00000000 0001 0000",
                "03 00 0000 00000000 0000 0000 00",
                "03 00 0000 00000000 0401 0000"
            })
    void refusesMalformedChannelMessages(String hex) {
        assertThat(DcepMessage.read(Packets.bytes(hex))).isNull();
    }

    /** Each byte that is no UTF-8 becomes three when a capsule carries the label on. */
    @Test
    void refusesALabelThatWouldGrowBeyondItsLimit() {
        byte[] open = new byte[12 + DcepMessage.MAX_TEXT_BYTES];
        open[0] = 3;
        open[8] = (byte) (DcepMessage.MAX_TEXT_BYTES >>> 8);
        assertThat(DcepMessage.read(open)).isInstanceOf(DcepMessage.Open.class);

        Arrays.fill(open, 12, open.length, (byte) 0xFF);

        assertThat(DcepMessage.read(open)).isNull();
    }
}
