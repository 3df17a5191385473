package media.sluice.node.worker;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import media.sluice.core.room.Egress;
import media.sluice.core.room.RoomEvent;
import media.sluice.core.session.Handover;
import media.sluice.core.session.PeerSession;
import media.sluice.core.session.SessionEvent;
import media.sluice.core.session.SessionState;
import media.sluice.core.stun.StunType;
import media.sluice.core.stun.StunVerdict;
import media.sluice.core.stun.StunView;
import media.sluice.core.trunk.TrunkEgress;
import media.sluice.core.trunk.TrunkFrame;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.TransportAddress;
import media.sluice.node.counters.Counter;
import media.sluice.node.counters.Counters;
import media.sluice.node.net.ReceiveBatch;
import media.sluice.node.net.TransmitBatch;
import media.sluice.node.relay.LateDatagram;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What one worker's loop turns: its rooms and sessions, fed with datagrams and time, drained of
 * datagrams and events. Owned by the worker; commands reach it through {@link PlaneCommands} and
 * {@link PlaneMoves}.
 */
final class Plane {

    private static final Logger LOG = Logger.getLogger(Plane.class);

    private final WorkerPorts ports;
    private final TransmitBatch outgoing;
    private final Egress egress;
    private final Counters counters;
    private final Consumer<NodeEvent> events;
    private final SessionTable table;
    private final DeadlineHeap timers = new DeadlineHeap();
    private final Map<String, RoomEntry> rooms = new LinkedHashMap<>();
    private final Map<String, SessionEntry> sessions = new LinkedHashMap<>();
    private final StunView stun = new StunView();
    private final ArrayDeque<SessionEntry> touched = new ArrayDeque<>(ReceiveBatch.CAPACITY);
    private StunVerdict stunVerdict = StunVerdict.OK;
    private final PlaneCommands commands;
    private final PlaneMoves moves;
    private final PlaneData data;
    private final PlaneTrunks trunks;
    private final ArrayDeque<RoomEntry> touchedRooms = new ArrayDeque<>(ReceiveBatch.CAPACITY);
    private long nowNanos = System.nanoTime();

    Plane(WorkerPorts ports, TransmitBatch outgoing, Counters counters, PlaneSetup setup) {
        this.ports = ports;
        this.outgoing = outgoing;
        this.counters = counters;
        this.events = setup.events();
        this.egress = new Egress(setup.sessionPorts().srtp(), outgoing);
        this.table = new SessionTable(ports.socketCount(), ports.count());
        this.commands = new PlaneCommands(this, ports, setup);
        this.moves = new PlaneMoves(this, ports, setup);
        this.data = new PlaneData(this);
        this.trunks =
                new PlaneTrunks(
                        this, ports, setup, new TrunkEgress(setup.sessionPorts().srtp(), outgoing));
    }

    PlaneCommands commands() {
        return commands;
    }

    PlaneMoves moves() {
        return moves;
    }

    PlaneTrunks trunks() {
        return trunks;
    }

    PlaneData data() {
        return data;
    }

    // ---- the loop
    // --------------------------------------------------------------------------------------

    /** Begins a cycle: everything in it happens at this time. */
    void begin(long now) {
        nowNanos = now;
    }

    /** Time of this cycle. */
    long now() {
        return nowNanos;
    }

    /** One datagram. */
    void handle(ReceiveBatch batch, int index) {
        if (TrunkFrame.looksLikeTrunk(batch.segment(), batch.offset(index), batch.length(index))) {
            trunks.handle(batch, index);
            return;
        }
        int socket = batch.socket(index);
        TransportAddress remote = batch.remote(index);
        boolean isStun =
                StunView.looksLikeStun(batch.segment(), batch.offset(index), batch.length(index));
        SessionEntry bound = table.byAddress(socket, remote);
        SessionEntry entry = isStun ? findByCheck(batch, index, bound) : bound;
        if (entry == null) {
            counters.increment(nobodysReason(batch, index, isStun));
            return;
        }
        if (bound != null && bound != entry && bound.session().isInUse(socket, remote, nowNanos)) {
            // Else one client could take another's path away, with a check of its own from there.
            counters.increment(Counter.PATH_OF_ANOTHER);
            return;
        }
        entry.datagramsReceived++;
        entry.bytesReceived += batch.length(index);
        try {
            entry.session()
                    .handleDatagram(
                            socket,
                            remote,
                            batch.segment(),
                            batch.offset(index),
                            batch.length(index),
                            nowNanos);
            if (isStun && bound != entry && entry.session().isKnown(socket, remote)) {
                takePath(entry, bound, socket, remote);
            }
            touch(entry);
        } catch (RuntimeException e) {
            breakSession(entry, e);
        }
    }

