package media.sluice.bench.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Rooms of a LiveKit-compatible server, all alike: some people publish, everybody subscribes. */
final class Rooms implements Stage {
    /** {@code firstPort}: of the subscribing sockets, one each; 0 for any. */
    record Plan(
            String url,
            String key,
            String secret,
            int rooms,
            int people,
            int publishers,
            List<Publication.Pace> paces,
            int firstPort,
            List<Long> serverPids) {}

    private static final int JOINS_AT_ONCE = 4;

    /** More packets than any of our streams has on the way, and less than a second of most. */
    private static final int MOST_UNDER_WAY = 60;

    private static final long FLOW_NANOS = 30_000_000_000L;

    private final Plan plan;
    private final Loop loop = new Loop();
    private final Certificate certificate = Certificate.create();
    private final Judge.Tally tally = new Judge.Tally();
    private final List<Participant> people = new ArrayList<>();
    private final String run = Long.toString(System.currentTimeMillis(), 36);

    Rooms(Plan plan) {
        this.plan = plan;
    }

    @Override
    public void open() {
        for (int i = 0; i < plan.rooms * plan.people; i++) {
            people.add(person(i, tally, plan.firstPort == 0 ? 0 : plan.firstPort + i));
        }
        inParallel(this::enter);
        awaitFlow();
    }

    /**
     * Another person joins the first room, waits for the first packet and leaves.
     *
     * @return nanoseconds from the first byte of the join to the first verified packet
     */
    long visit(int number) {
        Participant guest = person(plan.rooms * plan.people + number, new Judge.Tally(), 0);
        guest.join();
        long end = System.nanoTime() + FLOW_NANOS;
        while (loop.ask(guest::joinToFirstPacketNanos) == 0) {
            String failure = guest.failure();
            if (failure != null || System.nanoTime() > end) {
                throw new IllegalStateException("a guest got no packet: " + failure);
            }
            pause(2);
        }
        long nanos = loop.ask(guest::joinToFirstPacketNanos);
        pause(200);
        guest.close();
        pause(100);
        guest.hangUp();
        return nanos;
    }

    @Override
    public List<Source> sources() {
        var all = new ArrayList<Source>();
        for (Participant person : people) {
            for (Publication stream : person.publications()) {
                all.add(new Source(stream, plan.people - 1));
            }
        }
        return all;
    }

    @Override
    public Judge.Tally tally() {
        return tally;
    }

    @Override
    public int harmed() {
        var sent = new HashMap<Integer, Long>();
        people.forEach(
                each -> each.publications().forEach(one -> sent.put(one.ssrc(), one.sent())));
        return (int)
                people.stream()
                        .map(Participant::judge)
                        .filter(each -> isHarmed(each, sent))
                        .count();
    }

    private static boolean isHarmed(Judge judge, Map<Integer, Long> sent) {
        boolean isBehind = false;
        for (Judge.Stream stream : judge.streams()) {
            long behind = sent.getOrDefault(stream.publisher, 0L) - stream.nextNumber;
            isBehind |= behind > MOST_UNDER_WAY;
        }
        return isBehind || judge.faults() > 0;
    }

    @Override
    public List<Long> serverPids() {
        return plan.serverPids;
    }

    @Override
    public @Nullable String failure() {
        for (Participant person : people) {
            String failure = person.failure();
            if (failure != null) {
                return failure;
            }
        }
        return null;
    }

    /** The media thread, for those who ask it. */
    Loop loop() {
        return loop;
    }

    @Override
    public void close() {
        people.forEach(Participant::close);
        pause(300);
        people.forEach(Participant::hangUp);
        loop.close();
    }

    private Participant person(int number, Judge.Tally judge, int port) {
        int room = number / plan.people < plan.rooms ? number / plan.people : 0;
        var seat =
                new Participant.Seat(
                        plan.url,
                        plan.key,
                        plan.secret,
                        "bench-" + run + "-" + room,
                        "person-" + number,
                        number);
        return new Participant(loop, certificate, seat, judge, port);
    }

    private boolean isPublisher(int number) {
        return number % plan.people < plan.publishers;
    }

    private void enter(int number) {
        Participant person = people.get(number);
        person.join();
        person.awaitJoined();
        if (isPublisher(number)) {
            person.publish(plan.paces);
            person.start();
        }
        if (plan.publishers > 1 || !isPublisher(number)) {
            person.awaitSubscriber();
        }
    }

    private interface Entry {
        void of(int number);
    }

    private void inParallel(Entry entry) {
        try (ExecutorService threads = Executors.newFixedThreadPool(JOINS_AT_ONCE)) {
            var running = new ArrayList<Future<?>>();
            for (int i = 0; i < people.size(); i++) {
                int number = i;
                running.add(threads.submit(() -> entry.of(number)));
            }
            for (Future<?> each : running) {
                var _ = each.get();
            }
        } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("not everybody could join: " + e.getMessage(), e);
        }
    }

    /** Everybody gets every stream of the others. */
    private void awaitFlow() {
        long end = System.nanoTime() + FLOW_NANOS;
        int missing = missing();
        while (missing > 0) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(missing + " streams have not reached their people");
            }
            pause(50);
            missing = missing();
        }
    }

    private int missing() {
        return loop.ask(() -> {
            int count = 0;
            for (int i = 0; i < people.size(); i++) {
                int others = isPublisher(i) ? plan.publishers - 1 : plan.publishers;
                count += others * plan.paces.size() - people.get(i).judge().streamCount();
            }
            return count;
        });
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
