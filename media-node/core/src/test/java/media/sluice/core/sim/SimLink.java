package media.sluice.core.sim;

import java.time.Duration;

/**
 * Behaviour of one direction between two nodes.
 *
 * @param delayNanos one-way delay
 * @param jitterNanos extra delay drawn uniformly from [0, jitterNanos]; keeps the order
 * @param loss probability of loss, 0 to 1
 * @param reorder probability that a datagram is held back by {@code reorderNanos} and overtaken
 * @param reorderNanos how long it is held back
 * @param duplicate probability that a datagram arrives twice
 * @param rateBps serialisation rate in bits per second; 0 = unlimited
 * @param queueNanos longest time a datagram waits for serialisation before it is dropped
 */
public record SimLink(
        long delayNanos,
        long jitterNanos,
        double loss,
        double reorder,
        long reorderNanos,
        double duplicate,
        long rateBps,
        long queueNanos) {

    /** A link that only delays. */
    public static SimLink delay(Duration oneWay) {
        return new SimLink(oneWay.toNanos(), 0, 0, 0, 0, 0, 0, Long.MAX_VALUE);
    }

    /** Same link with another loss probability. */
    public SimLink withLoss(double probability) {
        return new SimLink(
                delayNanos,
                jitterNanos,
                probability,
                reorder,
                reorderNanos,
                duplicate,
                rateBps,
                queueNanos);
    }

    /** Same link with order-preserving jitter. */
    public SimLink withJitter(Duration jitter) {
        return new SimLink(
                delayNanos,
                jitter.toNanos(),
                loss,
                reorder,
                reorderNanos,
                duplicate,
                rateBps,
                queueNanos);
    }

    /** Same link that holds back datagrams with the given probability. */
    public SimLink withReordering(double probability, Duration heldBack) {
        return new SimLink(
                delayNanos,
                jitterNanos,
                loss,
                probability,
                heldBack.toNanos(),
                duplicate,
                rateBps,
                queueNanos);
    }

    /** Same link that duplicates datagrams with the given probability. */
    public SimLink withDuplication(double probability) {
        return new SimLink(
                delayNanos,
                jitterNanos,
                loss,
                reorder,
                reorderNanos,
                probability,
                rateBps,
                queueNanos);
    }

    /** Same link with a bottleneck and a drop-tail queue. */
    public SimLink withRate(long bitsPerSecond, Duration queue) {
        return new SimLink(
                delayNanos,
                jitterNanos,
                loss,
                reorder,
                reorderNanos,
                duplicate,
                bitsPerSecond,
                queue.toNanos());
    }
}
