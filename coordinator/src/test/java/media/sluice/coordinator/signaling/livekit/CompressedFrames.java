package media.sluice.coordinator.signaling.livekit;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;

/** Messages as a client that compresses sends them (RFC 7692 §7.2.1). */
final class CompressedFrames {
    private static final int COMPRESSED = 4;

    private CompressedFrames() {}

    /** Compressed, without the four bytes that all messages would end with. */
    static byte[] deflate(byte[] message) {
        var deflater = new Deflater(Deflater.BEST_SPEED, true);
        deflater.setInput(message);
        var out = new ByteArrayOutputStream();
        byte[] room = new byte[8192];
        int length = deflater.deflate(room, 0, room.length, Deflater.SYNC_FLUSH);
        while (length > 0) {
            out.write(room, 0, length);
            length = deflater.deflate(room, 0, room.length, Deflater.SYNC_FLUSH);
        }
        deflater.end();
        byte[] all = out.toByteArray();
        return Arrays.copyOf(all, all.length - 4);
    }

    /** Compressed bytes in frames of some length. */
    static List<WebSocketFrame> frames(boolean isText, byte[] compressed, int each) {
        var frames = new ArrayList<WebSocketFrame>();
        for (int at = 0; at == 0 || at < compressed.length; at += each) {
            int end = Math.min(compressed.length, at + each);
            frames.add(frame(at == 0, isText, end == compressed.length, compressed, at, end));
        }
        return frames;
    }

    private static WebSocketFrame frame(
            boolean isFirst, boolean isText, boolean isLast, byte[] bytes, int from, int to) {
        var content = Unpooled.wrappedBuffer(Arrays.copyOfRange(bytes, from, to));
        if (!isFirst) {
            return new ContinuationWebSocketFrame(isLast, 0, content);
        }
        return isText
                ? new TextWebSocketFrame(isLast, COMPRESSED, content)
                : new BinaryWebSocketFrame(isLast, COMPRESSED, content);
    }
}