    /** Who had it has gone without a word, and somebody else has got its port. */
    private void takePath(
            SessionEntry entry,
            @Nullable SessionEntry former,
            int socket,
            TransportAddress remote) {
        table.bind(entry, socket, remote);
        if (former != null) {
            former.session().losePath(socket, remote);
            counters.increment(Counter.PATHS_TAKEN_OVER);
        }
    }

    /** Requests name their session; responses come from where the request went. */
    private @Nullable SessionEntry findByCheck(
            ReceiveBatch batch, int index, @Nullable SessionEntry bound) {
        stunVerdict = stun.parse(batch.segment(), batch.offset(index), batch.length(index));
        if (stunVerdict != StunVerdict.OK) {
            return null;
        }
        if (stun.type() != StunType.BINDING_REQUEST) {
            return bound;
        }
        String ufrag = stun.localUfrag();
        return ufrag == null ? null : table.byUfrag(ports.portOf(batch.socket(index)), ufrag);
    }

    /** Why a datagram is no session's. */
    private Counter nobodysReason(ReceiveBatch batch, int index, boolean isStun) {
        if (!isStun) {
            boolean isOfSomeProtocol =
                    batch.length(index) > 0
                            && PeerSession.isOfSomeProtocol(
                                    Bytes.u8(batch.segment(), batch.offset(index)));
            return isOfSomeProtocol ? Counter.UNKNOWN_SOURCE : Counter.UNCLASSIFIED;
        }
        if (stunVerdict != StunVerdict.OK) {
            return Counter.MALFORMED_STUN;
        }
        boolean isRequest = stun.type() == StunType.BINDING_REQUEST;
        return isRequest ? Counter.UNKNOWN_UFRAG : Counter.UNKNOWN_SOURCE;
    }

    private void touch(SessionEntry entry) {
        if (!entry.isTouched) {
            entry.isTouched = true;
            touched.add(entry);
        }
    }

    /** A room had a datagram from another leg. */
    void touch(RoomEntry entry) {
        if (!entry.isTouched) {
            entry.isTouched = true;
            touchedRooms.add(entry);
        }
    }

    /**
     * Sends, tells and schedules for every session and room that had a datagram. None is referred
     * to from here afterwards: it may be the last word of a session with all its memory.
     */
    void finishBatch() {
        for (RoomEntry room = touchedRooms.poll(); room != null; room = touchedRooms.poll()) {
            room.isTouched = false;
            settle(room);
        }
        for (SessionEntry entry = touched.poll(); entry != null; entry = touched.poll()) {
            entry.isTouched = false;
            if (entry.phase != SessionEntry.Phase.GONE) {
                settle(entry);
            }
        }
    }

    /** Runs timers that are due. */
    void runTimers(int limit) {
        for (int i = 0; i < limit; i++) {
            DeadlineHeap.Timed due = timers.pollDue(nowNanos);
            if (due == null) {
                return;
            }
            due.onDeadline(nowNanos);
        }
    }

    /** Seals and sends what the cycle has made. */
    void flush() {
        egress.flush();
        trunks.flush();
        outgoing.flush();
    }

    long waitNanos(long now) {
        return timers.waitNanos(now);
    }

    /** A session wants to send although nothing came for it: in this cycle's timers. */
    void wake(SessionEntry entry) {
        if (entry.phase != SessionEntry.Phase.GONE) {
            timers.schedule(entry, nowNanos);
        }
    }

    void onSessionDeadline(SessionEntry entry, long now) {
        try {
            entry.session().handleTimeout(now);
            settle(entry);
        } catch (RuntimeException e) {
            breakSession(entry, e);
        }
    }

