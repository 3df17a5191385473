package media.sluice.coordinator.signaling.livekit;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPOutputStream;
import livekit.LivekitModels;
import livekit.LivekitRtc;
import media.sluice.coordinator.access.Claims;
import media.sluice.coordinator.access.TokenCodec;
import org.jspecify.annotations.Nullable;

/** A participant of a rehearsal: signals as a browser does, and never sends media. Blocks. */
public final class RehearsedClient {
    private static final long PATIENCE_SECONDS = 5;
    private static final int PROTOCOL = 16;
    private static final String OFFER = read("/rehearsal/offer.sdp");

    /** Browsers compress what they send. */
    private static final WebSocketClientOptions LIKE_BROWSERS =
            new WebSocketClientOptions()
                    .setTryUsePerMessageCompression(true)
                    .setCompressionAllowClientNoContext(true)
                    .setCompressionRequestServerNoContext(true);

    private final Vertx vertx;
    private final TokenCodec tokens;
    private final String room;
    private final String identity;
    private final BlockingQueue<LivekitRtc.SignalResponse> answers = new LinkedBlockingQueue<>();
    private @Nullable WebSocketClient client;
    private @Nullable WebSocket socket;

    /** Somebody who has not joined yet. */
    public RehearsedClient(Vertx vertx, TokenCodec tokens, String room, String identity) {
        this.vertx = vertx;
        this.tokens = tokens;
        this.room = room;
        this.identity = identity;
    }

    /** Joins with camera and microphone, and offers once more as after a subscription. */
    public void join(int port) throws InterruptedException, ExecutionException, TimeoutException {
        var opened = vertx.createWebSocketClient(LIKE_BROWSERS);
        client = opened;
        var joining = opened.webSocket();
        joining.binaryMessageHandler(frame -> answers.add(read(frame)));
        socket = await(joining.connect(port, "127.0.0.1", address()));
        awaitAnswer();
        send(LivekitRtc.SignalRequest.newBuilder().setOffer(offer(2)).build());
        awaitAnswer();
    }

    /**
     * Leaves, and does not wait for the connection to close: the server takes its time for that.
     */
    public void leave() {
        send(
                LivekitRtc.SignalRequest.newBuilder()
                        .setLeave(LivekitRtc.LeaveRequest.getDefaultInstance())
                        .build());
        if (client != null) {
            var _ = client.close();
        }
    }

    /** Waits for something of Vert.x. */
    public static <T> T await(Future<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.toCompletionStage()
                .toCompletableFuture()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void send(LivekitRtc.SignalRequest request) {
        if (socket != null) {
            var _ = socket.writeBinaryMessage(Buffer.buffer(request.toByteArray()));
        }
    }

    private void awaitAnswer() throws InterruptedException, TimeoutException {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            var next = answers.poll(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new TimeoutException("no answer to an offer");
            }
            if (next.hasAnswer()) {
                return;
            }
        }
    }

    private String address() {
        var request =
                LivekitRtc.JoinRequest.newBuilder()
                        .setClientInfo(
                                LivekitModels.ClientInfo.newBuilder()
                                        .setSdk(LivekitModels.ClientInfo.SDK.JS)
                                        .setProtocol(PROTOCOL))
                        .setConnectionSettings(
                                LivekitRtc.ConnectionSettings.newBuilder().setAutoSubscribe(true))
                        .addAddTrackRequests(
                                track(
                                        LivekitModels.TrackType.AUDIO,
                                        LivekitModels.TrackSource.MICROPHONE))
                        .addAddTrackRequests(
                                track(
                                        LivekitModels.TrackType.VIDEO,
                                        LivekitModels.TrackSource.CAMERA))
                        .setPublisherOffer(offer(1))
                        .build();
        var wrapped =
                LivekitRtc.WrappedJoinRequest.newBuilder()
                        .setCompression(LivekitRtc.WrappedJoinRequest.Compression.GZIP)
                        .setJoinRequest(ByteString.copyFrom(zip(request.toByteArray())))
                        .build();
        var text = Base64.getUrlEncoder().encodeToString(wrapped.toByteArray());
        return "/rtc/v1?access_token="
                + tokens.write(claims())
                + "&join_request="
                + URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Claims claims() {
        var grant = Map.<String, Object>of("roomJoin", true, "room", room);
        long expiry = Instant.now().plusSeconds(60).getEpochSecond();
        return new Claims(room, identity, expiry, Map.of("video", grant));
    }

    private static LivekitRtc.AddTrackRequest track(
            LivekitModels.TrackType type, LivekitModels.TrackSource source) {
        var track =
                LivekitRtc.AddTrackRequest.newBuilder()
                        .setType(type)
                        .setSource(source)
                        .setCid("rehearsal-" + type.name().toLowerCase(Locale.ROOT));
        if (type == LivekitModels.TrackType.VIDEO) {
            track.setWidth(1280).setHeight(720);
            for (int i = 0; i < 3; i++) {
                track.addLayers(
                        LivekitModels.VideoLayer.newBuilder()
                                .setQualityValue(i)
                                .setWidth(320 << i)
                                .setHeight(180 << i)
                                .setBitrate(150_000 << i));
            }
        }
        return track.build();
    }

    private static LivekitRtc.SessionDescription offer(int id) {
        return LivekitRtc.SessionDescription.newBuilder()
                .setType("offer")
                .setSdp(OFFER)
                .setId(id)
                .build();
    }

    private static LivekitRtc.SignalResponse read(Buffer frame) {
        try {
            return LivekitRtc.SignalResponse.parseFrom(frame.getBytes());
        } catch (InvalidProtocolBufferException broken) {
            throw new IllegalStateException("a message of ours cannot be read", broken);
        }
    }

    private static byte[] zip(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var zipper = new GZIPOutputStream(out)) {
            zipper.write(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException("in memory", impossible);
        }
        return out.toByteArray();
    }

    private static String read(String resource) {
        try (InputStream in = RehearsedClient.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("missing in the build: " + resource);
            }
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.replace("\r\n", "\n").replace("\n", "\r\n");
        } catch (IOException fault) {
            throw new UncheckedIOException("cannot read " + resource, fault);
        }
    }
}
