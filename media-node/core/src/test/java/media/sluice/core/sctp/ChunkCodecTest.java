package media.sluice.core.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import media.sluice.core.wire.Packets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkCodecTest {

    private static final InitParameters PARAMETERS =
            new InitParameters(0x11223344, 131_072, 1024, 2048, 0xFFFF_FFF0, true, true);

    private static @Nullable Chunk read(byte[] chunk) {
        var segment = Packets.after(5, chunk);
        var cursor = new TlvCursor(segment, 5, 5 + chunk.length);
        assertThat(cursor.next()).isTrue();
        return ChunkReader.read(segment, cursor);
    }

    private static <T extends Chunk> T read(Class<T> type, byte[] chunk) {
        var read = read(chunk);
        assertThat(read).isInstanceOf(type);
        return type.cast(Objects.requireNonNull(read));
    }

    private static @Nullable Chunk read(String hex) {
        return read(Packets.bytes(hex));
    }

    /** The check value of CRC-32C (RFC 3720 §B.4 has others of the same polynomial). */
    @Test
    void checksumIsCrc32c() {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        assertThat(SctpPacket.checksum(digits, digits.length)).isEqualTo(0xE306_9283);
        byte[] zeros = new byte[32];
        assertThat(SctpPacket.checksum(zeros, 32)).isEqualTo(0x8A91_36AA);
    }

    @Test
    void readsInitAsABrowserSendsIt() {
        var init =
                read(
                        "01 00 0024 1d8fa0a0 00020000 0400 0800 8a2f33f1"
                                + " c000 0004 8008 0009 c0 0f c1 80 82 000000");
        assertThat(init)
                .isEqualTo(
                        new Chunk.Init(
                                new InitParameters(
                                        0x1d8fa0a0, 131_072, 1024, 2048, 0x8a2f33f1, true, true)));
    }

    @Test
    void initTellsWhatThePeerDoesNotKnow() {
        byte[] plain = Packets.bytes("01 00 0014 1d8fa0a0 00020000 0400 0800 8a2f33f1");
        var parameters = read(Chunk.Init.class, plain).parameters();
        assertThat(parameters.forwardsTsn()).isFalse();
        assertThat(parameters.resetsStreams()).isFalse();
    }

    @Test
    void initRoundTrips() {
        assertThat(read(ChunkWriter.init(PARAMETERS))).isEqualTo(new Chunk.Init(PARAMETERS));
    }

    @Test
    void initAckRoundTrips() {
        byte[] cookie = SctpPair.bytes(61, 1);
        byte[] unknown = Packets.bytes("C0FF 0006 ABCD");
        byte[] chunk = ChunkWriter.initAck(PARAMETERS, cookie, List.of(unknown));
        var ack = read(Chunk.InitAck.class, chunk);
        assertThat(ack.parameters()).isEqualTo(PARAMETERS);
        assertThat(ack.cookie()).isEqualTo(cookie);
    }

    /** The last parameter's padding is not counted in the chunk's length (RFC 9260 §3.2). */
    @Test
    void lengthOfAChunkLeavesOutTheLastPadding() {
        byte[] heartbeat = ChunkWriter.heartbeat(new byte[5]);
        assertThat(heartbeat).hasSize(16);
        assertThat(heartbeat[3]).isEqualTo((byte) 13);
    }

    @Test
    void sackRoundTrips() {
        int[] gaps = {2, 3, 5, 5, 9, 70};
        byte[] chunk = ChunkWriter.sack(-7, 0xFFFF_FFFFL, gaps, new int[] {-9, -8});
        var sack = read(Chunk.Sack.class, chunk);
        assertThat(sack.cumulativeTsn()).isEqualTo(-7);
        assertThat(sack.windowBytes()).isEqualTo(0xFFFF_FFFFL);
        assertThat(sack.gaps()).containsExactly(gaps);
        assertThat(sack.duplicates()).isEqualTo(2);
    }

    @Test
    void dataRoundTrips() {
        var message = new OutboundMessage(7, 51, SctpPair.bytes(9, 3), Reliability.unordered(), 0);
        var builder = new PacketBuilder(SctpConfig.standard(), 1);
        builder.add(message.fragment((1L << 32) - 1, 6));
        byte[] packet = builder.finish();
        var data = read(Chunk.Data.class, Arrays.copyOfRange(packet, 12, packet.length));
        assertThat(data.tsn()).isEqualTo(-1);
        assertThat(data.streamId()).isEqualTo(7);
        assertThat(data.payloadProtocol()).isEqualTo(51);
        assertThat(data.isFirst()).isTrue();
        assertThat(data.isLast()).isFalse();
        assertThat(data.isUnordered()).isTrue();
        assertThat(data.payload()).hasSize(6);
        assertThat(packet).hasSize(12 + 16 + 8);
    }

    @Test
    void reconfigRoundTrips() {
        var reset = new ReconfigParameter.OutgoingReset(1, 2, 3, new int[] {4, 5, 6});
        var chunk = read(Chunk.Reconfig.class, ChunkWriter.reconfig(reset));
        var read = (ReconfigParameter.OutgoingReset) chunk.parameters().getFirst();
        assertThat(read.requestSequence()).isEqualTo(1);
        assertThat(read.responseSequence()).isEqualTo(2);
        assertThat(read.lastTsn()).isEqualTo(3);
        assertThat(read.streams()).containsExactly(4, 5, 6);
        assertThat(read(ChunkWriter.reconfig(new ReconfigParameter.Response(9, 6))))
                .isEqualTo(new Chunk.Reconfig(List.of(new ReconfigParameter.Response(9, 6))));
        assertThat(read(ChunkWriter.reconfig(new ReconfigParameter.AddOutgoing(9, 16))))
                .isEqualTo(new Chunk.Reconfig(List.of(new ReconfigParameter.AddOutgoing(9, 16))));
    }

    @Test
    void forwardTsnRoundTrips() {
        byte[] bytes = ChunkWriter.forwardTsn(-1, new int[] {1, 65_535});
        var chunk = read(Chunk.ForwardTsn.class, bytes);
        assertThat(chunk.cumulativeTsn()).isEqualTo(-1);
        assertThat(chunk.skips()).containsExactly(1, 65_535);
    }

    @Test
    void smallChunksRoundTrip() {
        assertThat(read(ChunkWriter.shutdown(5))).isEqualTo(new Chunk.Shutdown(5));
        assertThat(read(ChunkWriter.shutdownAck())).isEqualTo(new Chunk.ShutdownAck());
        assertThat(read(ChunkWriter.shutdownComplete(true)))
                .isEqualTo(new Chunk.ShutdownComplete(true));
        assertThat(read(ChunkWriter.cookieAck())).isEqualTo(new Chunk.CookieAck());
        assertThat(read(ChunkWriter.abort(13))).isEqualTo(new Chunk.Abort(false, 13));
        assertThat(read(ChunkWriter.invalidStream(3))).isEqualTo(new Chunk.OperationError(1));
    }

    /** In turn: too short for its kind, counts that do not fit, blocks out of order, no cookie. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "00 03 000c 00000001 00000000",
                "01 00 0010 1d8fa0a0 00020000 04000800",
                "01 00 0014 00000000 00020000 0400 0800 8a2f33f1",
                "01 00 0014 1d8fa0a0 00020000 0000 0800 8a2f33f1",
                "01 00 0018 1d8fa0a0 00020000 0400 0800 8a2f33f1 c000 0009",
                "02 00 0014 1d8fa0a0 00020000 0400 0800 8a2f33f1",
                "03 00 0010 00000001 00010000 0001 0000",
                "03 00 0014 00000001 00010000 0001 0000 0003 0002",
                "03 00 0014 00000001 00010000 0001 0000 0000 0002",
                "03 00 0018 00000001 00010000 0002 0000 0002 0004 0004 0005",
                "05 00 0004",
                "07 00 0006 0000 0000",
                "82 00 0004",
                "82 00 000c 000d 0008 00000001",
                "82 00 0008 0099 0004",
                "c0 00 0006 0000 0000"
            })
    void refusesChunksThatContradictThemselves(String hex) {
        assertThat(read(hex)).isNull();
    }

    @Test
    void cursorStopsAtAChunkThatDoesNotFit() {
        for (String hex : List.of("0a 00 0003", "0a 00 0009 00000000", "0a 00", "0a00 0000")) {
            byte[] bytes = Packets.bytes(hex);
            var cursor = new TlvCursor(MemorySegment.ofArray(bytes), 0, bytes.length);
            assertThat(cursor.next()).as(hex).isFalse();
            assertThat(cursor.isMalformed()).as(hex).isTrue();
        }
    }

    @Test
    void unknownParametersAreReportedAsTheirTypeAsks() {
        byte[] bytes =
                Packets.bytes(
                        "01 00 0028 1d8fa0a0 00020000 0400 0800 8a2f33f1"
                                + " 80F0 0004 C0F1 0006 ABCD 0000 40F2 0004 C0F3 0004");
        var segment = MemorySegment.ofArray(bytes);
        var cursor = new TlvCursor(segment, 0, bytes.length);
        cursor.next();
        assertThat(ChunkReader.reportedParameters(segment, cursor))
                .containsExactly(Packets.bytes("C0F1 0006 ABCD"), Packets.bytes("40F2 0004"));
    }
}
