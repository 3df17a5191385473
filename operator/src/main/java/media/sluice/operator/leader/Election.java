package media.sluice.operator.leader;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One operator's part in the election, on a thread of its own. It stands for election until it
 * holds the Lease, renews it, and has lost for good when it could not: an operator that was the
 * leader once ends, and another process begins anew with nothing remembered.
 *
 * <p>Fields that both threads see are volatile; only the election's own thread writes them.
 */
public final class Election implements Fence, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Election.class.getName());

    /** What follows from it. Called on the election's thread, each at most once, in this order. */
    public interface Outcome {
        /** This operator acts from now on. */
        void onElected(long epoch);

        /** Another one may act. Not called after {@link Election#close()}. */
        void onLost(String why);
    }

    private final LeaseStore store;
    private final String identity;
    private final ElectionTimes times;
    private final Outcome outcome;
    private final LongSupplier nanos;
    private final Thread thread;

    private volatile boolean closed;
    private volatile boolean givesBack;
    private volatile boolean leads;
    private volatile int epoch;
    private volatile long mayActUntil;

    private LeaseStore.@Nullable Kept seen;
    private long seenSince;

    private Election(
            LeaseStore store,
            String identity,
            ElectionTimes times,
            Outcome outcome,
            LongSupplier nanos) {
        this.store = store;
        this.identity = identity;
        this.times = times;
        this.outcome = outcome;
        this.nanos = nanos;
        thread = Thread.ofVirtual().name("election " + identity).unstarted(this::run);
    }

    /**
     * Stands for election at a Lease of the cluster.
     *
     * @param identity no two processes may have the same, not even one after the other
     */
    public static Election stand(
            KubernetesClient client,
            String namespace,
            String lease,
            String identity,
            ElectionTimes times,
            Outcome outcome) {
        return stand(
                new ClusterLease(client, namespace, lease, times),
                identity,
                times,
                outcome,
                System::nanoTime);
    }

    static Election stand(
            LeaseStore store,
            String identity,
            ElectionTimes times,
            Outcome outcome,
            LongSupplier nanos) {
        var election = new Election(store, identity, times, outcome, nanos);
        election.thread.start();
        return election;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    /** True while this operator acts. */
    public boolean leads() {
        return leads && nanos.getAsLong() - mayActUntil < 0;
    }

    @Override
    public void check() {
        if (!leads()) {
            throw new LeadershipLost(
                    "operator "
                            + identity
                            + " does not hold the lease: it writes nothing any more");
        }
    }

    /** Ends and gives the Lease back, so that the next one need not wait. */
    @Override
    public void close() {
        end(true);
    }

    /** Ends as a process does that is killed: nobody is told. */
    public void abandon() {
        end(false);
    }

    private void end(boolean givesLeaseBack) {
        givesBack = givesLeaseBack;
        closed = true;
        LockSupport.unpark(thread);
        if (Thread.currentThread() != thread) {
            try {
                thread.join(times.stop());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        while (!closed) {
            var began = nanos.getAsLong();
            try {
                if (leads) {
                    renew(began);
                } else {
                    stand(began);
                }
            } catch (KubernetesClientException silent) {
                LOG.log(
                        Level.WARNING,
                        "the lease could not be read or written: {0}",
                        silent.getMessage());
            }
            if (leads && nanos.getAsLong() - mayActUntil >= 0) {
                lose("the lease could not be renewed in time");
            }
            if (!closed) {
                LockSupport.parkNanos(times.retry().toNanos());
            }
        }
        if (leads) {
            leads = false;
            giveBack();
        }
    }

    private void stand(long began) {
        var found = store.read();
        if (found.isEmpty()) {
            store.create(Term.first(identity, Instant.now())).ifPresent(kept -> win(kept, began));
            return;
        }
        var kept = found.get();
        if (seen == null || !seen.term().equals(kept.term())) {
            seen = kept;
            seenSince = began;
        }
        if (kept.term().isFree() || began - seenSince >= times.lease().toNanos()) {
            store.replace(kept, kept.term().taken(identity, Instant.now()))
                    .ifPresent(taken -> win(taken, began));
        }
    }

    private void win(LeaseStore.Kept kept, long began) {
        seen = kept;
        epoch = kept.term().epoch();
        mayActUntil = began + times.stop().toNanos();
        leads = true;
        LOG.log(Level.INFO, "operator {0} leads, epoch {1}", identity, Long.toString(epoch));
        outcome.onElected(epoch);
    }

    private void renew(long began) {
        var held = Objects.requireNonNull(seen);
        var renewed = store.replace(held, held.term().renewed(Instant.now()));
        if (renewed.isPresent()) {
            seen = renewed.get();
            mayActUntil = began + times.stop().toNanos();
            return;
        }
        // Somebody wrote it: another operator, or a person who edits the object.
        var now = store.read();
        if (now.isPresent()
                && now.get().term().isHeldBy(identity)
                && now.get().term().epoch() == epoch) {
            seen = now.get();
        } else {
            lose("another operator holds the lease, or it was deleted");
        }
    }

    private void lose(String why) {
        leads = false;
        closed = true;
        LOG.log(Level.WARNING, "operator {0} does not lead any more: {1}", identity, why);
        outcome.onLost(why);
    }

    private void giveBack() {
        if (!givesBack) {
            return;
        }
        try {
            var held = Objects.requireNonNull(seen);
            store.replace(held, held.term().givenBack(Instant.now()));
        } catch (KubernetesClientException silent) {
            LOG.log(Level.WARNING, "the lease was not given back: {0}", silent.getMessage());
        }
    }
}
