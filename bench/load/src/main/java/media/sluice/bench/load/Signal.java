package media.sluice.bench.load;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import livekit.LivekitRtc.SignalRequest;
import livekit.LivekitRtc.SignalResponse;

/**
 * A client's signaling socket (LiveKit's protocol, binary frames). Requests may come from any
 * thread and leave in order; responses are handed over one at a time.
 */
final class Signal implements AutoCloseable {
    private final Consumer<SignalResponse> onResponse;
    private final Consumer<String> onEnd;
    private final ExecutorService writer =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
    private final CompletableFuture<WebSocketClient> socket = new CompletableFuture<>();

    Signal(Consumer<SignalResponse> onResponse, Consumer<String> onEnd) {
        this.onResponse = onResponse;
        this.onEnd = onEnd;
    }

    /** Joins: {@code url} is the server's, {@code ws://host:port}. */
    void open(String url, String token) {
        URI address =
                URI.create(
                        url
                                + "/rtc?auto_subscribe=1&protocol=15&sdk=go&version=2.4.0&access_token="
                                + token);
        Thread.ofVirtual().start(() -> run(address));
    }

    /** Connects, and reads until the end. */
    private void run(URI address) {
        try (WebSocketClient opened = WebSocketClient.open(address)) {
            if (!socket.complete(opened)) {
                return; // Closed meanwhile.
            }
            while (true) {
                onResponse.accept(SignalResponse.parseFrom(opened.receive()));
            }
        } catch (InvalidProtocolBufferException e) {
            onEnd.accept("a response that cannot be read: " + e.getMessage());
        } catch (IOException e) {
            onEnd.accept("signaling: " + e.getMessage());
            socket.completeExceptionally(e);
        }
    }

    void send(SignalRequest request) {
        byte[] bytes = request.toByteArray();
        try {
            writer.execute(() -> write(bytes));
        } catch (RejectedExecutionException e) {
            onEnd.accept("a request after the end");
        }
    }

    private void write(byte[] bytes) {
        try {
            socket.join().send(bytes);
        } catch (CompletionException | IOException e) {
            onEnd.accept("cannot send: " + e);
        }
    }

    @Override
    public void close() {
        writer.shutdownNow();
        if (!socket.completeExceptionally(new IOException("closed"))) {
            WebSocketClient opened = socket.isCompletedExceptionally() ? null : socket.getNow(null);
            if (opened != null) {
                opened.close();
            }
        }
    }
}
