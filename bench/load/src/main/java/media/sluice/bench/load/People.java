package media.sluice.bench.load;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes people for one server: they share the media thread, the certificate and the tally. May be
 * called by any thread.
 */
final class People implements AutoCloseable {
    /** {@code paces}: what each of them publishes. */
    record Server(String url, String key, String secret, List<Publication.Pace> paces) {}

    private final Server server;
    private final Loop loop = new Loop();
    private final Certificate certificate = Certificate.create();
    private final Judge.Tally tally = new Judge.Tally();
    private final AtomicInteger made = new AtomicInteger();
    private final String run = Long.toString(System.currentTimeMillis(), 36);

    People(Server server) {
        this.server = server;
    }

    /** Somebody new, who has not joined yet. */
    Participant create(String room) {
        int number = made.getAndIncrement();
        var seat =
                new Participant.Seat(
                        server.url, server.key, server.secret, room, "person-" + number, number);
        return new Participant(loop, certificate, seat, tally, 0);
    }

    /** Joins, publishes, and returns when both connections are up. Throws when that fails. */
    void enter(Participant person) {
        person.join();
        person.awaitJoined();
        person.publish(server.paces);
        person.awaitSubscriber();
        person.start();
    }

    String roomName(int number) {
        return "bench-" + run + "-" + number;
    }

    Judge.Tally tally() {
        return tally;
    }

    /** The media thread, for those who ask it. */
    Loop loop() {
        return loop;
    }

    @Override
    public void close() {
        loop.close();
    }
}
