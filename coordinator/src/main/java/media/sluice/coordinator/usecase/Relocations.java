package media.sluice.coordinator.usecase;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import media.sluice.coordinator.peer.RoomOnNode;
import media.sluice.coordinator.placement.Cordon;
import media.sluice.coordinator.placement.NodeFacts;
import media.sluice.coordinator.port.ErrorCode;

/**
 * Who of a room moves to which node: by wish, and away from nodes that are emptied or drain. One
 * room thread.
 */
final class Relocations {
    /**
     * Each move costs a client a few milliseconds of one worker; a room's worth at once would not.
     */
    private static final int AT_ONCE = 4;

    /**
     * A participant that could not move is asked again after this time, and then twice that: it
     * costs a client that cannot follow an interruption of its signal each time.
     */
    private static final long FIRST_PAUSE_MILLIS = 10_000;

    private static final long LONGEST_PAUSE_MILLIS = 5 * 60_000;

    /**
     * Where a node said no, the client noticed nothing: it is tried again soon, as a node that
     * drains does not wait long.
     */
    private static final long FIRST_REFUSED_PAUSE_MILLIS = 1_000;

    private static final long LONGEST_REFUSED_PAUSE_MILLIS = 10_000;

    /** A leg nobody is on is closed after this time: tunnels of moved sessions end before. */
    private static final long EMPTY_MILLIS = 60_000;

    private final RoomContext room;
    private final Map<String, Tries> tries = new HashMap<>();
    private final Map<String, Long> emptySinceMillis = new HashMap<>();

    /**
     * How often somebody was asked to leave a node.
     *
     * @param count times, 1 and more
     * @param endedAtMillis when the last ended, as far as is known
     * @param isRefused a node ended the last, and not the client
     */
    private record Tries(int count, long endedAtMillis, boolean isRefused) {
        Tries at(long millis) {
            return new Tries(count, millis, isRefused);
        }

        Tries refused() {
            return new Tries(count, endedAtMillis, true);
        }

        Tries plus(Tries next) {
            return new Tries(count + next.count, next.endedAtMillis, false);
        }

        long pauseMillis() {
            int doublings = Math.min(count - 1, 10);
            return isRefused
                    ? Math.min(
                            FIRST_REFUSED_PAUSE_MILLIS << doublings, LONGEST_REFUSED_PAUSE_MILLIS)
                    : Math.min(FIRST_PAUSE_MILLIS << doublings, LONGEST_PAUSE_MILLIS);
        }
    }

    Relocations(RoomContext room) {
        this.room = room;
    }

    /**
     * Moves a participant.
     *
     * @param nodeId where to; empty for the least loaded other node
     * @param outcome hears how it ends
     */
    void move(String identity, String nodeId, CompletableFuture<MoveOutcome> outcome) {
        var caller =
                room.room().byIdentity(identity).flatMap(p -> room.caller(p.sid())).orElse(null);
        if (caller == null) {
            stay(outcome, ErrorCode.CALLER, "nobody of identity " + identity + " is in the room");
        } else if (caller.isMoving()) {
            stay(outcome, ErrorCode.CONFLICT, identity + " is moving already: ask again");
        } else if (caller.isWhollyOn(nodeId)) {
            stay(outcome, ErrorCode.CALLER, identity + " is on " + nodeId + " already");
        } else {
            var place =
                    nodeId.isEmpty()
                            ? room.placement().awayFrom(caller.nodeId())
                            : room.placement().at(nodeId);
            switch (place) {
                case RoomPlacement.Place.Nowhere(var why) ->
                        stay(outcome, why.code(), why.reason());
                case RoomPlacement.Place.At(var leg) -> begin(caller, leg, outcome);
            }
        }
    }

    /** Once per second: empties nodes that shall be empty, and closes legs that are. */
    void tick() {
        long nowMillis = room.nowMillis();
        for (var caller : room.callers()) {
            var relocation = caller.relocation();
            if (relocation != null) {
                relocation.tick(nowMillis);
            }
        }
        empty(leaving(), nowMillis);
        room.legs().tick(nowMillis);
        closeEmpty(nowMillis);
    }

    private void empty(Set<String> leaving, long nowMillis) {
        long moving = room.callers().stream().filter(Caller::isMoving).count();
        for (var caller : room.callers()) {
            var left = leaving.stream().filter(caller::isOn).findFirst();
            if (left.isEmpty()) {
                tries.remove(caller.sid());
            } else if (caller.isMoving()) {
                tries.computeIfPresent(caller.sid(), (_, last) -> last.at(nowMillis));
            } else if (moving < AT_ONCE
                    && isDue(caller, nowMillis)
                    && room.placement().awayFrom(left.get())
                            instanceof RoomPlacement.Place.At(var leg)) {
                tries.merge(caller.sid(), new Tries(1, nowMillis, false), Tries::plus);
                moving++;
                var outcome = new CompletableFuture<MoveOutcome>();
                var _ = outcome.thenAccept(how -> noteEnd(caller, how));
                begin(caller, leg, outcome);
            }
        }
        tries.keySet().removeIf(sid -> room.caller(sid).isEmpty());
    }

    /** On the room's thread, as each move ends there. */
    private void noteEnd(Caller caller, MoveOutcome how) {
        if (how instanceof MoveOutcome.Stayed(var code, var _) && code != ErrorCode.CONFLICT) {
            tries.computeIfPresent(caller.sid(), (_, last) -> last.refused());
        }
    }

    private boolean isDue(Caller caller, long nowMillis) {
        var last = tries.get(caller.sid());
        return last == null || nowMillis - last.endedAtMillis() > last.pauseMillis();
    }

    private Set<String> leaving() {
        var leaving = new HashSet<String>();
        for (var node : room.services().nodes().facts()) {
            if (isLeaving(node)) {
                leaving.add(node.nodeId());
            }
        }
        return leaving;
    }

    private static boolean isLeaving(NodeFacts node) {
        return node.cordon() == Cordon.EMPTYING || node.isDraining();
    }

    private void closeEmpty(long nowMillis) {
        for (var leg : room.placement().legs()) {
            var nodeId = leg.nodeId();
            if (room.isNeeded(nodeId)) {
                emptySinceMillis.remove(nodeId);
            } else if (nowMillis - emptySinceMillis.computeIfAbsent(nodeId, _ -> nowMillis)
                    > EMPTY_MILLIS) {
                emptySinceMillis.remove(nodeId);
                room.legs().close(nodeId);
            }
        }
    }

    private void begin(Caller caller, RoomOnNode leg, CompletableFuture<MoveOutcome> outcome) {
        new Relocation(room, caller, leg, outcome).start();
    }

    private static void stay(
            CompletableFuture<MoveOutcome> outcome, ErrorCode code, String reason) {
        outcome.complete(new MoveOutcome.Stayed(code, reason));
    }
}
