package media.sluice.bench.load;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * People come at a steady rate, fill one room after the other, stay and leave. A join takes from
 * the first byte of the WebSocket's request until both connections are up (ICE and DTLS).
 */
final class JoinRate {
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long GOODBYE_MILLIS = 300;

    private final People people;
    private final int roomSize;
    private final List<Long> serverPids;
    private final List<Long> joinNanos = Collections.synchronizedList(new ArrayList<>());
    private final List<Long> firstPacketNanos = Collections.synchronizedList(new ArrayList<>());
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());

    JoinRate(People people, int roomSize, List<Long> serverPids) {
        this.people = people;
        this.roomSize = roomSize;
        this.serverPids = serverPids;
    }

    /** {@code perSecond} joins for so long; {@code firstRoom}: rooms of this number on are new. */
    Figures run(int perSecond, int seconds, int stayMillis, int firstRoom) {
        int count = perSecond * seconds;
        people.loop()
                .ask(() -> {
                    people.tally().clear();
                    return true;
                });
        ProcessCpu server = ProcessCpu.of(serverPids);
        ProcessCpu own = ProcessCpu.of(List.of(ProcessHandle.current().pid()));
        long start = System.nanoTime();
        long latest = 0;
        ProcessCpu serverBusy;
        ProcessCpu ownBusy;
        long elapsed;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                long due = start + i * SECOND_NANOS / perSecond;
                long wait = (due - System.nanoTime()) / 1_000_000;
                if (wait > 0) {
                    Rooms.pause(wait);
                }
                latest = Math.max(latest, System.nanoTime() - due);
                String room = people.roomName(firstRoom + i / roomSize);
                threads.execute(() -> visit(room, stayMillis));
            }
            elapsed = System.nanoTime() - start;
            serverBusy = ProcessCpu.of(serverPids).minus(server);
            ownBusy = ProcessCpu.of(List.of(ProcessHandle.current().pid())).minus(own);
        }
        var figures = new Figures().add("wanted", perSecond).add("joins", count);
        figures.add("per_second", count * (double) SECOND_NANOS / elapsed);
        figures.add("late_ms", latest / 1_000_000);
        figures.add("server_busy", serverBusy.totalNanos() / (double) elapsed);
        figures.add("generator_busy", ownBusy.totalNanos() / (double) elapsed);
        describe(figures);
        return figures;
    }

    private void visit(String room, int stayMillis) {
        Participant person = people.create(room);
        try {
            people.enter(person);
            joinNanos.add(person.joinToConnectedNanos());
            Rooms.pause(stayMillis);
            String failure = person.failure();
            if (failure != null) {
                failures.add(failure);
            }
            long first = people.loop().ask(person::joinToFirstPacketNanos);
            if (first > 0) {
                firstPacketNanos.add(first);
            }
            person.close();
            Rooms.pause(GOODBYE_MILLIS);
            person.hangUp();
        } catch (IllegalStateException e) {
            failures.add(String.valueOf(e.getMessage()));
            person.vanish();
        }
    }

    private void describe(Figures figures) {
        figures.add("failed", failures.size());
        figures.add("why", String.join("; ", failures.stream().limit(3).toList()));
        figures.add("join_ms_p50", millis(joinNanos, 0.5));
        figures.add("join_ms_p95", millis(joinNanos, 0.95));
        figures.add("join_ms_max", millis(joinNanos, 1));
        figures.add("heard", firstPacketNanos.size());
        figures.add("first_packet_ms_p95", millis(firstPacketNanos, 0.95));
        people.loop()
                .ask(() -> {
                    people.tally().describe(figures);
                    return true;
                });
    }

    /** 0 without any. */
    private static double millis(List<Long> nanos, double share) {
        List<Long> sorted = nanos.stream().sorted().toList();
        int rank = (int) Math.ceil(share * sorted.size());
        return sorted.isEmpty() ? 0 : sorted.get(Math.max(0, rank - 1)) / 1e6;
    }
}
