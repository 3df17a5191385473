package media.sluice.node.relay;

import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;

/**
 * Takes a stream's messages from gRPC's network thread to one virtual thread, in order, so that its
 * target may wait. A stream that sends faster than its target works fills the queue and is ended.
 */
final class SerialObserver<T> implements StreamObserver<T> {

    /** Late datagrams of the busiest publisher during a slow activation. */
    private static final int CAPACITY = 8_192;

    private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>(CAPACITY);
    private final StreamObserver<T> target;
    private final Predicate<T> atOnce;
    private volatile boolean isEnded;

    SerialObserver(StreamObserver<T> target) {
        this(target, message -> false);
    }

    /** {@code atOnce} does what cannot wait and need not, on gRPC's thread; true when it did. */
    SerialObserver(StreamObserver<T> target, Predicate<T> atOnce) {
        this.target = target;
        this.atOnce = atOnce;
        Thread.ofVirtual().name("handover").start(this::work);
    }

    @Override
    public void onNext(T message) {
        if (!atOnce.test(message)) {
            put(() -> target.onNext(message));
        }
    }

    @Override
    public void onError(Throwable error) {
        end(() -> target.onError(error));
    }

    @Override
    public void onCompleted() {
        end(target::onCompleted);
    }

    private void end(Runnable last) {
        put(() -> {
            isEnded = true;
            last.run();
        });
    }

    private void put(Runnable step) {
        if (!queue.offer(step)) {
            queue.clear();
            queue.add(() -> {
                isEnded = true;
                target.onError(new IllegalStateException("the stream overflows"));
            });
        }
    }

    private void work() {
        try {
            while (!isEnded) {
                queue.take().run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
