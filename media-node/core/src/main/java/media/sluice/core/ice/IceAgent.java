package media.sluice.core.ice;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import media.sluice.core.stun.StunType;
import media.sluice.core.stun.StunVerdict;
import media.sluice.core.stun.StunView;
import media.sluice.core.stun.StunWriter;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.DatagramSink;
import media.sluice.core.wire.RandomSource;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * The lite side of ICE for one session (RFC 8445 §2.5): always controlled, host candidates only.
 * Authenticates checks and keeps consent; which pair is used is {@link PairSelection}'s, what is
 * answered {@link CheckAnswers}'.
 */
public final class IceAgent {
    /** Silence after which the peer is disconnected (RFC 7675 allows up to 30 s). */
    public static final long DISCONNECT_NANOS = 10_000_000_000L;

    /** Silence after which it has failed. */
    public static final long FAIL_NANOS = 15_000_000_000L;

    private static final int STATE_VERSION = 1;

    /** After a move: for 2 s. */
    private static final int CHECKS_AFTER_A_MOVE = 40;

    /** On a pair that the peer wants: for half a second; its next check there begins anew. */
    private static final int CHECKS_OF_A_WANTED_PAIR = 10;

    private final int[] sockets;
    private final int localPreference;
    private final List<LocalCandidate> candidates;
    private final OwnChecks ownChecks;
    private final OwnChecks pathChecks;
    private final IcePairs pairs = new IcePairs();
    private final PairSelection selection = new PairSelection();
    private final CheckAnswers answers = new CheckAnswers();
    private final CheckRate rate = new CheckRate();
    private final CheckRate repeatRate = new CheckRate();
    private final SeenChecks seen = new SeenChecks();
    private final IceCounters counters = new IceCounters();
    private final StunView view = new StunView();
    private final StunWriter writer = new StunWriter();
    private final ArrayDeque<IceEvent> events = new ArrayDeque<>();

    private IceGeneration current;
    private @Nullable IceGeneration pending;
    private int generation;
    private IceState state = IceState.NEW;
    private boolean wasChecked;
    private long lastCheckNanos;

    private IceAgent(
            IceGeneration current, int[] sockets, int localPreference, RandomSource random) {
        this.current = current;
        this.sockets = sockets.clone();
        this.localPreference = localPreference;
        candidates = candidates(this.sockets, localPreference, random);
        long tieBreaker = random.nextLong();
        ownChecks = new OwnChecks(random, tieBreaker, CHECKS_AFTER_A_MOVE);
        pathChecks = new OwnChecks(random, tieBreaker, CHECKS_OF_A_WANTED_PAIR);
    }

    /**
     * An agent for a new session.
     *
     * @param local our credentials
     * @param sockets the worker's UDP sockets at which the peer may reach the session, best first
     */
    public static IceAgent create(IceCredentials local, int[] sockets, RandomSource random) {
        return new IceAgent(
                new IceGeneration(local, null),
                sockets,
                LocalCandidate.FIRST_LOCAL_PREFERENCE,
                random);
    }

    private static List<LocalCandidate> candidates(
            int[] sockets, int localPreference, RandomSource random) {
        var list = new ArrayList<LocalCandidate>();
        long foundation = random.nextInt() & 0x7FFF_FF00L;
        long priority = LocalCandidate.hostPriority(localPreference);
        for (int socket : sockets) {
            list.add(new LocalCandidate(Long.toString(foundation++), priority, socket));
        }
        return List.copyOf(list);
    }

    /** Our credentials; after {@link #restart} the new ones. */
    public IceCredentials localCredentials() {
        return newest().local();
    }

    /** Our candidates on this node. */
    public List<LocalCandidate> candidates() {
        return candidates;
    }

    /** Which local username fragments a datagram's USERNAME may begin with. */
    public List<String> localUfrags() {
        var next = pending;
        return next == null
                ? List.of(current.local().ufrag())
                : List.of(current.local().ufrag(), next.local().ufrag());
    }