    void onRoomDeadline(RoomEntry entry, long now) {
        try {
            entry.room().handleTimeout(now);
            settle(entry);
        } catch (RuntimeException e) {
            breakRoom(entry, e);
        }
    }

    /** Handshakes run on other threads: what they have to say is fetched here. */
    void pollHandshakes() {
        for (SessionEntry entry : List.copyOf(sessions.values())) {
            if (entry.srtpProfile.isEmpty() && entry.phase == SessionEntry.Phase.LIVE) {
                onSessionDeadline(entry, nowNanos);
            }
        }
    }

    // ---- after every input
    // ------------------------------------------------------------------------------

    /** Drains a session and sets its timer; call it after everything that touches the session. */
    void settle(SessionEntry entry) {
        try {
            PeerSession session = entry.session();
            session.transmit(outgoing, nowNanos);
            for (SessionEvent event = session.pollEvent();
                    event != null;
                    event = session.pollEvent()) {
                onEvent(entry, event);
            }
            if (entry.phase == SessionEntry.Phase.FROZEN) {
                tunnel(entry);
            }
            if (entry.phase != SessionEntry.Phase.GONE) {
                scheduleSession(entry);
                settle(entry.room());
            }
        } catch (RuntimeException e) {
            breakSession(entry, e);
        }
    }

    /** Drains a room and sets its timer. */
    void settle(RoomEntry entry) {
        try {
            drain(entry);
        } catch (RuntimeException e) {
            breakRoom(entry, e);
        }
    }

    private void drain(RoomEntry entry) {
        for (RoomEvent event = entry.room().pollEvent();
                event != null;
                event = entry.room().pollEvent()) {
            publish(new NodeEvent.InRoom(entry.id(), event));
        }
        var data = entry.room().data().counters();
        counters.add(Counter.DATA_MESSAGES_RECEIVED, data.takeReceived());
        counters.add(Counter.DATA_MESSAGES_FORWARDED, data.takeForwarded());
        counters.add(Counter.DATA_MESSAGES_DROPPED, data.takeDropped());
        trunks.drain(entry);
        // A session that still tunnels may outlive its room.
        if (rooms.get(entry.id()) == entry) {
            timers.schedule(entry, entry.room().nextDeadlineNanos());
        }
    }

    private void scheduleSession(SessionEntry entry) {
        long deadline = entry.session().nextDeadlineNanos();
        if (entry.state == SessionState.FAILED) {
            long expiry = entry.failedNanos + SessionEntry.EXPIRY_NANOS;
            if (nowNanos - expiry >= 0) {
                endSession(entry, NodeEvent.EndReason.EXPIRED);
                return;
            }
            deadline = Math.min(deadline, expiry);
        }
        timers.schedule(entry, deadline);
    }

    private void onEvent(SessionEntry entry, SessionEvent event) {
        switch (event) {
            case SessionEvent.StateChanged(SessionState state, String reason) ->
                    onState(entry, state, reason);
            case SessionEvent.SelectedPairChanged changed ->
                    table.bind(entry, changed.socket(), changed.remote());
            case SessionEvent.Secured secured -> {
                entry.srtpProfile = secured.profileName();
                counters.increment(Counter.HANDSHAKES_DONE);
            }
            case SessionEvent.IceRestarted _ -> {
                entry.isRestarted = true;
                table.refresh(entry, entry.session().localUfrags());
            }
            case SessionEvent.TakeOverRequested _ -> entry.firstCheckCame();
        }
        if (entry.phase == SessionEntry.Phase.LIVE) {
            entry.room().room().onTransportChanged(entry.id(), nowNanos);
        }
    }

    private void onState(SessionEntry entry, SessionState state, String reason) {
        if (state == SessionState.FAILED && entry.state != SessionState.FAILED) {
            entry.failedNanos = nowNanos;
        }
        entry.state = state;
        if (entry.phase == SessionEntry.Phase.LIVE) {
            publish(
                    new NodeEvent.SessionStateChanged(
                            entry.room().id(),
                            entry.id(),
                            state,
                            entry.session().remote(),
                            entry.srtpProfile,
                            reason));
        }
    }

