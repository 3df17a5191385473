package media.sluice.coordinator.signaling.livekit;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import livekit.LivekitRtc;
import livekit.LivekitRtc.SignalRequest;
import livekit.LivekitRtc.SignalResponse;
import media.sluice.coordinator.port.ClientSignal;
import media.sluice.coordinator.port.Counter;
import media.sluice.coordinator.port.Counters;
import media.sluice.coordinator.port.ServerMessage;
import media.sluice.coordinator.usecase.SignalLine;
import org.jspecify.annotations.Nullable;

/**
 * One client's WebSocket. Reads on the event loop of its connection; {@link #send} and {@link
 * #close} are safe from any thread. Pings are answered here: they show that the connection lives,
 * not that the room does.
 */
final class SignalSocket implements ClientSignal {
    static final short CLOSE_NORMAL = 1000;
    static final short CLOSE_TOO_BIG = 1009;

    /** Keeps idle connections open through proxies, milliseconds. */
    private static final long PING_MILLIS = 10_000;

    /** After the last message the client gets that long to close by itself, milliseconds. */
    private static final long LINGER_MILLIS = 250;

    /**
     * LiveKit's SDK for Go begins to read before it has set the offer that came with its request to
     * join, and fails on an answer that is faster than that: it gets this much time, milliseconds.
     */
    private static final long GO_START_MILLIS = 200;

    private static final int MAX_BAD_FRAMES = 100;

    private final Vertx vertx;
    private final ServerWebSocket socket;
    private final Outgoing outgoing;
    private final InstantSource clock;
    private final Counters counters;
    private @Nullable SignalLine line;

    /** The client sent text: it is answered in JSON. */
    private volatile boolean isText;

    private int badFrames;
    private boolean isRefused;

    /** What waits until the client has had its time; guarded by this. */
    private @Nullable List<SignalResponse> held;

    SignalSocket(
            Vertx vertx,
            ServerWebSocket socket,
            Outgoing outgoing,
            InstantSource clock,
            Counters counters) {
        this.vertx = vertx;
        this.socket = socket;
        this.outgoing = outgoing;
        this.clock = clock;
        this.counters = counters;
    }

    /** Connects the socket with a session; call on the connection's event loop. */
    void open(SignalLine opened) {
        line = opened;
        socket.binaryMessageHandler(this::onBinary);
        socket.textMessageHandler(this::onText);
        socket.exceptionHandler(this::onException);
        long pings = vertx.setPeriodic(PING_MILLIS, _ -> socket.writePing(Buffer.buffer()));
        socket.closeHandler(_ -> {
            vertx.cancelTimer(pings);
            opened.closed();
        });
        opened.attach(this);
    }

    /** Sends the only message there will be. */
    void sendAway(ServerMessage.Leave leave) {
        send(leave);
        close();
    }

    @Override
    public void send(ServerMessage message) {
        write(outgoing.write(message));
        if (message instanceof ServerMessage.Joined joined && needsTime(joined)) {
            hold();
        }
    }

    private static boolean needsTime(ServerMessage.Joined joined) {
        return !joined.isSubscriberPrimary() && joined.self().client().isBuiltOnPion();
    }

    private synchronized void hold() {
        held = new ArrayList<>();
        vertx.setTimer(GO_START_MILLIS, _ -> release());
    }

    private synchronized void release() {
        var waiting = held == null ? List.<SignalResponse>of() : held;
        held = null;
        waiting.forEach(this::write);
    }

    @Override
    public void close() {
        vertx.setTimer(LINGER_MILLIS, _ -> closeNow(CLOSE_NORMAL));
    }

    private void closeNow(short code) {
        if (!socket.isClosed()) {
            socket.close(code);
        }
    }

    private synchronized void write(SignalResponse response) {
        if (socket.isClosed()) {
            return;
        }
        if (held != null) {
            held.add(response);
        } else if (isText) {
            socket.writeTextMessage(json(response));
        } else {
            socket.writeBinaryMessage(Buffer.buffer(response.toByteArray()));
        }
    }

    private void onBinary(Buffer frame) {
        try {
            receive(SignalFrames.read(frame.getBytes()));
        } catch (InvalidProtocolBufferException _) {
            onBadFrame();
        }
    }

    private void onText(String frame) {
        isText = true;
        try {
            receive(SignalFrames.read(frame));
        } catch (InvalidProtocolBufferException _) {
            onBadFrame();
        }
    }

    private void receive(SignalRequest request) {
        switch (request.getMessageCase()) {
            case PING -> write(SignalResponse.newBuilder().setPong(clock.millis()).build());
            case PING_REQ ->
                    write(
                            SignalResponse.newBuilder()
                                    .setPongResp(
                                            LivekitRtc.Pong.newBuilder()
                                                    .setLastPingTimestamp(
                                                            request.getPingReq().getTimestamp())
                                                    .setTimestamp(clock.millis()))
                                    .build());
            default -> {
                if (line != null) {
                    Incoming.read(request).ifPresent(line::receive);
                }
            }
        }
    }

    /**
     * Frames of a later version may not be readable here; a client that sends nothing else is
     * broken.
     */
    private void onBadFrame() {
        counters.add(Counter.BAD_FRAMES);
        if (++badFrames >= MAX_BAD_FRAMES) {
            closeNow(CLOSE_NORMAL);
        }
    }

    /** What the HTTP server says of a frame that it refuses, or of a broken connection. */
    private void onException(Throwable fault) {
        if (fault instanceof CorruptedWebSocketFrameException corrupted
                && corrupted.closeStatus().code() != CLOSE_TOO_BIG) {
            refuse(Counter.BAD_FRAMES, (short) corrupted.closeStatus().code());
        } else if (fault instanceof CorruptedWebSocketFrameException
                || fault instanceof IllegalStateException) {
            // One frame is too long, or all frames of a message together.
            refuse(Counter.OVERSIZED_MESSAGES, CLOSE_TOO_BIG);
        } else {
            // The connection broke, or ended without a word.
            closeNow(CLOSE_NORMAL);
        }
    }

    /** A compressed message could not be read; call on the connection's event loop. */
    void onFault(MessageInflater.Fault fault) {
        switch (fault) {
            case LONG_ON_THE_WIRE -> refuse(Counter.OVERSIZED_MESSAGES, CLOSE_TOO_BIG);
            // Clients know 1009 of what they sent, not of what it becomes.
            case LONG_INFLATED -> refuse(Counter.OVERSIZED_MESSAGES, CLOSE_NORMAL);
            case BROKEN -> refuse(Counter.BAD_FRAMES, CLOSE_NORMAL);
        }
    }

    /** The rest of a message that was refused is refused piece by piece: one message, one count. */
    private void refuse(Counter counter, short code) {
        if (!isRefused) {
            isRefused = true;
            counters.add(counter);
            closeNow(code);
        }
    }

    private static String json(SignalResponse response) {
        try {
            return JsonFormat.printer().omittingInsignificantWhitespace().print(response);
        } catch (InvalidProtocolBufferException bad) {
            throw new IllegalStateException("a message of ours has no JSON form", bad);
        }
    }
}
