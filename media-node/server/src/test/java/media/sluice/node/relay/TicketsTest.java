package media.sluice.node.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import media.sluice.node.fault.ErrorCode;
import media.sluice.node.fault.RequestException;
import org.junit.jupiter.api.Test;

final class TicketsTest {

    private final AtomicLong clock = new AtomicLong();
    private final Tickets tickets = new Tickets(clock::get);
    private final Ticket ticket = new Ticket("room", "session");

    @Test
    void redeemsOnce() {
        String name = tickets.issue(ticket);

        assertThat(name.length()).isBetween(22, 128);
        assertThat(tickets.redeem(name)).isEqualTo(ticket);
        assertRefused(name);
    }

    @Test
    void refusesAfterTenSeconds() {
        String name = tickets.issue(ticket);
        clock.set(Tickets.VALIDITY.toNanos() + 1);

        assertRefused(name);
    }

    private void assertRefused(String name) {
        assertThatThrownBy(() -> tickets.redeem(name))
                .isInstanceOfSatisfying(
                        RequestException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_TICKET));
    }
}