    /** The peer's credentials, from its description; after {@link #restart} its new ones. */
    public void setRemoteCredentials(IceCredentials remote) {
        newest().setRemote(remote);
    }

    /**
     * Begins an ICE restart (RFC 8445 §9). The former credentials work until the peer uses the new
     * ones.
     */
    public void restart(IceCredentials newLocal) {
        pending = new IceGeneration(newLocal, newest().remote());
    }

    /** Connectivity as the peer's checks show it. */
    public IceState state() {
        return state;
    }

    /** Where datagrams go; null before the first valid check. */
    public @Nullable TransportAddress selectedRemote() {
        var pair = selection.pair();
        return pair == null ? null : pair.remote;
    }

    /** Which socket they leave from; -1 before the first valid check. */
    public int selectedSocket() {
        var pair = selection.pair();
        return pair == null ? -1 : pair.socket;
    }

    /** Whether the address has proved itself: only such ones may send media and DTLS. */
    public boolean isKnown(int socket, TransportAddress remote) {
        return selection.isAt(socket, remote) || pairs.find(socket, remote) != null;
    }

    /** Whether the peer has checked this pair a short while ago, so that it is in use. */
    public boolean isInUse(int socket, TransportAddress remote, long nowNanos) {
        var pair = pairs.find(socket, remote);
        return pair != null && nowNanos - pair.checkedAtNanos < IcePairs.IDLE_NANOS;
    }

    /**
     * Another session's peer has proved that it is there now: this one's is not. Nothing goes there
     * any more until this one's peer checks it again.
     */
    public void lose(int socket, TransportAddress remote) {
        pairs.remove(socket, remote);
        if (selection.isAt(socket, remote)) {
            selection.forget();
        }
    }

    /** Counters of this agent. */
    public IceCounters counters() {
        return counters;
    }

    /** The next event, or null. */
    public @Nullable IceEvent pollEvent() {
        return events.poll();
    }

    /**
     * Confirms no check until {@link #confirm}: a peer that got a confirmation may send its media
     * here from that moment on.
     */
    public void withholdConfirmations() {
        answers.hold();
    }

    /** Confirms the checks that came meanwhile, and all that will. */
    public void confirm() {
        answers.letGo();
    }

    /** Sends checks to an address that authenticated itself before, at most for 2 s. */
    public void startChecks(int socket, TransportAddress remote, long nowNanos) {
        ownChecks.start(socket, remote, nowNanos);
    }

    /** Ends own checks. */
    public void stopChecks() {
        ownChecks.stop();
    }

    /** Takes a STUN message; what is wrong with it is counted. */
    public void handleStun(
            int socket,
            TransportAddress remote,
            MemorySegment segment,
            long offset,
            int length,
            long nowNanos) {
        if (view.parse(segment, offset, length) != StunVerdict.OK) {
            counters.onDrop(IceDrop.MALFORMED);
            return;
        }
        switch (view.type()) {
            case BINDING_REQUEST -> handleRequest(socket, remote, nowNanos);
            case BINDING_SUCCESS, BINDING_ERROR -> handleResponse(socket, remote, nowNanos);
            case BINDING_INDICATION, OTHER -> counters.onDrop(IceDrop.NOT_A_CHECK);
        }
    }

    /** Runs consent timers. */
    public void handleTimeout(long nowNanos) {
        long silence = nowNanos - lastCheckNanos;
        if (state == IceState.CONNECTED && silence >= DISCONNECT_NANOS) {
            enter(IceState.DISCONNECTED);
        }
        if (state == IceState.DISCONNECTED && silence >= FAIL_NANOS) {
            enter(IceState.FAILED);
        }
    }

    /** When {@link #handleTimeout} or {@link #transmit} has something to do. */
    public long nextDeadlineNanos() {
        long consent =
                switch (state) {
                    case NEW, FAILED -> Long.MAX_VALUE;
                    case CONNECTED -> lastCheckNanos + DISCONNECT_NANOS;
                    case DISCONNECTED -> lastCheckNanos + FAIL_NANOS;
                };
        long checks = Math.min(ownChecks.nextDeadlineNanos(), pathChecks.nextDeadlineNanos());
        return Math.min(consent, checks);
    }

