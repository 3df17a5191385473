package media.sluice.core.ice;

import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * Which pair datagrams use. We are controlled, so the peer's checks decide: the first one selects,
 * then nominations do; a pair that has fallen silent loses against any other. A pair that only a
 * check names is wanted until the peer answers there (as RFC 8445 §7.3.1.5 has it of a full agent):
 * whoever overhears a check could otherwise lead media away with it.
 */
final class PairSelection {
    /**
     * A client checks its selected pair every 2.5 s at least: a pair silent for longer has lost.
     */
    private static final long STALE_NANOS = 3_000_000_000L;

    /**
     * A nomination of a lower pair counts once the former one is this old: with aggressive
     * nomination all pairs carry it within milliseconds, and the client then uses the highest.
     */
    private static final long NOMINATION_SETTLE_NANOS = 1_000_000_000L;

    private @Nullable IcePair selected;
    private @Nullable IcePair wanted;
    private @Nullable TransportAddress assumed;

    /** False while the pair is an assumption, from a capsule or from before a restart. */
    private boolean isProven;

    /** The pair in use; null before the first valid check. */
    @Nullable IcePair pair() {
        return selected;
    }

    boolean isAt(int socket, TransportAddress remote) {
        var best = selected;
        return best != null && best.socket == socket && best.remote.equals(remote);
    }

    /** Uses a pair until the first check, which selects whatever it came over. */
    void assume(IcePair pair) {
        selected = pair;
        assumed = pair.remote;
        isProven = false;
    }

    /** The pair that the peer must answer on; null when none is wanted. */
    @Nullable IcePair wanted() {
        return wanted;
    }

    /** There is none until the next check. */
    void forget() {
        selected = null;
        wanted = null;
        isProven = false;
    }

    /** The peer has begun anew: the pair is an assumption again. */
    void doubt() {
        isProven = false;
    }

    /**
     * The peer has checked a pair.
     *
     * @return whether datagrams go another way from now on
     */
    boolean onCheck(IcePair pair, boolean isNominating, long nowNanos) {
        var best = selected;
        boolean isChange = false;
        pair.isReachable |= best == null || pair.remote.equals(assumed);
        if (best == pair) {
            isProven = true;
        } else if (best == null || !isProven || beats(pair, best, isNominating, nowNanos)) {
            boolean isFirst = best == null || !isProven;
            isChange = (isFirst || pair.isReachable) && select(pair);
            wanted = pair.isReachable ? null : pair;
        }
        if (isNominating) {
            pair.nominatedAtNanos = nowNanos;
        }
        return isChange;
    }

    /**
     * The peer has answered over a pair.
     *
     * @return whether datagrams go another way from now on
     */
    boolean onAnswer(IcePair pair) {
        pair.isReachable = true;
        return wanted == pair && select(pair);
    }

    private boolean select(IcePair pair) {
        boolean isChange = !isAt(pair.socket, pair.remote);
        selected = pair;
        isProven = true;
        wanted = null;
        return isChange;
    }

    private static boolean beats(IcePair pair, IcePair best, boolean isNominating, long nowNanos) {
        if (nowNanos - best.checkedAtNanos > STALE_NANOS || pair.isReachable && !best.isReachable) {
            return true;
        }
        if (!isNominating) {
            return false;
        }
        return !best.isNominated()
                || pair.generation != best.generation
                || pair.priority >= best.priority
                || nowNanos - best.nominatedAtNanos > NOMINATION_SETTLE_NANOS;
    }
}
