package media.sluice.node.worker;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Timers of one worker: a binary heap of things that know their own place in it, so that moving a
 * deadline allocates nothing and costs the logarithm of their number. Owned by the worker.
 */
final class DeadlineHeap {

    private static final int FIRST_CAPACITY = 64;

    private @Nullable Timed[] heap = new @Nullable Timed[FIRST_CAPACITY];
    private int size;

    /** Puts a thing at its deadline, wherever it was; {@link Long#MAX_VALUE} takes it out. */
    void schedule(Timed thing, long deadlineNanos) {
        if (deadlineNanos == Long.MAX_VALUE) {
            remove(thing);
            return;
        }
        if (thing.heapIndex < 0) {
            thing.deadlineNanos = deadlineNanos;
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            place(thing, size++);
            up(thing.heapIndex);
        } else if (thing.deadlineNanos != deadlineNanos) {
            thing.deadlineNanos = deadlineNanos;
            up(thing.heapIndex);
            down(thing.heapIndex);
        }
    }

    /** Takes a thing out; nothing happens when it is not in. */
    void remove(Timed thing) {
        int index = thing.heapIndex;
        if (index < 0) {
            return;
        }
        size--;
        Timed last = at(size);
        heap[size] = null;
        thing.heapIndex = Timed.NOWHERE;
        if (index < size) {
            place(last, index);
            up(index);
            down(last.heapIndex);
        }
    }

    /** The thing whose deadline has passed longest ago, taken out; null when none has. */
    @Nullable Timed pollDue(long nowNanos) {
        if (size == 0 || at(0).deadlineNanos - nowNanos > 0) {
            return null;
        }
        Timed due = at(0);
        remove(due);
        return due;
    }

    /**
     * Nanoseconds until the first deadline, 0 when it has passed, {@link Long#MAX_VALUE} when there
     * is none.
     */
    long waitNanos(long nowNanos) {
        return size == 0 ? Long.MAX_VALUE : Math.max(0, at(0).deadlineNanos - nowNanos);
    }

    private void up(int start) {
        int index = start;
        while (index > 0) {
            int parent = (index - 1) >>> 1;
            if (at(parent).deadlineNanos - at(index).deadlineNanos <= 0) {
                return;
            }
            swap(index, parent);
            index = parent;
        }
    }

    private void down(int start) {
        int index = start;
        while (2 * index + 1 < size) {
            int child = 2 * index + 1;
            if (child + 1 < size && at(child + 1).deadlineNanos - at(child).deadlineNanos < 0) {
                child++;
            }
            if (at(index).deadlineNanos - at(child).deadlineNanos <= 0) {
                return;
            }
            swap(index, child);
            index = child;
        }
    }

    private void swap(int a, int b) {
        Timed one = at(a);
        place(at(b), a);
        place(one, b);
    }

    private void place(Timed thing, int index) {
        heap[index] = thing;
        thing.heapIndex = index;
    }

    private Timed at(int index) {
        Timed thing = heap[index];
        if (thing == null) {
            throw new IllegalStateException("hole in the heap at " + index + " of " + size);
        }
        return thing;
    }

    /** What has a deadline. */
    abstract static class Timed {

        private static final int NOWHERE = -1;

        private int heapIndex = NOWHERE;
        private long deadlineNanos;

        /** The deadline has passed; the thing is out of the heap. */
        abstract void onDeadline(long nowNanos);
    }
}