    private void tunnel(SessionEntry entry) {
        var target = entry.tunnel();
        if (target == null) {
            return;
        }
        for (var next = Handover.pollLate(entry.session());
                next != null;
                next = Handover.pollLate(entry.session())) {
            var late = new LateDatagram(next.payload(), next.arrivalNanos(), next.remote());
            counters.increment(target.test(late) ? Counter.TUNNELLED_OUT : Counter.TUNNEL_OVERFLOW);
        }
    }

    // ---- what comes and goes
    // ----------------------------------------------------------------------------

    /** Puts a session under its identifier and its fragments. */
    void install(SessionEntry entry) {
        sessions.put(entry.id(), entry);
        entry.room().add(entry);
        table.refresh(entry, entry.session().localUfrags());
        counters.increment(Counter.SESSIONS_OPENED);
    }

    /** The fragments a session answers to may have changed. */
    void refresh(SessionEntry entry) {
        table.refresh(entry, entry.session().localUfrags());
    }

    /** A path that a capsule says is the session's. */
    void bind(SessionEntry entry, int socket, TransportAddress remote) {
        table.bind(entry, socket, remote);
    }

    /** Takes a session out of everything and closes it; says nothing to anybody. */
    void removeSession(SessionEntry entry) {
        if (entry.phase == SessionEntry.Phase.GONE) {
            return;
        }
        if (entry.phase != SessionEntry.Phase.FROZEN) {
            ports.note(entry.id(), entry.port(), nowNanos);
        }
        entry.phase = SessionEntry.Phase.GONE;
        timers.remove(entry);
        table.remove(entry);
        sessions.remove(entry.id(), entry);
        entry.room().remove(entry);
        counters.increment(Counter.SESSIONS_CLOSED);
        egress.flush();
        entry.session().close();
    }

    /** Ends a session and tells watchers why. */
    void endSession(SessionEntry entry, NodeEvent.EndReason reason) {
        if (entry.phase == SessionEntry.Phase.LIVE) {
            entry.room().room().removeSession(entry.id(), nowNanos);
            publish(new NodeEvent.SessionEnded(entry.room().id(), entry.id(), reason));
        }
        removeSession(entry);
    }

    /** Closes a room with everything in it. */
    void closeRoom(RoomEntry entry, NodeEvent.EndReason reason) {
        for (SessionEntry session : entry.sessions()) {
            endSession(session, reason);
        }
        trunks.closeAll(entry);
        rooms.remove(entry.id(), entry);
        timers.remove(entry);
    }

    void closeAll() {
        for (RoomEntry room : List.copyOf(rooms.values())) {
            closeRoom(room, NodeEvent.EndReason.ROOM_CLOSED);
        }
        flush();
    }

    /** The bulkhead: a session whose state contradicts itself ends alone. */
    private void breakSession(SessionEntry entry, RuntimeException fault) {
        LOG.errorf(
                fault,
                "session broken, ending it session=%s room=%s",
                entry.id(),
                entry.room().id());
        counters.increment(Counter.SESSIONS_BROKEN);
        try {
            endSession(entry, NodeEvent.EndReason.INTERNAL);
        } catch (RuntimeException again) {
            LOG.errorf(again, "broken session could not be ended cleanly session=%s", entry.id());
            table.remove(entry);
            timers.remove(entry);
            sessions.remove(entry.id(), entry);
            entry.room().remove(entry);
        }
    }

    /** The same for a room: what is in it ends, and no other room does. */
    void breakRoom(RoomEntry entry, RuntimeException fault) {
        LOG.errorf(fault, "room broken, closing it room=%s", entry.id());
        if (rooms.get(entry.id()) != entry) {
            return;
        }
        counters.increment(Counter.ROOMS_BROKEN);
        try {
            closeRoom(entry, NodeEvent.EndReason.INTERNAL);
        } catch (RuntimeException again) {
            LOG.errorf(again, "broken room could not be closed cleanly room=%s", entry.id());
            rooms.remove(entry.id(), entry);
            timers.remove(entry);
        }
    }

    void publish(NodeEvent event) {
        counters.increment(Counter.EVENTS);
        events.accept(event);
    }

    Counters counters() {
        return counters;
    }

    Egress egress() {
        return egress;
    }

    Map<String, RoomEntry> rooms() {
        return rooms;
    }

    Map<String, SessionEntry> sessions() {
        return sessions;
    }
}
