package media.sluice.coordinator.usecase;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import media.sluice.coordinator.peer.ProducerBook;
import media.sluice.coordinator.peer.RoomOnNode;
import media.sluice.coordinator.port.Counter;
import media.sluice.coordinator.port.LeaveAction;
import media.sluice.coordinator.port.NodeException;
import media.sluice.coordinator.port.ServerMessage;
import media.sluice.coordinator.room.LeaveReason;
import media.sluice.coordinator.room.Participant;
import media.sluice.coordinator.room.Room;
import media.sluice.coordinator.room.RoomCommand;
import media.sluice.coordinator.room.RoomEvent;
import media.sluice.coordinator.room.RoomFacts;
import org.jspecify.annotations.Nullable;

/**
 * A room with those who are connected to it; carries events of the rules to their effects. Owned by
 * the room's thread.
 */
final class RoomContext {
    private static final Log LOG = new Log(RoomContext.class);
    static final String LEFT_BEHIND = "node kept what nobody needs any more";

    private final Services services;
    private final Room room;
    private final RoomPlacement placement;
    private final Legs legs;
    private final OpenCalls openCalls = new OpenCalls();
    private final RoomThread thread;
    private final ProducerBook producers = new ProducerBook();
    private final Map<String, Caller> callers = new LinkedHashMap<>();

    /** Their session is being opened on the node; they are not in the room yet. */
    private final Set<Caller> arriving = new HashSet<>();

    private final Departures departures = new Departures();
    private final Set<String> forwardedTracks = new HashSet<>();
    private final Telemetry telemetry = new Telemetry(this);
    private final RoomEffects effects = new RoomEffects(this);
    private final ArrayDeque<RoomEvent> undone = new ArrayDeque<>();
    private boolean isDispatching;

    RoomContext(Services services, RoomFacts facts, RoomThread thread) {
        this.services = services;
        this.thread = thread;
        room = new Room(facts);
        legs = new Legs(this, thread);
        placement = new RoomPlacement(services, facts.sid(), legs::open);
    }

    Services services() {
        return services;
    }

    Room room() {
        return room;
    }

    RoomPlacement placement() {
        return placement;
    }

    Legs legs() {
        return legs;
    }

    OpenCalls openCalls() {
        return openCalls;
    }

    /** Goes on with a participant on the room's thread, from any. */
    void onThread(Caller caller, Runnable task) {
        thread.goOn(caller, task);
    }

    ProducerBook producers() {
        return producers;
    }

    Telemetry telemetry() {
        return telemetry;
    }

    Departures departures() {
        return departures;
    }

    /** Logs a step of somebody's life; a rehearsed one is nobody's. */
    void logStep(String phrase, @Nullable Object... context) {
        if (!services.isRehearsal()) {
            LOG.info(phrase, context);
        }
    }

    long nowMillis() {
        return services.clock().millis();
    }

    /**
     * Applies a command and carries out what follows; what follows from that is done afterwards, in
     * order.
     */
    void handle(RoomCommand command) {
        undone.addAll(room.handle(command));
        if (isDispatching) {
            return;
        }
        isDispatching = true;
        try {
            for (var event = undone.poll(); event != null; event = undone.poll()) {
                effects.apply(event);
            }
        } finally {
            isDispatching = false;
        }
    }

    void expect(Caller caller) {
        arriving.add(caller);
    }

    void expectNoMore(Caller caller) {
        arriving.remove(caller);
    }

    void add(Caller caller) {
        callers.put(caller.sid(), caller);
    }

    void remove(String sid) {
        var gone = callers.remove(sid);
        if (gone != null) {
            gone.left();
        }
    }

    Optional<Caller> caller(String sid) {
        return Optional.ofNullable(callers.get(sid));
    }

    Collection<Caller> callers() {
        return List.copyOf(callers.values());
    }

    Optional<Caller> bySession(String sessionId) {
        return callers.values().stream()
                .filter(caller -> caller.peer().owns(sessionId))
                .findFirst();
    }

    /** Sends a participant's info to itself and, when others may see it, to everybody. */
    void tellAbout(Participant participant) {
        var message = new ServerMessage.ParticipantsChanged(List.of(participant));
        for (var caller : callers()) {
            if (caller.sid().equals(participant.sid()) || isVisible(participant)) {
                caller.send(message);
            }
        }
    }

