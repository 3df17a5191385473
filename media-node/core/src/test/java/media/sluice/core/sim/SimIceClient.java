package media.sluice.core.sim;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import media.sluice.core.ice.IceCredentials;
import media.sluice.core.stun.StunKey;
import media.sluice.core.stun.StunType;
import media.sluice.core.stun.StunVerdict;
import media.sluice.core.stun.StunView;
import media.sluice.core.stun.StunWriter;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * The controlling, full side of ICE as browsers behave towards a lite server, reduced to what a
 * server can see: when it checks, what it nominates and when it switches. Constants are those
 * measured with libwebrtc.
 */
public final class SimIceClient {
    /** Whose habits to follow. */
    public enum Habit {
        /** Checks new candidates within 250 ms, switches to strictly higher priority. */
        LIBWEBRTC,
        /** Never checks late candidates, answers a server's check with a nominating one at once. */
        FIREFOX,
        /** Does neither once connected. */
        STUBBORN,
        /** Nor does this, and a restart forgets all pairs at once. */
        PION
    }

    /** One candidate pair. */
    public static final class Pair {
        final int socket;
        final TransportAddress remote;
        final long priority;
        final int generation;
        private int pings;
        private long lastPingNanos = Long.MIN_VALUE / 2;
        private long lastReceivedNanos = Long.MIN_VALUE / 2;
        private boolean isWritable;
        private boolean isTriggered;

        Pair(int socket, TransportAddress remote, long priority, int generation) {
            this.socket = socket;
            this.remote = remote;
            this.priority = priority;
            this.generation = generation;
        }

        /** Index of the client's own address. */
        public int socket() {
            return socket;
        }

        /** The server's address. */
        public TransportAddress remote() {
            return remote;
        }
    }

    private static final long WEAK_TICK = 48_000_000L;
    private static final long STRONG_TICK = 250_000_000L;
    private static final long STABLE_PING = 2_500_000_000L;
    private static final long RECEIVING_TIMEOUT = 2_500_000_000L;
    private static final long OTHER_PING = 900_000_000L;
    private static final int EAGER_PINGS = 3;

    private record Answer(int socket, TransportAddress remote, int high, long low) {}

    private final Habit habit;
    private final int sockets;
    private final SplittableRandom random;
    private final List<Pair> pairs = new ArrayList<>();
    private final Map<Long, Pair> pending = new HashMap<>();
    private final ArrayDeque<Answer> answers = new ArrayDeque<>();
    private final List<Long> switchTimes = new ArrayList<>();
    private final StunView view = new StunView();
    private final StunWriter writer = new StunWriter();
    private IceCredentials local;
    private @Nullable IceCredentials remote;
    private @Nullable Pair selected;
    private int generation;
    private long nextTickNanos = Long.MAX_VALUE;
    private boolean isRoleConfused;
    private int errors;

    /** A client with the given number of addresses. */
    public SimIceClient(Habit habit, IceCredentials local, int sockets, long seed) {
        this.habit = habit;
        this.local = local;
        this.sockets = sockets;
        random = new SplittableRandom(seed);
    }

    /** The server's credentials. */
    public void setRemote(IceCredentials credentials) {
        remote = credentials;
    }

    /** The client's own credentials. */
    public IceCredentials local() {
        return local;
    }

    /** Makes the client claim the controlled role until a 487 corrects it. */
    public void confuseRole() {
        isRoleConfused = true;
    }

    /** ICE restart: new credentials on both sides; candidates must be added again. */
    public void restart(IceCredentials newLocal, IceCredentials newRemote) {
        local = newLocal;
        remote = newRemote;
        generation++;
        if (habit == Habit.PION) {
            pairs.clear();
            pending.clear();
            selected = null;
        }
    }

    /** A candidate of the server, from its answer or trickled later. */
    public void addCandidate(TransportAddress address, long priority, long nowNanos) {
        boolean isConnected = selected != null && selected.generation == generation;
        if (habit != Habit.LIBWEBRTC && isConnected) {
            return;
        }
        for (int socket = 0; socket < sockets; socket++) {
            var known = find(socket, address);
            if (known == null || known.generation != generation) {
                pairs.add(new Pair(socket, address, priority, generation));
            }
        }
        if (nextTickNanos == Long.MAX_VALUE) {
            nextTickNanos = nowNanos;
        }
    }

    /** The pair in use; null before the first is writable. */
    public @Nullable Pair selected() {
        return selected;
    }

    /** When the pair in use changed. */
    public List<Long> switchTimes() {
        return switchTimes;
    }

    /** Error responses received. */
    public int errors() {
        return errors;
    }

    /** Whether the client accepts datagrams from there: any pair it knows (RFC 8445 §12.2). */
    public boolean isKnown(int socket, TransportAddress from) {
        return find(socket, from) != null;
    }

    void handleStun(
            int socket,
            TransportAddress from,
            MemorySegment segment,
            long offset,
            int length,
            long nowNanos) {
        if (view.parse(segment, offset, length) != StunVerdict.OK) {
            return;
        }
        switch (view.type()) {
            case BINDING_REQUEST -> handleRequest(socket, from, nowNanos);
            case BINDING_SUCCESS -> handleSuccess(nowNanos);
            case BINDING_ERROR -> {
                errors++;
                isRoleConfused &= view.errorCode() != 487;
            }
            case BINDING_INDICATION, OTHER -> {}
        }
    }

    long nextDeadlineNanos() {
        return nextTickNanos;
    }

