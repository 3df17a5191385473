package media.sluice.coordinator.signaling.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import media.sluice.coordinator.signaling.livekit.MessageInflater.Fault;
import org.junit.jupiter.api.Test;

class MessageInflaterTest {
    private static final int LIMIT = 100_000;

    /** Empty blocks that end on a byte: bytes on the wire that inflate to nothing. */
    private static final byte[] EMPTY_BLOCK = {0, 0, 0, -1, -1};

    private final List<Fault> faults = new ArrayList<>();
    private final List<WebSocketFrame> sent = new ArrayList<>();
    private EmbeddedChannel channel = channel(true);

    private EmbeddedChannel channel(boolean isAgreed) {
        var inflater = new MessageInflater(isAgreed, LIMIT);
        inflater.onFault(faults::add);
        return new EmbeddedChannel(inflater);
    }

    private void send(WebSocketFrame frame) {
        sent.add(frame);
        channel.writeInbound(frame);
    }

    private byte[] read() {
        WebSocketFrame frame = channel.readInbound();
        assertThat(frame.isFinalFragment()).isTrue();
        assertThat(frame.rsv()).isZero();
        byte[] bytes = new byte[frame.content().readableBytes()];
        frame.content().readBytes(bytes);
        return bytes;
    }

    private void assertNothingHeld() {
        assertThat(sent).allSatisfy(frame -> assertThat(frame.refCnt()).isZero());
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    @Test
    void readsEachMessageAloneWhateverItsPieces() {
        for (int length : new int[] {0, 1, 500, 5_000, LIMIT - 100}) {
            byte[] message = noise(length);
            byte[] compressed = CompressedFrames.deflate(message);
            for (int each : new int[] {1 + compressed.length, 7 + compressed.length / 20}) {
                CompressedFrames.frames(false, compressed, each).forEach(this::send);
                assertThat(read()).isEqualTo(message);
            }
        }
        assertNothingHeld();
        assertThat(faults).isEmpty();
    }

    @Test
    void textStaysText() {
        byte[] message = "{\"ping\":\"ünïcode\"}".getBytes(StandardCharsets.UTF_8);
        CompressedFrames.frames(true, CompressedFrames.deflate(message), 3).forEach(this::send);

        assertThat(channel.<Object>readInbound())
                .isInstanceOfSatisfying(
                        TextWebSocketFrame.class,
                        text ->
                                assertThat(text.text().getBytes(StandardCharsets.UTF_8))
                                        .isEqualTo(message));
    }

    @Test
    void leavesWhatIsNotCompressedAlone() {
        var first = new TextWebSocketFrame(false, 0, "ab");
        var last = new ContinuationWebSocketFrame(true, 0, "c");
        channel.writeInbound(first, last);

        assertThat(channel.<Object>readInbound()).isSameAs(first);
        assertThat(channel.<Object>readInbound()).isSameAs(last);
    }

    @Test
    void passesPingsBetweenThePieces() {
        byte[] message = noise(300);
        var frames = CompressedFrames.frames(false, CompressedFrames.deflate(message), 100);
        send(frames.getFirst());
        var ping = new PingWebSocketFrame();
        channel.writeInbound(ping);
        frames.subList(1, frames.size()).forEach(this::send);

        assertThat(channel.<Object>readInbound()).isSameAs(ping);
        assertThat(read()).isEqualTo(message);
    }

    @Test
    void readsUpToTheLimitAndNotAByteMore() {
        CompressedFrames.frames(false, CompressedFrames.deflate(new byte[LIMIT]), 1 << 20)
                .forEach(this::send);
        assertThat(read()).hasSize(LIMIT);
        assertThat(faults).isEmpty();

        CompressedFrames.frames(false, CompressedFrames.deflate(new byte[LIMIT + 1]), 1 << 20)
                .forEach(this::send);
        assertThat(faults).containsExactly(Fault.LONG_INFLATED);
        assertNothingHeld();
    }

    @Test
    void memoryStaysBoundedWhateverAMessageWouldInflateTo() {
        var bomb =
                CompressedFrames.frames(
                        false, CompressedFrames.deflate(new byte[64 << 20]), 90_000);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        channel.writeInbound(new PingWebSocketFrame());
        long before = threads.getCurrentThreadAllocatedBytes();

        bomb.forEach(this::send);

        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated).as("bytes").isLessThan(10L * LIMIT);
        assertThat(faults).first().isEqualTo(Fault.LONG_INFLATED);
    }

    @Test
    void countsTheBytesOnTheWireOverAllPieces() {
        int pieces = LIMIT / EMPTY_BLOCK.length + 1;
        send(new BinaryWebSocketFrame(false, 4, Unpooled.wrappedBuffer(EMPTY_BLOCK)));
        for (int i = 1; i < pieces; i++) {
            send(new ContinuationWebSocketFrame(false, 0, Unpooled.wrappedBuffer(EMPTY_BLOCK)));
        }

        assertThat(faults).containsExactly(Fault.LONG_ON_THE_WIRE);
    }

    @Test
    void readsNoMoreAfterAFault() {
        send(new BinaryWebSocketFrame(true, 4, Unpooled.wrappedBuffer(new byte[] {-1, -1, -1})));
        assertThat(faults).containsExactly(Fault.BROKEN);

        send(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[3])));
        CompressedFrames.frames(false, CompressedFrames.deflate(new byte[LIMIT + 1]), 1 << 20)
                .forEach(this::send);
        assertThat(channel.<Object>readInbound()).isNull();
        assertThat(faults).containsExactly(Fault.BROKEN);
        assertNothingHeld();
    }

    @Test
    void refusesCompressionThatWasNotAgreedOn() {
        channel = channel(false);
        CompressedFrames.frames(false, CompressedFrames.deflate(noise(9)), 99).forEach(this::send);

        assertThat(faults).containsExactly(Fault.BROKEN);
    }

    @Test
    void refusesReservedBitsWhereNoneMayBe() {
        var frames = CompressedFrames.frames(false, CompressedFrames.deflate(noise(300)), 100);
        send(frames.getFirst());
        send(new ContinuationWebSocketFrame(true, 4, Unpooled.wrappedBuffer(new byte[3])));
        assertThat(faults).containsExactly(Fault.BROKEN);

        channel = channel(true);
        send(new BinaryWebSocketFrame(true, 2, Unpooled.wrappedBuffer(new byte[3])));
        assertThat(faults).containsExactly(Fault.BROKEN, Fault.BROKEN);
    }

    @Test
    void takesAMessageThatSaysItselfThatItEnds() {
        // A last block (BFINAL), stored, of two bytes: RFC 7692 §7.2.3.4 allows it.
        byte[] compressed = {1, 2, 0, -3, -1, 'h', 'i'};
        send(new BinaryWebSocketFrame(true, 4, Unpooled.wrappedBuffer(compressed)));

        assertThat(read()).isEqualTo(new byte[] {'h', 'i'});
    }
}
