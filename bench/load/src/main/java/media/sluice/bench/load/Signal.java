package media.sluice.bench.load;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import livekit.LivekitRtc.SignalRequest;
import livekit.LivekitRtc.SignalResponse;
import org.jspecify.annotations.Nullable;

/**
 * A client's signaling socket (LiveKit's protocol, binary frames). Requests may come from any
 * thread and leave in order; responses are handed over one at a time.
 */
final class Signal implements WebSocket.Listener, AutoCloseable {
    private final Consumer<SignalResponse> onResponse;
    private final Consumer<String> onEnd;
    private final ExecutorService writer =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();

    Signal(Consumer<SignalResponse> onResponse, Consumer<String> onEnd) {
        this.onResponse = onResponse;
        this.onEnd = onEnd;
    }

    /** Joins: {@code url} is the server's, {@code ws://host:port}. */
    void open(HttpClient http, String url, String token) {
        URI address =
                URI.create(
                        url
                                + "/rtc?auto_subscribe=1&protocol=15&sdk=go&version=2.4.0&access_token="
                                + token);
        var _ =
                http.newWebSocketBuilder()
                        .buildAsync(address, this)
                        .whenComplete((opened, failure) -> {
                            if (failure != null) {
                                onEnd.accept("cannot join at " + url + ": " + failure);
                                socket.completeExceptionally(failure);
                            } else {
                                socket.complete(opened);
                            }
                        });
    }

    void send(SignalRequest request) {
        ByteBuffer bytes = ByteBuffer.wrap(request.toByteArray());
        try {
            writer.execute(() -> socket.join().sendBinary(bytes, true).join());
        } catch (RejectedExecutionException e) {
            onEnd.accept("a request after the end");
        }
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean isLast) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        partial.writeBytes(bytes);
        if (isLast) {
            byte[] message = partial.toByteArray();
            partial.reset();
            try {
                onResponse.accept(SignalResponse.parseFrom(message));
            } catch (InvalidProtocolBufferException e) {
                onEnd.accept("a response that cannot be read: " + e.getMessage());
            }
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        onEnd.accept("closed by the server: " + status + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        onEnd.accept("signaling failed: " + error);
    }

    @Override
    public void close() {
        writer.shutdownNow();
        WebSocket opened = socket.getNow(null);
        if (opened != null) {
            opened.abort();
        }
    }
}
