package media.sluice.coordinator.app;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;
import media.sluice.coordinator.signaling.livekit.SignalRoutes;

/** Limits of the HTTP server that clients of the signal protocol need. */
@Singleton
public final class HttpLimits implements HttpServerOptionsCustomizer {
    /**
     * The request to join travels in the address, with token, tracks and offer: 2 to 16 kB, seldom
     * more.
     */
    private static final int MAX_REQUEST_LINE_BYTES = 1 << 20;

    private static final int MAX_HEADER_BYTES = 64 << 10;

    /** Options of a server with these limits. */
    static HttpServerOptions options() {
        var options = new HttpServerOptions();
        new HttpLimits().customizeHttpServer(options);
        return options;
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxWebSocketFrameSize(SignalRoutes.MAX_MESSAGE_BYTES)
                .setMaxWebSocketMessageSize(SignalRoutes.MAX_MESSAGE_BYTES)
                // Frames may say that they are compressed; MessageInflater reads them.
                .setPerMessageWebSocketCompressionSupported(true)
                .setPerFrameWebSocketCompressionSupported(false);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        customizeHttpServer(options);
    }
}
