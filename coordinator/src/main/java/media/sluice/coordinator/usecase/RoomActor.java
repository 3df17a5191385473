package media.sluice.coordinator.usecase;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import media.sluice.coordinator.peer.RoomOnNode;
import media.sluice.coordinator.port.ClientMessage;
import media.sluice.coordinator.port.Counter;
import media.sluice.coordinator.port.LeaveAction;
import media.sluice.coordinator.port.NodeEvent;
import media.sluice.coordinator.port.SessionState;
import media.sluice.coordinator.room.LeaveReason;
import media.sluice.coordinator.room.Participant;
import media.sluice.coordinator.room.RoomCommand;
import media.sluice.coordinator.room.RoomFacts;

/**
 * One room and the thread that owns it: everything that happens to the room is a task here, carried
 * out one after the other. Its methods are safe for use by many threads.
 */
final class RoomActor {
    private static final Log LOG = new Log(RoomActor.class);

    private final SerialExecutor executor;
    private final RoomContext room;
    private final Requests requests;
    private final Admission admission;
    private final Housekeeping housekeeping;
    private final ServerData data;
    private final Relocations relocations;
    private final Consumer<RoomActor> onClosed;
    private final String roomId;
    private final Future<?> ticking;
    private volatile RoomFacts facts;
    private volatile Set<String> nodeIds = Set.of();
    private volatile RoomLoad load;

    RoomActor(Services services, RoomFacts facts, Consumer<RoomActor> onClosed) {
        this.facts = facts;
        load = new RoomLoad(facts, List.of());
        this.onClosed = onClosed;
        roomId = facts.sid();
        executor = new SerialExecutor("room-" + facts.name());
        room = new RoomContext(services, facts, new OwnThread());
        var scenarios = new Scenarios(room, executor);
        requests = new Requests(room, scenarios, executor);
        admission = new Admission(room, requests, scenarios);
        housekeeping = new Housekeeping(room);
        data = new ServerData(room);
        relocations = new Relocations(room);
        ticking =
                services.timers()
                        .scheduleAtFixedRate(() -> submit(this::tick), 1, 1, TimeUnit.SECONDS);
    }

    String roomId() {
        return roomId;
    }

    /** The room as it was after the last task. */
    RoomFacts facts() {
        return facts;
    }

    /** The nodes that carry it, as it was after the last task. */
    Set<String> nodeIds() {
        return nodeIds;
    }

    /** What it asks of its nodes, as it was less than a second or so ago. */
    RoomLoad load() {
        return load;
    }

    /** Answers when everything that was begun before is done or shows in {@link #load()}. */
    CompletableFuture<RoomLoad> settled() {
        return ask(this::look);
    }

    /** Moves a participant; an empty node means the least loaded other one. */
    CompletableFuture<MoveOutcome> move(String identity, String nodeId) {
        var outcome = new CompletableFuture<MoveOutcome>();
        return ask(
                        () -> {
                            relocations.move(identity, nodeId, outcome);
                            return true;
                        })
                .thenCompose(_ -> outcome);
    }

    /**
     * Lets somebody in. Blocks while the node opens the session, and only the caller's thread does;
     * throws when the room is gone.
     */
    JoinOutcome join(JoinCall call) {
        return switch (ask(() -> admission.receive(call)).join()) {
            case Arrival.Refused(var outcome) -> outcome;
            case Arrival.Expected arrival -> {
                var fault = arrival.prepare();
                yield ask(() -> admission.admit(arrival, fault, this)).join();
            }
        };
    }

    CompletableFuture<JoinOutcome> resume(ResumeCall call, long lastDataSequence) {
        return ask(() -> admission.resume(call, lastDataSequence, this));
    }

    /** Asks how far a client's data messages have come; blocks when called. */
    CompletableFuture<LongSupplier> lastDataSequence(String sid) {
        return ask(() ->
                room.caller(sid)
                        .map(caller -> {
                            var peer = caller.peer();
                            return peer.lastDataSequence(caller.home(peer.publishingSession()));
                        })
                        .orElse(() -> 0));
    }

    CompletableFuture<List<Participant>> participants() {
        return ask(() -> room.room().participants());
    }

    CompletableFuture<Optional<Participant>> byIdentity(String identity) {
        return ask(() -> room.room().byIdentity(identity));
    }

    /** Carries out a command and answers the room after it. */
    CompletableFuture<RoomFacts> command(RoomCommand command) {
        return ask(() -> {
            room.handle(command);
            return room.room().facts();
        });
    }

    /**
     * Mutes or unmutes a track of somebody and tells its client; answers the room after it. The
     * client is told before it reads its own changed track in an update: livekit-client answers a
     * track whose state is not its own with its own, which would undo this.
     */
    CompletableFuture<List<Participant>> mute(String sid, String trackSid, boolean isMuted) {
        return ask(() -> {
            room.tellMuted(sid, trackSid, isMuted);
            room.handle(new RoomCommand.MuteTrack(sid, trackSid, isMuted));
            return room.room().participants();
        });
    }

    /** Where a message of the server API goes; nowhere when it went already or nobody is here. */
    CompletableFuture<List<RoomOnNode>> dataTargets(byte[] nonce) {
        return ask(() -> data.targets(nonce));
    }

    void receive(SignalLine line, ClientMessage message) {
        submit(() -> withCaller(line, caller -> requests.handle(caller, message)));
    }

