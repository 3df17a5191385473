package media.sluice.coordinator.usecase;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import media.sluice.coordinator.port.ClientMessage;
import media.sluice.coordinator.port.LeaveAction;
import media.sluice.coordinator.room.LeaveReason;
import media.sluice.coordinator.room.RoomCommand;

/** Faults that clients ask for in their own tests. Owned by the room's thread. */
final class Scenarios {
    private static final double LOUD = 0.9;
    private static final int CUTS_BEFORE_RESUME = 3;
    private static final long CUT_WITHIN_MILLIS = 5000;
    private static final int MAX_SECONDS = 60;

    private final RoomContext room;
    private final SerialExecutor executor;
    private final Map<String, Integer> cutsBeforeResume = new HashMap<>();
    private final Map<String, Long> cutAfterResumeUntil = new HashMap<>();

    Scenarios(RoomContext room, SerialExecutor executor) {
        this.room = room;
        this.executor = executor;
    }

    void run(Caller caller, ClientMessage.Simulate simulate) {
        switch (simulate.scenario()) {
            case SPEAKER -> speak(caller.sid(), Math.clamp(simulate.amount(), 1, MAX_SECONDS));
            case NODE_FAILURE, MIGRATION -> {
                caller.setSilent();
                leave(caller, LeaveReason.STATE_MISMATCH, LeaveAction.RECONNECT);
            }
            case SERVER_LEAVE -> leave(caller, LeaveReason.SERVER_SHUTDOWN, LeaveAction.DISCONNECT);
            case CUT_ON_RESUME ->
                    cutAfterResumeUntil.put(caller.sid(), room.nowMillis() + CUT_WITHIN_MILLIS);
            case CUT_BEFORE_RESUME -> cutsBeforeResume.put(caller.sid(), CUTS_BEFORE_RESUME);
            case FULL_RECONNECT -> leave(caller, LeaveReason.UNKNOWN_REASON, LeaveAction.RECONNECT);
        }
    }

    /** True when the signal of this resume shall be cut before any message. */
    boolean isCutBefore(String sid) {
        var left = cutsBeforeResume.remove(sid);
        if (left == null) {
            return false;
        }
        if (left > 1) {
            cutsBeforeResume.put(sid, left - 1);
        }
        return true;
    }

    /** True when the signal of this resume shall be cut after its messages. */
    boolean isCutAfter(String sid) {
        var until = cutAfterResumeUntil.remove(sid);
        return until != null && room.nowMillis() <= until;
    }

    private void speak(String sid, int seconds) {
        room.telemetry().simulate(sid, LOUD);
        var end = (Runnable) () -> executor.execute(() -> room.telemetry().simulate(sid, 0));
        var _ = room.services().timers().schedule(end, seconds, TimeUnit.SECONDS);
    }

    private void leave(Caller caller, LeaveReason reason, LeaveAction action) {
        caller.setLeaveAction(action);
        room.handle(new RoomCommand.Leave(caller.sid(), reason));
    }
}
