package media.sluice.core.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyframeRequesterTest {

    private static final long MILLI = 1_000_000L;

    private final KeyframeRequester requester = KeyframeRequester.ofLayer(0);

    @Test
    void mergesRequestsAndKeepsTheInterval() {
        requester.request(0);
        requester.request(0);
        assertThat(requester.poll(0)).isTrue();
        assertThat(requester.poll(0)).isFalse();

        requester.request(100 * MILLI);
        requester.request(200 * MILLI);
        assertThat(requester.nextDeadlineNanos()).isEqualTo(500 * MILLI);
        assertThat(requester.poll(499 * MILLI)).isFalse();
        assertThat(requester.poll(500 * MILLI)).isTrue();
        assertThat(requester.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(requester.sent()).isEqualTo(2);
        assertThat(requester.requested()).isEqualTo(4);
    }

    @Test
    void upperLayersWaitASecond() {
        var upper = KeyframeRequester.ofLayer(2);
        upper.request(0);
        upper.poll(0);
        upper.request(1);

        assertThat(upper.nextDeadlineNanos()).isEqualTo(1000 * MILLI);
    }

    @Test
    void newSubscriberIsNeverThrottled() {
        requester.request(0);
        requester.poll(0);
        requester.request(MILLI);

        requester.requestNow(2 * MILLI);

        assertThat(requester.poll(2 * MILLI)).isTrue();
        assertThat(requester.poll(1000 * MILLI)).isFalse();
    }

    @Test
    void keyframeSatisfiesWhoWaits() {
        requester.request(0);
        requester.poll(0);
        requester.request(MILLI);
        requester.onKeyframe();

        assertThat(requester.poll(1000 * MILLI)).isFalse();
    }

    @Test
    void everyFirHasItsOwnNumber() {
        for (int i = 0; i < 300; i++) {
            requester.requestNow(i);
            requester.poll(i);
            assertThat(requester.commandSequence()).isEqualTo((i + 1) & 0xFF);
        }
    }

    @Test
    void waitRepeatsWithTheRoundTrip() {
        var wait = new KeyframeWait();
        assertThat(wait.poll(requester, 0, 0)).isFalse();
        wait.start(0);
        assertThat(wait.poll(requester, 150 * MILLI, 0)).isTrue();
        assertThat(wait.nextDeadlineNanos()).isEqualTo(300 * MILLI);
        wait.start(10 * MILLI);
        assertThat(wait.nextDeadlineNanos()).isEqualTo(300 * MILLI);
        wait.poll(requester, MILLI, 300 * MILLI);
        assertThat(wait.nextDeadlineNanos()).isEqualTo(500 * MILLI);
        wait.poll(requester, 5_000 * MILLI, 500 * MILLI);
        assertThat(wait.nextDeadlineNanos()).isEqualTo(1500 * MILLI);
        assertThat(wait.waitedNanos(700 * MILLI)).isEqualTo(700 * MILLI);

        wait.stop();
        assertThat(wait.isWaiting()).isFalse();
        assertThat(wait.poll(requester, 0, 5_000 * MILLI)).isFalse();
    }

    @Test
    void repeatsOfAWaitGoThroughTheThrottle() {
        var wait = new KeyframeWait();
        wait.start(0);
        wait.poll(requester, 0, 0);
        requester.poll(0);

        wait.poll(requester, 0, 200 * MILLI);

        assertThat(requester.poll(200 * MILLI)).isFalse();
        assertThat(requester.poll(500 * MILLI)).isTrue();
    }
}
