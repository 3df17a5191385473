package media.sluice.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import media.sluice.coordinator.usecase.FakeNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RehearsalTest {
    private static final int JOINS = 3;

    private final Vertx vertx = Vertx.vertx();
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    private final FakeNode node = new FakeNode();

    @AfterEach
    void stop() {
        timers.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void playsJoinsWithTracksAndSubscriptionsAndLeavesNothing() throws Exception {
        var rehearsal = new Rehearsal(vertx, node, timers, Runnable::run, JOINS);

        assertThat(rehearsal.rehearse(Duration.ofMinutes(1).toNanos())).isEqualTo(JOINS);

        // On a crowded machine a join may time out and be tried once more.
        assertThat(count("createSession")).isGreaterThanOrEqualTo(JOINS);
        assertThat(count("createProducer"))
                .as("sound and picture of each")
                .isGreaterThanOrEqualTo(2 * JOINS);
        assertThat(count("createConsumer")).as("of who came before").isGreaterThanOrEqualTo(2);
        assertThat(count("closeRoom")).isEqualTo(count("createRoom"));
    }

    private int count(String call) {
        return Collections.frequency(node.calls, call);
    }
}
