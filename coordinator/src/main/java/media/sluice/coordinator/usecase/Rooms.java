package media.sluice.coordinator.usecase;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import media.sluice.coordinator.peer.Randoms;
import media.sluice.coordinator.placement.NodeFacts;
import media.sluice.coordinator.placement.Placement;
import media.sluice.coordinator.port.Counter;
import media.sluice.coordinator.port.ErrorCode;
import media.sluice.coordinator.port.LeaveAction;
import media.sluice.coordinator.port.ListedRoom;
import media.sluice.coordinator.port.NodeEvent;
import media.sluice.coordinator.port.NodeListener;
import media.sluice.coordinator.port.ServerMessage;
import media.sluice.coordinator.room.LeaveReason;
import media.sluice.coordinator.room.Participant;
import media.sluice.coordinator.room.RoomCommand;
import media.sluice.coordinator.room.RoomFacts;
import media.sluice.coordinator.room.RoomSettings;
import media.sluice.coordinator.room.Track;

/**
 * The rooms this coordinator owns: finds or opens the one that is meant and hands requests to it.
 * Calls block until the room has answered. Safe for use by many threads.
 */
public final class Rooms implements NodeListener {
    private static final int ATTEMPTS = 3;

    /**
     * Nodes come back to a coordinator that was restarted within a second or two, and clients at
     * once: these wait that long rather than be told that there is no node. Several SDKs end the
     * call after one refused resume.
     */
    private static final long HOLD_MILLIS = 4000;

    /** How often a join that waits for a node looks whether there is one. */
    private static final long LOOK_AGAIN_MILLIS = 200;

    /** So many joins wait for a node at most; the others are refused at once. */
    private static final int MAX_HELD = 2000;

    private final Services services;
    private final RoomSettings defaults;
    private final boolean isAutoCreate;
    private final Map<String, RoomActor> byName = new ConcurrentHashMap<>();
    private final Map<String, RoomActor> byId = new ConcurrentHashMap<>();
    private final Leftovers leftovers;
    private final WaitingJoins waiting = new WaitingJoins();
    private final AtomicInteger held = new AtomicInteger();
    private final long joinWaitMillis;

    /**
     * No rooms yet.
     *
     * @param defaults settings of rooms for which nothing else is said
     * @param isAutoCreate joining opens a room that is not there
     */
    public Rooms(Services services, RoomSettings defaults, boolean isAutoCreate) {
        this(services, defaults, isAutoCreate, 0);
    }

    /**
     * No rooms yet.
     *
     * @param joinWaitMillis how long a join waits when no node has room, for one that an operator
     *     may start
     */
    public Rooms(
            Services services, RoomSettings defaults, boolean isAutoCreate, long joinWaitMillis) {
        this.services = services;
        this.joinWaitMillis = joinWaitMillis;
        leftovers = new Leftovers(services);
        this.defaults = defaults;
        this.isAutoCreate = isAutoCreate;
    }

    /**
     * Lets somebody in.
     *
     * @param wanted settings the token asks for when the room opens; zeros mean the usual
     */
    public JoinOutcome join(JoinCall call, RoomSettings wanted) {
        holdUntilFirstNode();
        var seat = new Seat(call.roomName(), call.identity());
        var outcome = attempt(call, wanted);
        if (isForLackOfNodes(outcome)) {
            waiting.foundNone(seat, services.clock().millis());
            if (holdUntilRoom(seat)) {
                outcome = attempt(call, wanted);
            }
        }
        if (!isForLackOfNodes(outcome)) {
            waiting.waitsNoMore(seat);
        }
        if (outcome instanceof JoinOutcome.Refused) {
            services.counters().add(Counter.JOINS_REFUSED);
        }
        return outcome;
    }

