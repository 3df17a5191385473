package media.sluice.coordinator.usecase;

import media.sluice.coordinator.port.ServerMessage;
import media.sluice.coordinator.port.SessionState;
import media.sluice.coordinator.room.LeaveReason;
import media.sluice.coordinator.room.Participant;
import media.sluice.coordinator.room.ParticipantState;
import media.sluice.coordinator.room.RoomCommand;
import media.sluice.coordinator.room.RoomFacts;

/**
 * What time brings: participants that never connect or are lost, tokens that age, rooms that empty.
 * One room thread.
 */
final class Housekeeping {
    /** Who is not connected by then is removed. */
    private static final long JOIN_MILLIS = 60_000;

    /** How long a lost transport may take to come back. */
    private static final long LOST_MILLIS = 5000;

    private static final long REFRESH_MILLIS = 5 * 60_000;
    private static final long COUNTS_MILLIS = 5000;

    private final RoomContext room;
    private RoomFacts told;
    private long toldAtMillis;

    Housekeeping(RoomContext room) {
        this.room = room;
        told = room.room().facts();
    }

    /** Once per second. */
    void tick() {
        long nowMillis = room.nowMillis();
        for (var caller : room.callers()) {
            room.room()
                    .participant(caller.sid())
                    .ifPresent(participant -> check(caller, participant, nowMillis));
        }
        room.telemetry().tick(nowMillis);
        tellCounts(nowMillis);
        room.handle(new RoomCommand.Tick(nowMillis));
    }

    /** A transport of the participant changed. */
    void onSessionState(Caller caller, String sessionId, SessionState state) {
        caller.peer().onSessionState(sessionId, state);
        var primary = caller.peer().primaryState();
        boolean isLost = primary == SessionState.DISCONNECTED || primary == SessionState.FAILED;
        room.telemetry().setLost(caller.sid(), isLost);
        if (primary == SessionState.CONNECTED) {
            caller.setGiveUpAtMillis(0);
            room.handle(new RoomCommand.Advance(caller.sid(), ParticipantState.ACTIVE));
        } else if (state == SessionState.FAILED) {
            askToResume(caller);
        }
    }

    /** The participant's signal connection is gone. */
    void onSignalLost(Caller caller) {
        caller.outbox().detach();
        caller.setSignalLostAtMillis(room.nowMillis());
        boolean wasActive =
                room.room()
                        .participant(caller.sid())
                        .map(participant -> participant.state() == ParticipantState.ACTIVE)
                        .orElse(false);
        if (!wasActive) {
            leave(caller, LeaveReason.SIGNAL_CLOSE);
        }
    }

    private void check(Caller caller, Participant participant, long nowMillis) {
        boolean isLate = nowMillis - participant.joinedAtMillis() > JOIN_MILLIS;
        if (isLate && participant.state() != ParticipantState.ACTIVE) {
            leave(caller, LeaveReason.JOIN_FAILURE);
        } else if (caller.giveUpAtMillis() != 0 && nowMillis > caller.giveUpAtMillis()) {
            leave(caller, LeaveReason.CONNECTION_TIMEOUT);
        } else if (nowMillis - caller.refreshedAtMillis() > REFRESH_MILLIS) {
            room.refreshToken(caller.sid());
        }
        caller.peer().retry();
        var state = caller.peer().primaryState();
        boolean isSilent = state == SessionState.DISCONNECTED || state == SessionState.FAILED;
        if (isSilent && caller.signalLostAtMillis() != 0 && caller.giveUpAtMillis() == 0) {
            caller.setGiveUpAtMillis(nowMillis + LOST_MILLIS);
        }
    }

    private void askToResume(Caller caller) {
        if (caller.giveUpAtMillis() != 0) {
            return;
        }
        caller.setGiveUpAtMillis(room.nowMillis() + LOST_MILLIS);
        caller.askToResume(LeaveReason.CONNECTION_TIMEOUT);
    }

    private void tellCounts(long nowMillis) {
        if (nowMillis - toldAtMillis < COUNTS_MILLIS) {
            return;
        }
        toldAtMillis = nowMillis;
        var facts = room.room().facts();
        if (!facts.equals(told)) {
            told = facts;
            room.callers().forEach(c -> c.send(new ServerMessage.RoomChanged(facts)));
        }
    }

    private void leave(Caller caller, LeaveReason reason) {
        room.handle(new RoomCommand.Leave(caller.sid(), reason));
    }
}
