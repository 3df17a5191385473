package media.sluice.coordinator.signaling.livekit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Takes compressed messages (permessage-deflate, RFC 7692) out of a connection's frames and passes
 * them on whole, as if they had come uncompressed. Inflates as the frames come, and no further than
 * the limit: a kilobyte of a client's must not become a gigabyte of ours. Holds nothing between
 * messages. Belongs to its connection's event loop.
 */
final class MessageInflater extends ChannelInboundHandlerAdapter {

    /** Why no more messages are read. */
    enum Fault {
        /** The compressed message is longer than the limit. */
        LONG_ON_THE_WIRE,
        /** The message is longer than the limit once it is inflated. */
        LONG_INFLATED,
        /** What was sent is not compressed data, or compression was not agreed on. */
        BROKEN
    }

    private static final int RESERVED_1 = 4;
    private static final int LEAST_BUFFER = 512;

    /** What a sender leaves out at the end of each message (RFC 7692 §7.2.2). */
    private static final byte[] TAIL = {0, 0, -1, -1};

    private final boolean isAgreed;
    private final int limitBytes;
    private Consumer<Fault> onFault = _ -> {};
    private boolean isEnded;

    /** Of the compressed message that is under way. */
    private @Nullable Inflater inflater;

    private byte[] inflated = {};
    private int length;
    private int wireLength;
    private boolean isText;

    /** With a limit for each message, on the wire and inflated. */
    MessageInflater(boolean isAgreed, int limitBytes) {
        this.isAgreed = isAgreed;
        this.limitBytes = limitBytes;
    }

    /** From now on, on this connection; call on its event loop, before the upgrade. */
    void on(HttpConnection connection) {
        // Vert.x adds its own only for servers that have nothing but WebSockets.
        if (connection instanceof ConnectionBase base) {
            var context = base.channelHandlerContext();
            context.pipeline().addBefore(context.name(), "message-inflater", this);
        }
    }

    /** Who is told, once, that no more is read; the connection is theirs to close. */
    void onFault(Consumer<Fault> told) {
        onFault = told;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof WebSocketFrame frame) || !isData(frame)) {
            context.fireChannelRead(message);
        } else if (isEnded) {
            ReferenceCountUtil.release(frame);
        } else if (frame.rsv() == 0 && inflater == null) {
            context.fireChannelRead(frame);
        } else {
            readCompressed(context, frame);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        forget();
    }

    private static boolean isData(WebSocketFrame frame) {
        return frame instanceof TextWebSocketFrame
                || frame instanceof BinaryWebSocketFrame
                || frame instanceof ContinuationWebSocketFrame;
    }

    private void readCompressed(ChannelHandlerContext context, WebSocketFrame frame) {
        Fault fault;
        try {
            fault = read(frame);
        } catch (DataFormatException bad) {
            fault = Fault.BROKEN;
        } finally {
            frame.release();
        }
        if (fault != null) {
            isEnded = true;
            forget();
            onFault.accept(fault);
        } else if (frame.isFinalFragment()) {
            ByteBuf content = Unpooled.wrappedBuffer(inflated, 0, length);
            boolean wasText = isText;
            forget();
            context.fireChannelRead(
                    wasText ? new TextWebSocketFrame(content) : new BinaryWebSocketFrame(content));
        }
    }

    private @Nullable Fault read(WebSocketFrame frame) throws DataFormatException {
        boolean isFirst = inflater == null;
        boolean isContinuation = frame instanceof ContinuationWebSocketFrame;
        // The bit is set on the first frame of a message and on no other (RFC 7692 §6).
        if (!isAgreed || isFirst == isContinuation || frame.rsv() != (isFirst ? RESERVED_1 : 0)) {
            return Fault.BROKEN;
        }
        if (isFirst) {
            begin(frame);
        }
        int arrived = frame.content().readableBytes();
        if (arrived > limitBytes - wireLength) {
            return Fault.LONG_ON_THE_WIRE;
        }
        wireLength += arrived;
        boolean fits =
                inflate(frame.content().nioBuffer())
                        && (!frame.isFinalFragment() || inflate(ByteBuffer.wrap(TAIL)));
        return fits ? null : Fault.LONG_INFLATED;
    }

    private void begin(WebSocketFrame frame) {
        inflater = new Inflater(true);
        isText = frame instanceof TextWebSocketFrame;
        length = 0;
        wireLength = 0;
        int expected = Math.max(LEAST_BUFFER, 4 * frame.content().readableBytes());
        inflated = new byte[Math.min(limitBytes, expected)];
    }

    /** False when there is more than fits the limit. */
    private boolean inflate(ByteBuffer compressed) throws DataFormatException {
        var stream = inflater;
        if (stream == null) {
            return true;
        }
        stream.setInput(compressed);
        while (!stream.finished()) {
            if (length == inflated.length && length < limitBytes) {
                int doubled = Math.min(limitBytes, 2 * length);
                inflated = Arrays.copyOf(inflated, doubled);
            }
            int more = stream.inflate(inflated, length, inflated.length - length);
            length += more;
            if (more == 0) {
                // At the limit only another byte tells whether there is one.
                return length < limitBytes || stream.inflate(new byte[1]) == 0;
            }
        }
        return true;
    }

    private void forget() {
        if (inflater != null) {
            inflater.end();
            inflater = null;
        }
        inflated = new byte[0];
    }
}
