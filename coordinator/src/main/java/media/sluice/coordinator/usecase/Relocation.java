package media.sluice.coordinator.usecase;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import media.sluice.coordinator.peer.RoomOnNode;
import media.sluice.coordinator.port.Counter;
import media.sluice.coordinator.port.ErrorCode;
import media.sluice.coordinator.port.MoveResult;
import media.sluice.coordinator.port.NodeException;
import media.sluice.coordinator.room.LeaveReason;

/**
 * The move of one participant: its sessions go to the target one after the other, each whole or not
 * at all. What nodes are asked is asked on the participant's lane, so that no other call for it
 * comes between; everything else is owned by the room's thread.
 *
 * <pre>
 *   following ──all moved──────────────────────────────────────────────────► moved
 *       │
 *       └─ client silent ─► awaiting: the client is asked to resume
 *                              │ it restarts ICE on a session ─► that one moves ─┐
 *                              │◄──── others are awaited, or it resumed again ───┤
 *                              │                                      none left  └─► moved
 *                              └─ nothing comes, or a node refuses ─► stayed: what moved before stays moved
 * </pre>
 */
final class Relocation {
    /** A client that can follow tries the other node within a quarter of a second. */
    private static final long FOLLOW_MILLIS = 2000;

    /**
     * A client that has restarted ICE tries the candidates it is told within a round trip; until
     * then some hear nothing, as they forgot the path they had.
     */
    private static final long RESTARTED_MILLIS = 2500;

    /**
     * SDKs come back within a second or two, and give up a resume after 15: until then the client
     * has heard where its sessions are.
     */
    private static final long RETURN_MILLIS = 10_000;

    private final RoomContext room;
    private final Caller caller;
    private final RoomOnNode target;
    private final CompletableFuture<MoveOutcome> outcome;
    private final String fromNodeId;

    /** Sessions that move when the client restarts ICE on them. */
    private final Set<String> awaited = new LinkedHashSet<>();

    private boolean isResumed;

    /** The client resumed once more while a session crossed: it will restart ICE again. */
    private boolean cameAgain;

    private long giveUpAtMillis;
    private int passes;
    private long switchMicros;
    private int tunnelled;

    private boolean isOver;

    /** Set on either thread: a pass that waits on the lane is not begun any more. */
    private volatile boolean isStopped;

    /** Prepares the move; {@code outcome} hears how it ends. */
    Relocation(
            RoomContext room,
            Caller caller,
            RoomOnNode target,
            CompletableFuture<MoveOutcome> outcome) {
        this.room = room;
        this.caller = caller;
        this.target = target;
        this.outcome = outcome;
        fromNodeId = caller.nodeId();
    }

    /** Begins. */
    void start() {
        caller.setRelocation(this);
        cross(caller.peer().openSessions(), FOLLOW_MILLIS);
    }

    /** True while a session may be on either node. */
    boolean isCrossing() {
        return passes > 0;
    }

    /** True when this is where it goes. */
    boolean isTo(String nodeId) {
        return target.nodeId().equals(nodeId);
    }

    /** Once per second. */
    void tick(long nowMillis) {
        if (!awaited.isEmpty() && !isCrossing() && nowMillis > giveUpAtMillis) {
            stay(
                    ErrorCode.CONFLICT,
                    "its client did not follow to the other node, nor come back when it was asked"
                            + " to resume: move it later, or let it join again");
        }
    }

    /** The client has opened its signal connection anew. */
    void onSignalResumed() {
        cameAgain |= isResumed && isCrossing();
    }

    /** The participant has left. */
    void abandon() {
        end(new MoveOutcome.Stayed(ErrorCode.CONFLICT, "it left the room during the move"));
    }

    /** How one pass over some sessions ended. */
    private sealed interface End {
        /** All of them are at the target. */
        record Arrived() implements End {}

        /** Not begun, as another ended badly. */
        record Skipped() implements End {}

        /** The client did not try the target: these are where they were. */
        record Silent(List<String> sessionIds) implements End {}

