package media.sluice.node.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import media.sluice.node.net.BoundSocket;
import org.junit.jupiter.api.Test;

final class WorkerPortsTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void givesReturningSessionThePortItHasNotUsedForLongest() throws IOException {
        WorkerPorts ports = ports(4);
        var used = new ArrayList<Integer>();
        for (int i = 0; i < 12; i++) {
            used.add(ports.choose("s", i * SECOND));
            ports.choose("other", i * SECOND);
        }

        assertThat(used.subList(0, 4)).doesNotHaveDuplicates();
        assertThat(used.subList(4, 8)).isEqualTo(used.subList(0, 4));
        assertThat(used.subList(8, 12)).isEqualTo(used.subList(0, 4));
    }

    @Test
    void saysHowLongTheBestPortWasIdle() throws IOException {
        WorkerPorts ports = ports(2);
        ports.choose("s", 0);

        assertThat(ports.idleNanos("s", 5 * SECOND)).isEqualTo(Long.MAX_VALUE);
        ports.choose("s", 2 * SECOND);
        assertThat(ports.idleNanos("s", 5 * SECOND)).isEqualTo(5 * SECOND);
        assertThat(ports.idleNanos("other", 5 * SECOND)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void fallsBackToThePortUnusedForLongest() throws IOException {
        WorkerPorts ports = ports(2);
        int first = ports.choose("s", 0);
        int second = ports.choose("s", SECOND);

        assertThat(second).isNotEqualTo(first);
        assertThat(ports.choose("s", 2 * SECOND)).isEqualTo(first);
    }

    @Test
    void remembersThePortUntilTheSessionLeftIt() throws IOException {
        WorkerPorts ports = ports(2);
        int port = ports.choose("s", 0);
        ports.note("s", port, 60 * SECOND);

        assertThat(ports.choose("s", 80 * SECOND)).isNotEqualTo(port);
    }

    @Test
    void aPortToWhichNobodyCameIsTheNextChoiceAgain() throws IOException {
        WorkerPorts ports = ports(2);
        int first = ports.choose("s", 0);
        int second = ports.choose("s", SECOND);
        assertThat(ports.choose("s", 40 * SECOND)).isEqualTo(first);
        ports.note("s", first, 42 * SECOND);
        ports.giveBack("s", first);

        assertThat(ports.idleNanos("s", 42 * SECOND)).isEqualTo(42 * SECOND);
        assertThat(ports.choose("s", 43 * SECOND)).isEqualTo(first).isNotEqualTo(second);
    }

    @Test
    void aPortGivenBackAtTheFirstTryCountsAsNeverUsed() throws IOException {
        WorkerPorts ports = ports(2);
        int first = ports.choose("s", 0);
        ports.giveBack("s", first);
        ports.giveBack("stranger", first);

        assertThat(ports.choose("s", SECOND)).isNotEqualTo(first);
        assertThat(ports.idleNanos("s", SECOND)).isEqualTo(Long.MAX_VALUE);
        assertThat(ports.choose("s", 2 * SECOND)).isEqualTo(first);
    }

    @Test
    void forgetsSessionsThatNoClientRemembers() throws IOException {
        WorkerPorts ports = ports(2);
        for (int i = 0; i < 1_000; i++) {
            ports.choose("session-" + i, i * SECOND);
            ports.choose("session-" + i, (i + 1) * SECOND);
        }

        assertThat(ports.remembered()).isBetween(35, 120);
        assertThat(ports.idleNanos("session-990", 1_000 * SECOND)).isEqualTo(10 * SECOND);
    }

    @Test
    void oneThatStaysForLongDoesNotKeepTheOthers() throws IOException {
        WorkerPorts ports = ports(2);
        for (int i = 0; i < 1_000; i++) {
            ports.note("stays", 0, i * SECOND);
            ports.choose("session-" + i, i * SECOND);
        }

        assertThat(ports.remembered()).isLessThan(120);
    }

    private static WorkerPorts ports(int count) throws IOException {
        var sockets = new ArrayList<BoundSocket>();
        InetAddress any = InetAddress.ofLiteral("0.0.0.0");
        for (int i = 0; i < count; i++) {
            try (DatagramChannel unused = DatagramChannel.open()) {
                sockets.add(new BoundSocket(unused, any, 9_000 + i));
            }
        }
        return new WorkerPorts(sockets, List.of(InetAddress.ofLiteral("192.0.2.1")));
    }
}