    void transmit(SimOutbox outbox, long nowNanos) {
        for (var answer = answers.poll(); answer != null; answer = answers.poll()) {
            writer.begin(StunType.BINDING_SUCCESS, answer.high(), answer.low())
                    .mappedAddress(answer.remote())
                    .integrity(StunKey.of(local.password()))
                    .fingerprint();
            send(outbox, answer.socket(), answer.remote());
        }
        for (var pair : List.copyOf(pairs)) {
            if (pair.isTriggered) {
                pair.isTriggered = false;
                ping(pair, true, outbox, nowNanos);
            }
        }
        if (remote != null && nowNanos >= nextTickNanos) {
            tick(outbox, nowNanos);
        }
    }

    private void tick(SimOutbox outbox, long nowNanos) {
        chooseSelected(nowNanos);
        Pair next = null;
        for (var pair : pairs) {
            boolean isDue = nowNanos - pair.lastPingNanos >= interval(pair, nowNanos);
            if (isDue && (next == null || pair.lastPingNanos < next.lastPingNanos)) {
                next = pair;
            }
        }
        if (next != null) {
            ping(next, next == selected && next.isWritable, outbox, nowNanos);
        }
        boolean isEager =
                pairs.stream().anyMatch(p -> p.pings > 0 && p.pings < EAGER_PINGS && isActive(p));
        boolean isWeak = selected == null || !isReceiving(selected, nowNanos) || isEager;
        nextTickNanos = nowNanos + (isWeak ? WEAK_TICK : STRONG_TICK);
    }

    private long interval(Pair pair, long nowNanos) {
        boolean isHealthy = selected != null && isReceiving(selected, nowNanos);
        if (pair.generation != generation && pair != selected) {
            return Long.MAX_VALUE;
        }
        if (isHealthy && !isActive(pair)) {
            return Long.MAX_VALUE;
        }
        if (pair.pings < EAGER_PINGS) {
            return pair.pings == 0 ? 0 : WEAK_TICK;
        }
        return pair == selected && isHealthy ? STABLE_PING : isHealthy ? OTHER_PING : WEAK_TICK;
    }

    /** Pairs not better than the healthy selected one are pruned. */
    private boolean isActive(Pair pair) {
        return selected == null
                || pair == selected
                || pair.generation > selected.generation
                || pair.generation == selected.generation && pair.priority > selected.priority;
    }

    private void chooseSelected(long nowNanos) {
        for (var pair : pairs) {
            if (!pair.isWritable || !isReceiving(pair, nowNanos) || pair == selected) {
                continue;
            }
            if (selected == null || !isReceiving(selected, nowNanos) || isActive(pair)) {
                select(pair, nowNanos);
            }
        }
    }

    private void select(Pair pair, long nowNanos) {
        selected = pair;
        switchTimes.add(nowNanos);
    }

    private static boolean isReceiving(Pair pair, long nowNanos) {
        return nowNanos - pair.lastReceivedNanos < RECEIVING_TIMEOUT;
    }

    void onMediaReceived(int socket, TransportAddress from, long nowNanos) {
        var pair = find(socket, from);
        if (pair != null) {
            pair.lastReceivedNanos = nowNanos;
        }
    }

    private void handleRequest(int socket, TransportAddress from, long nowNanos) {
        if (!local.ufrag().equals(view.localUfrag())
                || !view.isIntact(StunKey.of(local.password()))) {
            return;
        }
        answers.add(new Answer(socket, from, view.transactionHigh(), view.transactionLow()));
        var pair = find(socket, from);
        if (pair == null && (habit == Habit.STUBBORN || habit == Habit.PION)) {
            return;
        }
        if (pair == null) {
            pair = new Pair(socket, from, view.priority(), generation);
            pairs.add(pair);
        }
        pair.lastReceivedNanos = nowNanos;
        if (habit == Habit.FIREFOX && pair != selected && !pair.isWritable) {
            pair.isTriggered = true;
        }
    }

    private void handleSuccess(long nowNanos) {
        var pair = pending.remove(view.transactionLow());
        if (pair == null) {
            return;
        }
        pair.isWritable = true;
        pair.lastReceivedNanos = nowNanos;
        boolean isFirst = selected == null;
        if (isFirst || isActive(pair) && pair != selected) {
            select(pair, nowNanos);
        }
    }

    private void ping(Pair pair, boolean isNominating, SimOutbox outbox, long nowNanos) {
        var theirs = remote;
        if (theirs == null) {
            return;
        }
        long low = random.nextLong();
        pending.put(low, pair);
        pair.pings++;
        pair.lastPingNanos = nowNanos;
        writer.begin(StunType.BINDING_REQUEST, random.nextInt(), low)
                .username(theirs.ufrag() + ":" + local.ufrag())
                .priority(110L << 24 | 30_000L - pair.socket << 8 | 255);
        if (isNominating) {
            writer.useCandidate();
        }
        if (isRoleConfused) {
            writer.controlled(77);
        } else {
            writer.controlling(77);
        }
        writer.raw(0xC057, new byte[] {0, 1, 0, 10});
        writer.integrity(StunKey.of(theirs.password())).fingerprint();
        send(outbox, pair.socket, pair.remote);
    }

    private void send(SimOutbox outbox, int socket, TransportAddress to) {
        long at = outbox.reserve(writer.length());
        outbox.commit(writer.copyTo(outbox.segment(), at), socket, to);
    }

    private @Nullable Pair find(int socket, TransportAddress address) {
        for (var pair : pairs) {
            if (pair.socket == socket
                    && pair.generation == generation
                    && pair.remote.equals(address)) {
                return pair;
            }
        }
        for (var pair : pairs) {
            if (pair.socket == socket && pair.remote.equals(address)) {
                return pair;
            }
        }
        return null;
    }
}
