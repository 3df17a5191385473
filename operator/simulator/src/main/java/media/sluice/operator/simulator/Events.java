package media.sluice.operator.simulator;

import java.util.PriorityQueue;

/** What happens when. Events of one moment happen in the order in which they were planned. */
final class Events {

    private final PriorityQueue<Event> queue = new PriorityQueue<>(1_024);
    private long planned;
    private long nowMillis;

    long nowMillis() {
        return nowMillis;
    }

    void at(long millis, Event event) {
        event.atMillis = Math.max(millis, nowMillis);
        event.order = planned++;
        queue.add(event);
    }

    void at(long millis, Runnable action) {
        at(millis, new Once(action));
    }

    /** Lets time pass. */
    void runUntil(long untilMillis) {
        for (Event next = queue.peek();
                next != null && next.atMillis < untilMillis;
                next = queue.peek()) {
            queue.remove();
            nowMillis = next.atMillis;
            next.happen();
        }
        nowMillis = untilMillis;
    }

    /** Something that happens at one time; may plan itself again. */
    abstract static class Event implements Comparable<Event> {

        private long atMillis;
        private long order;

        abstract void happen();

        @Override
        public final int compareTo(Event other) {
            int byTime = Long.compare(atMillis, other.atMillis);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private static final class Once extends Event {

        private final Runnable action;

        Once(Runnable action) {
            this.action = action;
        }

        @Override
        void happen() {
            action.run();
        }
    }
}
