package media.sluice.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * People in rooms of one size who publish, subscribe and judge, and who come and go. The thread
 * that gives the orders owns rooms and places; those who come and go do so on threads of their own.
 */
final class Crowd implements AutoCloseable {
    /** Where somebody is, was or will be. */
    static final class Place {
        private volatile @Nullable Participant occupant;
        private volatile long sinceNanos;
        private final AtomicInteger changes = new AtomicInteger();
        private final ReentrantLock turn = new ReentrantLock();

        /** Who has been here for so long; null when nobody has. */
        @Nullable Participant settled(long nowNanos, long forNanos) {
            Participant person = occupant;
            boolean isSettled = changes.get() == 0 && nowNanos - sinceNanos >= forNanos;
            return isSettled ? person : null;
        }

        /** One step after the other: a room may be renewed while somebody is still coming. */
        private void inTurn(Runnable step) {
            turn.lock();
            try {
                step.run();
            } finally {
                turn.unlock();
            }
        }
    }

    /** A room, by its name; a new one takes its place when all have left. */
    static final class Room {
        private volatile String name;
        private final List<Place> places = new ArrayList<>();

        Room(String name, int size) {
            this.name = name;
            for (int i = 0; i < size; i++) {
                places.add(new Place());
            }
        }

        List<Place> places() {
            return places;
        }
    }

    private static final int JOINS_AT_ONCE = 8;
    private static final long GOODBYE_MILLIS = 300;

    private final People people;
    private final int roomSize;
    private final List<Room> rooms = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore door = new Semaphore(JOINS_AT_ONCE);
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicLong came = new AtomicLong();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private int roomsMade;

    Crowd(People people, int roomSize) {
        this.people = people;
        this.roomSize = roomSize;
    }

    List<Room> rooms() {
        return rooms;
    }

    /** So many more rooms, all full; returns when everybody is in, or could not come. */
    void fill(int count) {
        for (int i = 0; i < count; i++) {
            var room = new Room(newName(), roomSize);
            rooms.add(room);
            room.places().forEach(place -> come(room, place));
        }
        awaitQuiet();
    }

    /** One leaves, another comes. */
    void replace(Room room, Place place, boolean isPolite) {
        change(
                place,
                () -> {
                    leave(place, isPolite);
                    enter(room, place);
                });
    }

    /** All leave; when the last is gone others open a room of another name. */
    void renew(Room room) {
        room.places().forEach(place -> place.changes.incrementAndGet());
        go(() -> {
            room.places().forEach(place -> place.inTurn(() -> leave(place, true)));
            room.name = newName();
            room.places()
                    .forEach(place -> {
                        come(room, place);
                        place.changes.decrementAndGet();
                    });
        });
    }

    /** All leave. */
    void empty() {
        awaitQuiet();
        for (Room room : rooms) {
            room.places().forEach(place -> go(() -> leave(place, true)));
        }
        awaitQuiet();
        rooms.clear();
    }

    /** Returns when nobody is coming or going. */
    void awaitQuiet() {
        while (underWay.get() > 0) {
            Rooms.pause(20);
        }
    }

    /** Who is inside and thinks so. */
    int inside() {
        int count = 0;
        for (Room room : rooms) {
            for (Place place : room.places()) {
                count += place.settled(System.nanoTime(), 0) == null ? 0 : 1;
            }
        }
        return count;
    }

    /** Notes those whom the server or the network has thrown out, and lets others come. */
    void replaceBroken() {
        long nowNanos = System.nanoTime();
        for (Room room : rooms) {
            for (Place place : room.places()) {
                Participant person = place.settled(nowNanos, 0);
                String failure = person == null ? null : person.failure();
                if (failure != null) {
                    failures.add(failure);
                    replace(room, place, false);
                }
            }
        }
    }

    /** How many have come since the last call. */
    long takeCame() {
        return came.getAndSet(0);
    }

    /** Joins and stays that failed since the last call. */
    List<String> takeFailures() {
        var taken = new ArrayList<String>();
        for (String each = failures.poll(); each != null; each = failures.poll()) {
            taken.add(each);
        }
        return taken;
    }

    private synchronized String newName() {
        return people.roomName(roomsMade++);
    }

    private void come(Room room, Place place) {
        change(place, () -> enter(room, place));
    }

    private void change(Place place, Runnable step) {
        place.changes.incrementAndGet();
        go(() -> {
            try {
                place.inTurn(step);
            } finally {
                place.changes.decrementAndGet();
            }
        });
    }

    private void go(Runnable step) {
        underWay.incrementAndGet();
        threads.execute(() -> {
            try {
                step.run();
            } finally {
                underWay.decrementAndGet();
            }
        });
    }

    private void enter(Room room, Place place) {
        leave(place, true);
        Participant person = people.create(room.name);
        door.acquireUninterruptibly();
        try {
            people.enter(person);
            place.occupant = person;
            came.incrementAndGet();
        } catch (IllegalStateException e) {
            failures.add(String.valueOf(e.getMessage()));
            person.vanish();
        } finally {
            door.release();
            place.sinceNanos = System.nanoTime();
        }
    }

    private static void leave(Place place, boolean isPolite) {
        Participant person = place.occupant;
        place.occupant = null;
        if (person == null) {
            return;
        }
        if (isPolite) {
            person.close();
            Rooms.pause(GOODBYE_MILLIS);
            person.hangUp();
        } else {
            person.vanish();
        }
    }

    @Override
    public void close() {
        empty();
        threads.close();
    }
}