    void lineClosed(SignalLine line) {
        submit(() -> withCaller(line, housekeeping::onSignalLost));
    }

    void onNodeEvent(String fromNodeId, NodeEvent event) {
        submit(() -> {
            if (room.placement().leg(fromNodeId).isPresent()) {
                handle(fromNodeId, event);
            }
        });
    }

    /** A node says that it has the room with these sessions: closes what is not ours. */
    void onListed(String listingNodeId, Set<String> sessionIds) {
        submit(() -> {
            room.placement()
                    .leg(listingNodeId)
                    .ifPresentOrElse(
                            leg -> room.closeUnknown(leg, sessionIds),
                            // Its clients were sent elsewhere when it was given up.
                            () -> new Leftovers(room.services()).close(listingNodeId, roomId, 0));
        });
    }

    /** Everything on the node is gone: who was there joins anew. */
    void onNodeLost(String lostNodeId) {
        submit(() -> {
            if (room.placement().leg(lostNodeId).isPresent()) {
                LOG.warn("room lost a node", "room", facts.name(), "node", lostNodeId);
                room.loseNode(lostNodeId);
            }
        });
    }

    private void handle(String nodeId, NodeEvent event) {
        switch (event) {
            case NodeEvent.SessionChanged(var sessionId, var state) ->
                    bySession(nodeId, sessionId)
                            .ifPresent(c -> housekeeping.onSessionState(c, sessionId, state));
            case NodeEvent.SessionEnded(var sessionId) ->
                    bySession(nodeId, sessionId)
                            .filter(caller -> !caller.isBetweenNodes())
                            .ifPresent(caller -> {
                                caller.peer().onSessionState(sessionId, SessionState.FAILED);
                                requests.sendAway(
                                        caller, LeaveReason.STATE_MISMATCH, LeaveAction.RECONNECT);
                            });
            case NodeEvent.LevelsChanged(var levels) ->
                    room.telemetry()
                            .onLevels(
                                    levels.stream()
                                            .filter(level -> isFrom(nodeId, level.producerId()))
                                            .toList());
            case NodeEvent.QualityMeasured measured ->
                    bySession(nodeId, measured.sessionId())
                            .ifPresent(c -> room.telemetry().onQuality(c.sid(), measured));
            case NodeEvent.RelayEnded(var producerId) ->
                    room.callers().stream()
                            .filter(caller -> caller.nodeId().equals(nodeId))
                            .forEach(caller -> caller.peer().restartFeed(producerId));
            case NodeEvent.ConsumerStarted _ -> {
                // Publishers hear of their first subscriber when its consumer is created.
            }
        }
    }

    /** Where a session was before its move, its node still says things about it. */
    private Optional<Caller> bySession(String nodeId, String sessionId) {
        return room.bySession(sessionId)
                .filter(caller -> caller.home(sessionId).nodeId().equals(nodeId));
    }

    /** A level is heard on each node that has the producer, and counts where its session is. */
    private boolean isFrom(String nodeId, String producerId) {
        return room.producers()
                .home(producerId)
                .map(home -> home.get().nodeId().equals(nodeId))
                .orElse(false);
    }

    private void withCaller(SignalLine line, Consumer<Caller> task) {
        room.caller(line.sid())
                .filter(caller -> caller.line() == line)
                .ifPresent(caller -> guarded(caller, task));
    }

    /** Bulkhead: a broken invariant ends one participant's session, not the room. */
    private void guarded(Caller caller, Consumer<Caller> task) {
        try {
            task.accept(caller);
        } catch (IllegalStateException | IllegalArgumentException | NullPointerException fault) {
            LOG.fault("participant's session failed", fault, "participant", caller.sid());
            room.services().counters().add(Counter.ROOM_FAULTS);
            requests.sendAway(caller, LeaveReason.STATE_MISMATCH, LeaveAction.RECONNECT);
        }
    }

    private void tick() {
        housekeeping.tick();
        relocations.tick();
        var _ = look();
    }

    private RoomLoad look() {
        var seen = room.load();
        load = seen;
        return seen;
    }

    private void submit(Runnable task) {
        executor.execute(() -> {
            task.run();
            settle();
        });
    }

    private <T> CompletableFuture<T> ask(Supplier<T> question) {
        return executor.ask(() -> {
            if (room.room().isClosed()) {
                throw new RoomGoneException();
            }
            var answer = question.get();
            settle();
            return answer;
        });
    }

    private void settle() {
        facts = room.room().facts();
        nodeIds =
                room.placement().legs().stream()
                        .map(RoomOnNode::nodeId)
                        .collect(Collectors.toUnmodifiableSet());
        if (room.room().isClosed() && !ticking.isCancelled()) {
            ticking.cancel(false);
            onClosed.accept(this);
            executor.shutdown();
        }
    }

    /** The way back here. */
    private final class OwnThread implements RoomThread {
        /** A node's answer to a participant that is still here. */
        @Override
        public void goOn(Caller caller, Runnable task) {
            Runnable step =
                    () ->
                            room.caller(caller.sid())
                                    .filter(known -> known == caller)
                                    .ifPresent(known -> guarded(known, _ -> task.run()));
            if (executor.isOwnThread()) {
                step.run();
            } else {
                submit(step);
            }
        }

        @Override
        public void goOn(Runnable task) {
            submit(task);
        }
    }
}
