package media.sluice.node.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import media.sluice.node.lifecycle.Lifecycle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three questions over HTTP in each phase of a node's life. */
final class HealthRoutesIT {

    private final Lifecycle lifecycle = new Lifecycle();
    private final AtomicBoolean turns = new AtomicBoolean(true);
    private final AtomicInteger sessions = new AtomicInteger(3);
    private final HttpClient client = HttpClient.newHttpClient();
    private final Vertx vertx = Vertx.vertx();
    private int port;

    @BeforeEach
    void listen() throws Exception {
        var router = Router.router(vertx);
        new HealthRoutes(lifecycle, turns::get, sessions::get).addTo(router);
        HttpServer server =
                vertx.createHttpServer()
                        .requestHandler(router)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
        port = server.actualPort();
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private HttpResponse<String> get(String question) throws IOException, InterruptedException {
        var uri = URI.create("http://127.0.0.1:" + port + "/health/" + question);
        return client.send(
                HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private void assertAnswers(int live, int ready, int draining)
            throws IOException, InterruptedException {
        assertThat(get("live").statusCode()).as("live").isEqualTo(live);
        assertThat(get("ready").statusCode()).as("ready").isEqualTo(ready);
        assertThat(get("draining").statusCode()).as("draining").isEqualTo(draining);
    }

    @Test
    void answersPhaseByPhase() throws Exception {
        assertAnswers(200, 503, 404);
        lifecycle.advance(Lifecycle.Phase.READY);
        assertAnswers(200, 200, 404);
        lifecycle.advance(Lifecycle.Phase.DRAINING);
        assertAnswers(200, 503, 200);
        lifecycle.advance(Lifecycle.Phase.READY);
        assertAnswers(200, 503, 200);
    }

    @Test
    void saysHowManySessionsAreLeftToDrain() throws Exception {
        lifecycle.advance(Lifecycle.Phase.DRAINING);
        sessions.set(2);

        var body = new JsonObject(get("draining").body());

        assertThat(body.getInteger("sessions")).isEqualTo(2);
        assertThat(body.getString("phase")).isEqualTo("DRAINING");
    }

    @Test
    void aStuckWorkerIsNeitherAliveNorReady() throws Exception {
        lifecycle.advance(Lifecycle.Phase.READY);
        turns.set(false);

        assertAnswers(503, 503, 404);
    }
}