    /** Everybody a participant may see, itself left out. */
    List<Participant> othersFor(String sid) {
        return room.participants().stream()
                .filter(other -> !other.sid().equals(sid) && !other.permissions().isHidden())
                .toList();
    }

    /** Sends a participant a token that says what it is now. */
    void refreshToken(String sid) {
        effects.refreshToken(sid);
    }

    /** Tells a client that somebody else muted its track. */
    void tellMuted(String sid, String trackSid, boolean isMuted) {
        caller(sid).ifPresent(c -> c.send(new ServerMessage.TrackMuted(trackSid, isMuted)));
    }

    /** A node is gone with everything on it: who was there joins anew. */
    void loseNode(String nodeId) {
        var lost = placement.lose(nodeId).orElse(null);
        if (lost == null) {
            return;
        }
        for (var caller : callers()) {
            if (caller.isOn(nodeId)) {
                caller.lose(lost);
                caller.setLeaveAction(LeaveAction.RECONNECT);
                handle(new RoomCommand.Leave(caller.sid(), LeaveReason.SERVER_SHUTDOWN));
            }
        }
    }

    /**
     * Closes sessions on a node that belong to nobody here: their close was lost with a connection.
     */
    void closeUnknown(RoomOnNode leg, Set<String> sessionIds) {
        for (var sessionId : sessionIds) {
            boolean isArriving = arriving.stream().anyMatch(c -> c.peer().owns(sessionId));
            if (!isArriving && bySession(sessionId).isEmpty()) {
                atNode(leg, LEFT_BEHIND, node -> node.closeSession(sessionId));
            }
        }
    }

    /** True while somebody is on a node, comes to it or moves, or it is the room's only one. */
    boolean isNeeded(String nodeId) {
        return placement.legs().size() <= 1
                || callers.values().stream().anyMatch(c -> c.isOn(nodeId) || c.isMoving())
                || arriving.stream().anyMatch(c -> c.isOn(nodeId));
    }

    /** What it asks of its nodes. */
    RoomLoad load() {
        return new RoomLoad(room.facts(), placement.legs().stream().map(this::load).toList());
    }

    private RoomLoad.Leg load(RoomOnNode leg) {
        var there = callers.values().stream().filter(c -> c.needs(leg.nodeId())).toList();
        long coming = arriving.stream().filter(c -> c.isOn(leg.nodeId())).count();
        int tracks =
                there.stream()
                        .filter(caller -> caller.nodeId().equals(leg.nodeId()))
                        .mapToInt(caller -> room.trackCount(caller.sid()))
                        .sum();
        return new RoomLoad.Leg(leg.nodeId(), there.size() + (int) coming, tracks);
    }

    /** The room is closed: so it shall be on its nodes, after everything that was asked before. */
    void closeOnNodes() {
        var left = placement.leaveAll();
        openCalls.finish(() -> left.forEach(leg -> atNode(leg, LEFT_BEHIND, RoomOnNode::close)));
    }

    /** Calls a node beside the room's thread; a failure is logged. */
    void atNode(RoomOnNode node, String failure, Consumer<RoomOnNode> call) {
        services.nodeCalls()
                .execute(() -> {
                    try {
                        call.accept(node);
                    } catch (NodeException fault) {
                        services.counters().add(Counter.NODE_FAULTS);
                        LOG.warn(
                                failure,
                                "room",
                                node.roomId(),
                                "node",
                                node.node().id(),
                                "reason",
                                fault.getMessage());
                    }
                });
    }

    /** The first subscriber of a track was bound: tells its publisher. */
    void onTrackForwarded(String trackSid) {
        if (forwardedTracks.add(trackSid)) {
            room.publisherOf(trackSid)
                    .flatMap(publisher -> caller(publisher.sid()))
                    .ifPresent(caller -> caller.send(new ServerMessage.TrackSubscribed(trackSid)));
        }
    }

    void forgetTrack(String trackSid) {
        forwardedTracks.remove(trackSid);
        producers.remove(trackSid);
    }

    private static boolean isVisible(Participant participant) {
        return !participant.permissions().isHidden();
    }
}
