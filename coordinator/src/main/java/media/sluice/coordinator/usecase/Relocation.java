package media.sluice.coordinator.usecase;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import media.sluice.coordinator.peer.RoomOnNode;
import media.sluice.coordinator.port.Counter;
import media.sluice.coordinator.port.ErrorCode;
import media.sluice.coordinator.port.MoveResult;
import media.sluice.coordinator.port.NodeException;

/**
 * The move of one participant: its sessions go to the target one after the other, each whole or not
 * at all. Begun on the room's thread, carried out on the participant's lane, so that no other call
 * for it comes between; what follows happens on the room's thread.
 *
 * <pre>
 *   relays of third nodes ─► per session: reserve ─► move (the client is told candidates) ─► moved
 *                                                └─► stayed: what moved before stays moved
 * </pre>
 */
final class Relocation {
    private final RoomContext room;
    private final Caller caller;
    private final RoomOnNode target;
    private final List<String> sessionIds;
    private final Map<String, Supplier<RoomOnNode>> received = new LinkedHashMap<>();
    private final CompletableFuture<MoveOutcome> outcome;
    private final String fromNodeId;
    private long switchMicros;
    private int tunnelled;

    /**
     * Prepares the move; on the room's thread.
     *
     * @param outcome hears how it ends
     */
    Relocation(
            RoomContext room,
            Caller caller,
            RoomOnNode target,
            CompletableFuture<MoveOutcome> outcome) {
        this.outcome = outcome;
        this.room = room;
        this.caller = caller;
        this.target = target;
        sessionIds = caller.peer().openSessions();
        fromNodeId = caller.nodeId();
        for (var trackSid : caller.peer().receivedTracks()) {
            room.producers().home(trackSid).ifPresent(home -> received.put(trackSid, home));
        }
    }

    /** Carries the move out; blocks, on the participant's lane. */
    void run() {
        try {
            bringOthers();
            for (var sessionId : sessionIds) {
                var source = caller.home(sessionId);
                if (!source.nodeId().equals(target.nodeId()) && !move(sessionId, source)) {
                    return;
                }
            }
            caller.setHome(target);
            room.services().counters().add(Counter.MOVES);
            room.logStep(
                    "participant moved",
                    "participant",
                    caller.sid(),
                    "from",
                    fromNodeId,
                    "to",
                    target.nodeId(),
                    "switchMicros",
                    switchMicros);
            outcome.complete(
                    new MoveOutcome.Moved(fromNodeId, target.nodeId(), switchMicros, tunnelled));
        } catch (NodeException fault) {
            stay(fault.code(), String.valueOf(fault.getMessage()));
        } finally {
            outcome.complete(
                    new MoveOutcome.Stayed(ErrorCode.INTERNAL, "the move broke off: see the log"));
            room.onThread(caller, () -> caller.setMoving(false));
        }
    }

    /** What the participant receives from third nodes has to be at the target before it comes. */
    private void bringOthers() {
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

    private boolean move(String sessionId, RoomOnNode source) {
        var ticket = target.prepareMove(sessionId);
        var result =
                source.moveSession(
                        sessionId,
                        ticket,
                        candidates ->
                                room.onThread(
                                        caller,
                                        () -> caller.peer().offerMove(sessionId, candidates)));
        return switch (result) {
            case MoveResult.Moved(var micros, var datagrams) -> {
                caller.setHome(sessionId, target);
                room.onThread(caller, () -> caller.peer().moved(sessionId));
                switchMicros = Math.max(switchMicros, micros);
                tunnelled += datagrams;
                yield true;
            }
            case MoveResult.Stayed(var isClientSilent, var reason) -> {
                stay(isClientSilent ? ErrorCode.CONFLICT : ErrorCode.UNAVAILABLE, reason);
                yield false;
            }
            case MoveResult.Lost(var reason) -> {
                room.services().counters().add(Counter.MOVES_LOST);
                outcome.complete(new MoveOutcome.Stayed(ErrorCode.INTERNAL, reason));
                room.onThread(caller, caller::onNegotiationFailed);
                yield false;
            }
        };
    }

    private void stay(ErrorCode code, String reason) {
        room.services().counters().add(Counter.MOVES_FAILED);
        room.logStep(
                "participant not moved",
                "participant",
                caller.sid(),
                "to",
                target.nodeId(),
                "reason",
                reason);
        outcome.complete(new MoveOutcome.Stayed(code, reason));
    }
}
