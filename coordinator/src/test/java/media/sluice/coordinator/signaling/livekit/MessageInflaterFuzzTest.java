package media.sluice.coordinator.signaling.livekit;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Frames of any form, and offers of any form: nothing throws, nothing is longer than it may be. */
class MessageInflaterFuzzTest {
    private static final int LIMIT = 2_000;
    private static final String AGREED =
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
                    + "(; server_max_window_bits=([89]|1[0-5]))?";

    /** Each frame is a byte of flags, a byte of length, and its content; the first byte agrees. */
    @FuzzTest
    void frames(byte[] data) {
        var faults = new ArrayList<MessageInflater.Fault>();
        var sent = new ArrayList<WebSocketFrame>();
        var inflater = new MessageInflater(data.length > 0 && data[0] != 0, LIMIT);
        inflater.onFault(faults::add);
        var channel = new EmbeddedChannel(inflater);
        for (int at = 1; at + 2 <= data.length; ) {
            int length = Math.min(data[at + 1] & 0xFF, data.length - at - 2);
            var frame = frame(data[at], Arrays.copyOfRange(data, at + 2, at + 2 + length));
            sent.add(frame);
            channel.writeInbound(frame);
            at += 2 + length;
        }
        for (WebSocketFrame frame = channel.readInbound();
                frame != null;
                frame = channel.readInbound()) {
            check(frame.rsv() == 0, "a compressed frame came through");
            check(frame.content().readableBytes() <= LIMIT, "a message beyond the limit");
            frame.release();
        }
        channel.finishAndReleaseAll();
        check(faults.size() <= 1, "a connection that has ended ends again");
        check(sent.stream().allMatch(frame -> frame.refCnt() == 0), "a buffer leaks");
    }

    /** What is compressed and cut comes out as it was, or is too long. */
    @FuzzTest
    void messages(byte[] data) {
        int each = data.length == 0 ? 1 : 1 + (data[0] & 0x7F);
        byte[] message = repeated(data);
        var faults = new ArrayList<MessageInflater.Fault>();
        var inflater = new MessageInflater(true, LIMIT);
        inflater.onFault(faults::add);
        var channel = new EmbeddedChannel(inflater);
        byte[] compressed = CompressedFrames.deflate(message);
        CompressedFrames.frames(false, compressed, each).forEach(channel::writeInbound);
        WebSocketFrame read = channel.readInbound();
        boolean isShort = message.length <= LIMIT && compressed.length <= LIMIT;
        check((read != null) == isShort, "the limit is another one");
        check(faults.isEmpty() == isShort, "a fault for nothing, or none");
        if (read != null) {
            check(read.content().equals(Unpooled.wrappedBuffer(message)), "another message");
            read.release();
        }
    }

    /** Half of the inputs would never reach the limit as they are. */
    private static byte[] repeated(byte[] data) {
        int times = data.length < 2 ? 1 : 1 + (data[1] & 0x1F);
        byte[] message = new byte[times * data.length];
        for (int i = 0; i < times; i++) {
            System.arraycopy(data, 0, message, i * data.length, data.length);
        }
        return message;
    }

    @FuzzTest
    void offer(byte[] header) {
        var text = new String(header, StandardCharsets.UTF_8);
        var answer = DeflateOffer.answer(List.of(text.split("\n", -1)));
        check(
                answer.isEmpty() || answer.get().matches(AGREED),
                "an answer that agrees to something else");
    }

    private static WebSocketFrame frame(byte flags, byte[] bytes) {
        // Netty shares one buffer of nothing, which nobody can release.
        var content = Unpooled.buffer().writeBytes(bytes);
        boolean isLast = (flags & 0x80) != 0;
        int reserved = flags >>> 4 & 7;
        return switch (flags & 3) {
            case 0 -> new ContinuationWebSocketFrame(isLast, reserved, content);
            case 1 -> new TextWebSocketFrame(isLast, reserved, content);
            case 2 -> new BinaryWebSocketFrame(isLast, reserved, content);
            default -> new PingWebSocketFrame(content);
        };
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalStateException(message);
        }
    }
}