        /** A node could not do it. */
        record Refused(ErrorCode code, String reason) implements End {}

        /** Nobody knows where a session is. */
        record Lost(String reason) implements End {}
    }

    /** Moves sessions, on the participant's lane. */
    private void cross(List<String> sessionIds, long patienceMillis) {
        passes++;
        var received = new HashMap<String, Supplier<RoomOnNode>>();
        for (var trackSid : caller.peer().receivedTracks()) {
            room.producers().home(trackSid).ifPresent(home -> received.put(trackSid, home));
        }
        caller.lane()
                .run(() -> {
                    End end =
                            new End.Refused(ErrorCode.INTERNAL, "the move broke off: see the log");
                    try {
                        end = crossNow(sessionIds, received, patienceMillis);
                    } catch (NodeException fault) {
                        end = new End.Refused(fault.code(), String.valueOf(fault.getMessage()));
                    } finally {
                        var ended = end;
                        isStopped |= !(ended instanceof End.Arrived);
                        room.onThread(caller, () -> onEnd(sessionIds, ended));
                    }
                });
    }

    private End crossNow(
            List<String> sessionIds,
            Map<String, Supplier<RoomOnNode>> received,
            long patienceMillis) {
        if (isStopped) {
            return new End.Skipped();
        }
        bringOthers(sessionIds, received);
        for (int at = 0; at < sessionIds.size(); at++) {
            var sessionId = sessionIds.get(at);
            var source = caller.home(sessionId);
            if (source.nodeId().equals(target.nodeId())) {
                continue;
            }
            switch (move(sessionId, source, patienceMillis)) {
                case MoveResult.Moved(var micros, var datagrams) -> {
                    caller.setHome(sessionId, target);
                    room.onThread(caller, () -> onMoved(sessionId, micros, datagrams));
                }
                case MoveResult.Stayed(var isClientSilent, var reason) -> {
                    if (!isClientSilent) {
                        return new End.Refused(ErrorCode.UNAVAILABLE, reason);
                    }
                    requireAnswer(sessionId);
                    return new End.Silent(sessionIds.subList(at, sessionIds.size()));
                }
                case MoveResult.Lost(var reason) -> {
                    return new End.Lost(reason);
                }
            }
        }
        return new End.Arrived();
    }

    /** What the participant receives from third nodes has to be at the target before it comes. */
    private void bringOthers(List<String> sessionIds, Map<String, Supplier<RoomOnNode>> received) {
        for (var entry : received.entrySet()) {
            var home = entry.getValue().get();
            boolean isThird =
                    sessionIds.stream()
                            .noneMatch(id -> caller.home(id).nodeId().equals(home.nodeId()));
            if (isThird) {
                target.bring(entry.getKey(), home);
            }
        }
    }

    private MoveResult move(String sessionId, RoomOnNode source, long patienceMillis) {
        var ticket = target.prepareMove(sessionId);
        return source.moveSession(
                sessionId,
                ticket,
                patienceMillis,
                candidates ->
                        room.onThread(
                                caller, () -> caller.peer().offerMove(sessionId, candidates)));
    }

    /**
     * To a target that hangs no client can go: it looks silent, and must not be asked to resume.
     */
    private void requireAnswer(String sessionId) {
        try {
            var _ = target.prepareMove(sessionId);
        } catch (NodeException fault) {
            if (fault.code() == ErrorCode.UNAVAILABLE) {
                throw fault;
            }
            // It answers; what it minds is said when the client comes.
        }
    }

    private void onMoved(String sessionId, long micros, int datagrams) {
        caller.peer().moved(sessionId);
        switchMicros = Math.max(switchMicros, micros);
        tunnelled += datagrams;
    }