    /** Writes responses and own checks that are due. */
    public void transmit(DatagramSink sink, long nowNanos) {
        if (!answers.transmit(writer, sink)) {
            return;
        }
        long priority = candidates.getFirst().priority();
        if (ownChecks.transmit(current, priority, writer, sink, nowNanos)) {
            counters.onCheckSent();
        }
        if (pathChecks.transmit(current, priority, writer, sink, nowNanos)) {
            counters.onCheckSent();
        }
    }

    /** Writes credentials, rank and the peer's address for another node. */
    public void export(StateWriter out) {
        out.begin(STATE_VERSION).i32(localPreference);
        current.export(out);
        out.bool(pending != null);
        if (pending != null) {
            pending.export(out);
        }
        var pair = selection.pair();
        out.bool(pair != null);
        if (pair != null) {
            pair.remote.export(out);
        }
        seen.export(out);
        out.end();
    }

    /**
     * An agent that goes on with an exported one at this node: one higher in preference, with new
     * foundations. The peer's address is assumed until its first valid check, which selects.
     */
    public static IceAgent restore(StateReader in, int[] sockets, RandomSource random)
            throws CorruptStateException {
        int version = in.begin();
        in.require(version == STATE_VERSION, "unknown version of ICE state");
        int preference = in.i32();
        in.require(preference > 0 && preference < 0xFFFF, "local preference out of range");
        var agent = new IceAgent(IceGeneration.restore(in), sockets, preference + 1, random);
        if (in.bool()) {
            agent.pending = IceGeneration.restore(in);
        }
        if (in.bool()) {
            agent.selection.assume(new IcePair(sockets[0], TransportAddress.restore(in)));
        }
        agent.restoreSeen(in);
        in.end();
        return agent;
    }

    /** An exporter of an earlier version kept them to itself. */
    private void restoreSeen(StateReader in) throws CorruptStateException {
        if (in.remaining() > 0) {
            seen.restore(in);
        }
    }

    /**
     * Takes over a restart that the exported agent began, and checks that it took, after the first
     * export of a move.
     */
    public void refresh(StateReader in) throws CorruptStateException {
        in.require(in.begin() == STATE_VERSION, "unknown version of ICE state");
        in.i32();
        IceGeneration.restore(in);
        if (in.bool()) {
            var begun = IceGeneration.restore(in);
            boolean isKnown = generationOf(begun.local().ufrag()) != null;
            pending = isKnown ? pending : begun;
        }
        if (in.bool()) {
            TransportAddress.restore(in);
        }
        restoreSeen(in);
        in.end();
    }

    /** The session goes on here although the peer has not checked yet (its node has crashed). */
    public void assumeConnected(long nowNanos) {
        lastCheckNanos = nowNanos;
        enter(IceState.CONNECTED);
    }

    private void handleRequest(int socket, TransportAddress remote, long nowNanos) {
        var matching = generationOf(view.localUfrag());
        if (matching == null) {
            counters.onDrop(IceDrop.UNKNOWN_UFRAG);
        } else if (!view.isIntact(matching.localKey())) {
            counters.onDrop(IceDrop.BAD_INTEGRITY);
        } else if (view.unknownRequired() > 0) {
            counters.onDrop(IceDrop.UNKNOWN_ATTRIBUTE);
        } else if (isRepeated(socket, remote, matching, nowNanos)) {
            counters.onDrop(IceDrop.REPEATED);
        } else if (!rate.take(nowNanos)) {
            counters.onDrop(IceDrop.RATE_LIMITED);
        } else if (view.isFromControlled()) {
            counters.onRoleConflict();
            answers.refuseRole(view, socket, remote, matching);
        } else {
            acceptCheck(socket, remote, matching, nowNanos);
        }
    }