    private JoinOutcome attempt(JoinCall call, RoomSettings wanted) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (!canJoin(call.roomName())) {
                return refused(ErrorCode.CALLER, "requested room does not exist");
            }
            try {
                return open(call.roomName(), wanted).join(call);
            } catch (CompletionException fault) {
                rethrowUnlessGone(fault);
            }
        }
        return refused(ErrorCode.UNAVAILABLE, "the room keeps closing: try again");
    }

    /** Lets somebody back in on a new signal connection. */
    public JoinOutcome resume(ResumeCall call) {
        holdUntilFirstNode();
        var room = byName.get(call.roomName());
        if (room != null) {
            try {
                // On this thread: a node that answers late keeps only this client waiting.
                long last = room.lastDataSequence(call.sid()).join().getAsLong();
                return room.resume(call, last).join();
            } catch (CompletionException fault) {
                rethrowUnlessGone(fault);
            }
        }
        services.counters().add(Counter.RESUMES_REFUSED);
        return new JoinOutcome.SentAway(
                new ServerMessage.Leave(LeaveReason.STATE_MISMATCH, LeaveAction.RECONNECT));
    }

    /** True when a room of this name is there, or joining would open it. */
    public boolean canJoin(String name) {
        return isAutoCreate || byName.containsKey(name);
    }

    /** Why nobody can join this room now; empty when somebody can. */
    public Optional<String> whyUnavailable(String name) {
        var room = byName.get(name);
        var nodes = services.nodes().facts();
        var legs =
                nodes.stream()
                        .filter(node -> room != null && room.nodeIds().contains(node.nodeId()))
                        .toList();
        return legs.stream().anyMatch(Placement::canTake)
                        || Placement.choose(nodes) instanceof Placement.Chosen
                ? Optional.empty()
                : legs.stream().findFirst().flatMap(Placement::whyNoMore).or(() -> whyNone(nodes));
    }

    private static Optional<String> whyNone(List<NodeFacts> nodes) {
        return Placement.choose(nodes) instanceof Placement.Refused(var reason)
                ? Optional.of(reason)
                : Optional.empty();
    }

    /**
     * Moves a participant to another node; blocks until it is there or stays. Empty when the room
     * is not there.
     *
     * @param nodeId where to; empty for the least loaded other node
     */
    public Optional<MoveOutcome> move(String roomName, String identity, String nodeId) {
        return ask(roomName, room -> room.move(identity, nodeId));
    }

    /**
     * Where somebody is, by room: all who have this identity; when nobody has, all who are shown
     * under this name.
     *
     * @param roomName where to look; empty for everywhere
     */
    public List<Seat> find(String roomName, String who) {
        var byIdentity = seats(roomName, participant -> participant.identity().equals(who));
        return byIdentity.isEmpty()
                ? seats(roomName, participant -> participant.profile().name().equals(who))
                : byIdentity;
    }

    private List<Seat> seats(String roomName, Predicate<Participant> isMeant) {
        return byName.keySet().stream()
                .filter(name -> roomName.isEmpty() || name.equals(roomName))
                .sorted()
                .flatMap(name ->
                        participants(name).stream()
                                .flatMap(List::stream)
                                .filter(isMeant)
                                .map(participant -> new Seat(name, participant.identity())))
                .toList();
    }

    /** What each room asks of its nodes. */
    public List<RoomLoad> load() {
        return byName.values().stream().map(RoomActor::load).toList();
    }

    /** Who waits for a node. */
    public Waiting waiting() {
        return waiting.now(services.clock().millis());
    }

    /**
     * Waits until every room has finished what it had begun, so that what was said before holds for
     * all that comes, and {@link #load()} shows everybody who is on the way.
     *
     * @throws TimeoutException when a room takes longer
     */
    public void settle(long millis) throws TimeoutException, InterruptedException {
        var rooms =
                byName.values().stream().map(RoomActor::settled).toArray(CompletableFuture[]::new);
        try {
            var _ = CompletableFuture.allOf(rooms).get(millis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException fault) {
            if (!(fault.getCause() instanceof RoomGoneException)) {
                throw new IllegalStateException("a room could not settle", fault);
            }
        }
    }

    /** Opens a room, or changes the settings of one that is there; zeros mean no change. */
    public RoomFacts create(String name, RoomSettings wanted, String metadata) {
        var room = open(name, wanted);
        var facts = room.command(new RoomCommand.UpdateSettings(wanted)).join();
        return metadata.isEmpty()
                ? facts
                : room.command(new RoomCommand.UpdateMetadata(metadata)).join();
    }

    /** All rooms, or those of these names. */
    public List<RoomFacts> list(List<String> names) {
        return byName.values().stream()
                .map(RoomActor::facts)
                .filter(facts -> names.isEmpty() || names.contains(facts.name()))
                .toList();
    }

    /** Closes a room for everybody; false when it is not there. */
    public boolean delete(String name) {
        return ask(name, room -> room.command(new RoomCommand.Close(LeaveReason.ROOM_DELETED)))
                .isPresent();
    }

    /** Everybody in a room; empty when the room is not there. */
    public Optional<List<Participant>> participants(String roomName) {
        return ask(roomName, RoomActor::participants);
    }

    /** Somebody in a room; empty when room or participant is not there. */
    public Optional<Participant> participant(String roomName, String identity) {
        return ask(roomName, room -> room.byIdentity(identity)).flatMap(Function.identity());
    }

    /** Carries out a command in a room; empty when the room is not there. */
    public Optional<RoomFacts> command(String roomName, RoomCommand command) {
        return ask(roomName, room -> room.command(command));
    }

    /**
     * Sends a message to everybody in a room, or to those of these identities and sids; false when
     * the room is not there.
     *
     * @param nonce the same for a message that is sent again; may be empty
     * @throws media.sluice.coordinator.port.NodeException when the node did not take it
     */
    public boolean sendData(
            String roomName, String label, byte[] payload, byte[] nonce, List<String> recipients) {
        var targets = ask(roomName, room -> room.dataTargets(nonce));
        for (var node : targets.orElse(List.of())) {
            node.data().send(node.epoch(), node.roomId(), label, payload, recipients);
        }
        return targets.isPresent();
    }

    /** Mutes or unmutes a track and tells its client; answers the track after it. */
    public Optional<Track> mute(String roomName, String sid, String trackSid, boolean isMuted) {
        return ask(roomName, room -> room.mute(sid, trackSid, isMuted)).stream()
                .flatMap(List::stream)
                .filter(participant -> participant.sid().equals(sid))
                .findAny()
                .flatMap(participant -> participant.track(trackSid));
    }

    @Override
    public void onEvent(String nodeId, String roomId, NodeEvent event) {
        var room = byId.get(roomId);
        if (room != null) {
            room.onNodeEvent(nodeId, event);
        }
    }

    @Override
    public void onRoomsListed(String nodeId, List<ListedRoom> listed) {
        for (var one : listed) {
            var room = byId.get(one.roomId());
            if (room != null) {
                room.onListed(nodeId, one.sessionIds());
            } else if (!services.store().isKept(one.roomId())) {
                leftovers.close(nodeId, one.roomId(), Leftovers.GRACE_MILLIS);
            }
        }
    }

    @Override
    public void onNodeLost(String nodeId) {
        services.counters().add(Counter.NODES_LOST);
        byName.values().forEach(room -> room.onNodeLost(nodeId));
    }

    private void holdUntilFirstNode() {
        try {
            var _ = services.nodes().awaitFirst(HOLD_MILLIS);
        } catch (InterruptedException _) {
            // The process ends: whoever asks is told what can be told.
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isForLackOfNodes(JoinOutcome outcome) {
        return outcome instanceof JoinOutcome.Refused(var code, var _)
                && (code == ErrorCode.UNAVAILABLE || code == ErrorCode.EXHAUSTED);
    }

    /** Waits as long as it may; true when some node has room now. */
    private boolean holdUntilRoom(Seat seat) {
        if (joinWaitMillis == 0) {
            return false;
        }
        try {
            if (held.incrementAndGet() > MAX_HELD) {
                return false;
            }
            long untilMillis = services.clock().millis() + joinWaitMillis;
            while (services.clock().millis() < untilMillis) {
                Thread.sleep(LOOK_AGAIN_MILLIS);
                if (whyUnavailable(seat.roomName()).isEmpty()) {
                    return true;
                }
                waiting.foundNone(seat, services.clock().millis());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            held.decrementAndGet();
        }
        return false;
    }

    private RoomActor open(String name, RoomSettings wanted) {
        return byName.computeIfAbsent(name, _ -> newRoom(name, wanted));
    }

    private RoomActor newRoom(String name, RoomSettings wanted) {
        var facts =
                new RoomFacts(
                        Randoms.sid("RM_"),
                        name,
                        defaults.updatedBy(wanted),
                        "",
                        services.clock().millis(),
                        0,
                        0);
        var room = new RoomActor(services, facts, this::closed);
        byId.put(room.roomId(), room);
        return room;
    }

    private void closed(RoomActor room) {
        byName.remove(room.facts().name(), room);
        byId.remove(room.roomId());
    }

    private <T> Optional<T> ask(String name, Function<RoomActor, CompletableFuture<T>> question) {
        var room = byName.get(name);
        if (room == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(question.apply(room).join());
        } catch (CompletionException fault) {
            rethrowUnlessGone(fault);
            return Optional.empty();
        }
    }

    private static JoinOutcome refused(ErrorCode code, String reason) {
        return new JoinOutcome.Refused(code, reason);
    }

    private static void rethrowUnlessGone(CompletionException fault) {
        if (!(fault.getCause() instanceof RoomGoneException)) {
            throw fault;
        }
    }
}