    private void onEnd(List<String> sessionIds, End end) {
        passes--;
        if (isOver) {
            return;
        }
        switch (end) {
            case End.Arrived() -> {
                sessionIds.forEach(awaited::remove);
                if (awaited.isEmpty()) {
                    finish();
                }
            }
            case End.Skipped() -> {
                // The one that ended badly says what follows.
            }
            case End.Silent(var silent) -> {
                if (!isResumed) {
                    askToResume(silent);
                } else if (!cameAgain) {
                    stay(
                            ErrorCode.CONFLICT,
                            "its client restarted ICE, but sent no check to "
                                    + target.nodeId()
                                    + ": see that its UDP reaches that node");
                }
            }
            case End.Refused(var code, var reason) -> stay(code, reason);
            case End.Lost(var reason) -> {
                room.services().counters().add(Counter.MOVES_LOST);
                end(new MoveOutcome.Stayed(ErrorCode.INTERNAL, reason));
                caller.onNegotiationFailed();
            }
        }
        if (cameAgain && isStopped && !isOver && !isCrossing()) {
            // Its first restart is void; what it restarts now waits behind what has just ended.
            awaitRestart(List.copyOf(awaited));
        }
    }

    /** The client does not follow: it is asked to restart ICE, which takes it to the target. */
    private void askToResume(List<String> sessionIds) {
        isResumed = true;
        giveUpAtMillis = room.nowMillis() + RETURN_MILLIS;
        awaitRestart(sessionIds);
        room.logStep(
                "participant asked to resume", "participant", caller.sid(), "to", target.nodeId());
        caller.askToResume(LeaveReason.MIGRATION);
    }

    private void awaitRestart(List<String> sessionIds) {
        isStopped = false;
        cameAgain = false;
        awaited.addAll(sessionIds);
        for (var sessionId : sessionIds) {
            caller.peer()
                    .moveOnRestart(sessionId, () -> cross(List.of(sessionId), RESTARTED_MILLIS));
        }
    }

    /** All that was to move has moved; what the client opened meanwhile is taken along. */
    private void finish() {
        var left =
                caller.peer().openSessions().stream()
                        .filter(id -> !caller.home(id).nodeId().equals(target.nodeId()))
                        .toList();
        if (!left.isEmpty()) {
            cross(left, FOLLOW_MILLIS);
            return;
        }
        caller.setHome(target);
        var how = isResumed ? MoveOutcome.How.RESUMED : MoveOutcome.How.FOLLOWED;
        room.services().counters().add(Counter.MOVES);
        if (isResumed) {
            room.services().counters().add(Counter.MOVES_RESUMED);
        }
        room.logStep(
                "participant moved",
                "participant",
                caller.sid(),
                "how",
                how,
                "from",
                fromNodeId,
                "to",
                target.nodeId(),
                "switchMicros",
                switchMicros);
        end(new MoveOutcome.Moved(how, fromNodeId, target.nodeId(), switchMicros, tunnelled));
    }

    private void stay(ErrorCode code, String reason) {
        awaited.forEach(caller.peer()::stayed);
        room.services().counters().add(Counter.MOVES_FAILED);
        var said = reason + whatMoved();
        room.logStep(
                "participant not moved",
                "participant",
                caller.sid(),
                "to",
                target.nodeId(),
                "reason",
                said);
        end(new MoveOutcome.Stayed(code, said));
    }

    /** A client of two connections may be half at the target; asked again, the rest follows. */
    private String whatMoved() {
        var sessions = caller.peer().openSessions();
        var publishing = caller.peer().publishingSession();
        var moved = sessions.stream().filter(this::isAtTarget).toList();
        if (moved.isEmpty() || moved.size() == sessions.size()) {
            return "";
        }
        var what = moved.contains(publishing) ? "sends" : "receives";
        return "; the connection on which it "
                + what
                + " is on "
                + target.nodeId()
                + ", the other stays on "
                + fromNodeId
                + ": move it again to bring both together";
    }

    private boolean isAtTarget(String sessionId) {
        return caller.home(sessionId).nodeId().equals(target.nodeId());
    }

    private void end(MoveOutcome how) {
        isOver = true;
        isStopped = true;
        awaited.clear();
        caller.setRelocation(null);
        outcome.complete(how);
    }
}
