package media.sluice.node.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import media.sluice.node.fault.RequestException;
import org.junit.jupiter.api.Test;

final class WorkerMailboxTest {

    private final AtomicInteger wakes = new AtomicInteger();
    private final WorkerMailbox mailbox = new WorkerMailbox(wakes::incrementAndGet);

    @Test
    void wakesTheWorkerOnlyWhenItSleeps() {
        var _ = mailbox.openRooms();
        assertThat(wakes).hasValue(0);

        assertThat(mailbox.fallAsleep()).as("there is work").isFalse();
    }

    @Test
    void wakesASleeperOnce() {
        assertThat(mailbox.fallAsleep()).isTrue();

        mailbox.handshakeProgressed();
        mailbox.handshakeProgressed();

        assertThat(wakes).hasValue(1);
        assertThat(mailbox.takeHandshakeNews()).isTrue();
        assertThat(mailbox.takeHandshakeNews()).isFalse();
    }

    @Test
    void refusesWhenFull() {
        for (int i = 0; i < WorkerMailbox.CAPACITY; i++) {
            var _ = mailbox.openRooms();
        }

        assertThatThrownBy(() -> mailbox.openRooms().join())
                .hasCauseInstanceOf(RequestException.class);
    }
}
