package media.sluice.node.net.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import media.sluice.node.net.ffm.ThreadSlice.Outcome;
import org.junit.jupiter.api.Test;

class ThreadSliceTest {

    private static final long SLICE_NANOS = 200_000;

    private static final int PRIORITY = 18;
    private static final int NICE = 19;
    private static final int POLICY = 41;

    /** A fresh thread for each test: what one is given must not stay on the test runner's. */
    private static <T> T onThread(Asking<T> asking) throws Exception {
        var task = new FutureTask<>(asking::ask);
        Thread.ofPlatform().start(task).join();
        return task.get();
    }

    private interface Asking<T> {
        T ask() throws Exception;
    }

    @Test
    void givesTheThreadItsSliceWhereTheKernelKnowsSlices() throws Exception {
        var outcome = onThread(() -> ThreadSlice.request(SLICE_NANOS));

        assertThat(outcome).isEqualTo(expected());
    }

    @Test
    void keepsPolicyAndPriority() throws Exception {
        String before = onThread(ThreadSliceTest::policyAndPriority);

        String after =
                onThread(() -> {
                    ThreadSlice.request(SLICE_NANOS);
                    return policyAndPriority();
                });

        assertThat(after).isEqualTo(before);
    }

    @Test
    void refusesWhatLinuxDoesNotGive() {
        assertThatThrownBy(() -> ThreadSlice.request(99_999))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ThreadSlice.request(100_000_001))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Outcome expected() throws Exception {
        if (!isLinux()) {
            return Outcome.UNKNOWN_SYSTEM;
        }
        // 5 is SCHED_IDLE, as under `chrt -i 0`.
        boolean isIdle = onThread(() -> stat(POLICY)).equals("5");
        return isIdle ? Outcome.OTHER_POLICY : knowsSlices() ? Outcome.SET : Outcome.IGNORED;
    }

    private static boolean isLinux() {
        return System.getProperty("os.name").equals("Linux");
    }

    /** From 6.12 on. */
    private static boolean knowsSlices() {
        String[] release = System.getProperty("os.version").split("[.-]");
        int major = Integer.parseInt(release[0]);
        return major > 6 || major == 6 && Integer.parseInt(release[1]) >= 12;
    }

    private static String policyAndPriority() throws IOException {
        return isLinux() ? stat(POLICY) + " " + stat(PRIORITY) + " " + stat(NICE) : "";
    }

    /** A field of proc_pid_stat(5). */
    private static String stat(int field) throws IOException {
        String line = Files.readString(Path.of("/proc/thread-self/stat"));
        // The second field is a name in parentheses that may hold spaces.
        return line.substring(line.lastIndexOf(')') + 2).split(" ")[field - 3];
    }
}