    /**
     * A check that came before changes nothing. Over its own path it is answered: its sender may
     * have missed our answer. Repeats have a rate of their own, or they could use up the client's.
     */
    private boolean isRepeated(
            int socket, TransportAddress remote, IceGeneration matching, long nowNanos) {
        int first = seen.find(view.transactionHigh(), view.transactionLow());
        if (first == SeenChecks.NEW) {
            return false;
        }
        if (seen.isAt(first, socket, remote) && repeatRate.take(nowNanos)) {
            answers.confirm(view, socket, remote, matching);
        }
        return true;
    }

    private void acceptCheck(
            int socket, TransportAddress remote, IceGeneration matching, long nowNanos) {
        var pair = pairs.findOrAdd(socket, remote, selection.pair(), nowNanos);
        if (pair == null) {
            counters.onDrop(IceDrop.TOO_MANY_ADDRESSES);
            return;
        }
        if (matching == pending) {
            current = matching;
            pending = null;
            generation++;
            selection.doubt();
            events.add(new IceEvent.Restarted());
            // Nobody can have overheard the first check under these credentials before.
            pair.isReachable = true;
        }
        // Without the peer's credentials there is no asking: its description is under way.
        pair.isReachable |= current.remoteKey() == null;
        counters.onValidCheck();
        seen.add(view.transactionHigh(), view.transactionLow(), pair);
        lastCheckNanos = nowNanos;
        pair.checkedAtNanos = nowNanos;
        pair.priority = view.priority();
        pair.generation = generation;
        answers.confirm(view, socket, remote, matching);
        if (!wasChecked) {
            wasChecked = true;
            events.add(new IceEvent.FirstCheck(socket, remote));
        }
        enter(IceState.CONNECTED);
        if (selection.onCheck(pair, view.isNominating(), nowNanos)) {
            events.add(new IceEvent.SelectedPairChanged(socket, remote));
        }
        if (selection.wanted() == pair && !pathChecks.isRunning()) {
            pathChecks.start(socket, remote, nowNanos);
        }
    }

    private void handleResponse(int socket, TransportAddress remote, long nowNanos) {
        var key = current.remoteKey();
        long roundTripNanos =
                Math.max(
                        ownChecks.roundTripNanos(view, socket, remote, nowNanos),
                        pathChecks.roundTripNanos(view, socket, remote, nowNanos));
        if (key == null || roundTripNanos < 0) {
            counters.onDrop(IceDrop.UNEXPECTED_RESPONSE);
        } else if (!view.isIntact(key)) {
            counters.onDrop(IceDrop.BAD_INTEGRITY);
        } else if (view.type() == StunType.BINDING_ERROR) {
            counters.onDrop(IceDrop.ERROR_RESPONSE);
        } else {
            counters.onCheckAnswered();
            var pair = pairs.findOrAdd(socket, remote, selection.pair(), nowNanos);
            if (pair != null) {
                onAnswer(pair, roundTripNanos);
            }
        }
    }

    private void onAnswer(IcePair pair, long roundTripNanos) {
        events.add(new IceEvent.CheckAnswered(pair.socket, pair.remote, roundTripNanos));
        if (pair == selection.wanted()) {
            pathChecks.stop();
        }
        if (selection.onAnswer(pair)) {
            events.add(new IceEvent.SelectedPairChanged(pair.socket, pair.remote));
        }
    }

    private void enter(IceState next) {
        if (state != next) {
            state = next;
            events.add(new IceEvent.StateChanged(next));
        }
    }

    private IceGeneration newest() {
        return pending == null ? current : pending;
    }

    private @Nullable IceGeneration generationOf(@Nullable String ufrag) {
        if (ufrag == null) {
            return null;
        }
        if (ufrag.equals(current.local().ufrag())) {
            return current;
        }
        return pending != null && ufrag.equals(pending.local().ufrag()) ? pending : null;
    }
}
