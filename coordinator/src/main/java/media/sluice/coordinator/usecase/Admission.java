package media.sluice.coordinator.usecase;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import media.sluice.coordinator.peer.DualPeer;
import media.sluice.coordinator.peer.Peer;
import media.sluice.coordinator.peer.Randoms;
import media.sluice.coordinator.peer.RoomOnNode;
import media.sluice.coordinator.peer.SinglePeer;
import media.sluice.coordinator.port.ClientMessage;
import media.sluice.coordinator.port.Counter;
import media.sluice.coordinator.port.ErrorCode;
import media.sluice.coordinator.port.LeaveAction;
import media.sluice.coordinator.port.NodeException;
import media.sluice.coordinator.port.ServerMessage;
import media.sluice.coordinator.room.LeaveReason;
import media.sluice.coordinator.room.Participant;
import media.sluice.coordinator.room.ParticipantState;
import media.sluice.coordinator.room.RoomCommand;
import media.sluice.coordinator.sdp.OfferedSetup;
import media.sluice.coordinator.sdp.PeerDescription;
import media.sluice.coordinator.sdp.SdpException;

/** Lets participants in, and back in. Owned by the room's thread. */
final class Admission {
    /**
     * From this protocol on, clients that receive connect their receiving peer connection first.
     */
    private static final int SUBSCRIBER_PRIMARY = 3;

    /**
     * From this protocol on, clients cope with media sections that carry another track than before.
     */
    private static final int SECTION_REUSE = 4;

    /** A resumed client connects its transport within this time or is given up. */
    private static final long RESUME_MILLIS = 15_000;

    private final RoomContext room;
    private final Requests requests;
    private final Scenarios scenarios;

    Admission(RoomContext room, Requests requests, Scenarios scenarios) {
        this.room = room;
        this.requests = requests;
        this.scenarios = scenarios;
    }

    /** The first step of a join: may it be, and where. */
    Arrival receive(JoinCall call) {
        Optional<PeerDescription> offer;
        try {
            offer = read(call.offer());
        } catch (SdpException bad) {
            room.services().counters().add(Counter.BAD_DESCRIPTIONS);
            return new Arrival.Refused(
                    new JoinOutcome.Refused(
                            ErrorCode.CALLER, "the offer cannot be read: " + bad.getMessage()));
        }
        return switch (room.placement().forNewcomer()) {
            case RoomPlacement.Place.Nowhere(var why) -> new Arrival.Refused(why);
            case RoomPlacement.Place.At(var leg) -> expect(call, offer, leg);
        };
    }

    private Arrival expect(JoinCall call, Optional<PeerDescription> offer, RoomOnNode leg) {
        var caller = new Caller(room, leg, Randoms.sid("PA_"), call.identity(), call.claims());
        caller.setPeer(peer(caller, call));
        room.expect(caller);
        return new Arrival.Expected(call, offer, caller, newcomer(call, caller.sid()), leg);
    }

    /** The second step, once the node has answered. */
    JoinOutcome admit(Arrival.Expected arrival, Optional<NodeException> fault, RoomActor actor) {
        var caller = arrival.caller();
        room.expectNoMore(caller);
        boolean isNodeLost = !room.placement().has(arrival.node()) && !arrival.node().hasFailed();
        if (isNodeLost) {
            // The node was lost meanwhile, and the session with it.
            throw new RoomGoneException();
        }
        if (fault.isPresent()) {
            caller.onNodeFault("create session", fault.get());
            caller.peer().close();
            return new JoinOutcome.Refused(
                    fault.get().code(),
                    "media node "
                            + caller.nodeId()
                            + " took no session: "
                            + fault.get().getMessage());
        }
        return admit(arrival, actor);
    }

    /** {@code lastDataSequence}: see {@link ServerMessage.Reconnected}. */
    JoinOutcome resume(ResumeCall call, long lastDataSequence, RoomActor actor) {
        var caller =
                room.caller(call.sid())
                        .filter(known -> known.identity().equals(call.identity()))
                        .orElse(null);
        if (caller == null) {
            room.services().counters().add(Counter.RESUMES_REFUSED);
            return new JoinOutcome.SentAway(
                    new ServerMessage.Leave(LeaveReason.STATE_MISMATCH, LeaveAction.RECONNECT));
        }
        room.services().counters().add(Counter.RESUMES);
        long lostAt =
                caller.signalLostAtMillis() == 0 ? room.nowMillis() : caller.signalLostAtMillis();
        var line = open(caller, actor);
        if (scenarios.isCutBefore(call.sid())) {
            caller.outbox().close();
            return new JoinOutcome.Opened(line);
        }
        if (caller.giveUpAtMillis() != 0) {
            caller.setGiveUpAtMillis(room.nowMillis() + RESUME_MILLIS);
        }
        caller.send(new ServerMessage.Reconnected(caller.nodeId(), lastDataSequence));
        catchUp(caller, lostAt);
        var relocation = caller.relocation();
        if (relocation != null) {
            relocation.onSignalResumed();
        }
        caller.peer().resume();
        if (scenarios.isCutAfter(call.sid())) {
            caller.outbox().close();
        }
        room.logStep("signal resumed", "participant", call.sid());
        return new JoinOutcome.Opened(line);
    }

    private JoinOutcome admit(Arrival.Expected arrival, RoomActor actor) {
        var call = arrival.call();
        var caller = arrival.caller();
        room.add(caller);
        room.handle(new RoomCommand.Join(arrival.newcomer()));
        var self = room.room().participant(caller.sid()).orElse(null);
        if (self == null) {
            room.remove(caller.sid());
            caller.peer().close();
            return new JoinOutcome.SentAway(
                    new ServerMessage.Leave(LeaveReason.JOIN_FAILURE, LeaveAction.DISCONNECT));
        }
        var line = open(caller, actor);
        boolean isSubscriberPrimary = !call.isSinglePeer() && isSubscriberPrimary(call);
        caller.outbox()
                .sendFirst(
                        new ServerMessage.Joined(
                                room.room().facts(),
                                self,
                                room.othersFor(caller.sid()),
                                isSubscriberPrimary,
                                caller.nodeId()));
        room.handle(new RoomCommand.Advance(caller.sid(), ParticipantState.JOINED));
        for (var track : call.tracks()) {
            requests.addTrack(caller, track);
        }
        caller.peer().start();
        call.offer().ifPresent(offer -> requests.handle(caller, offer));
        room.refreshToken(caller.sid());
        room.services().counters().add(Counter.JOINS);
        room.logStep(
                "participant joined",
                "room",
                call.roomName(),
                "participant",
                caller.sid(),
                "node",
                caller.nodeId());
        return new JoinOutcome.Opened(line);
    }

    private SignalLine open(Caller caller, RoomActor actor) {
        caller.outbox().hold();
        var line = new SignalLine(actor, caller.sid(), caller.outbox());
        caller.setLine(line);
        return line;
    }

    /** What the client may have missed: who left, who is here, the room. */
    private void catchUp(Caller caller, long lostAtMillis) {
        var gone =
                room.departures().since(lostAtMillis).stream()
                        .filter(left -> room.room().byIdentity(left.identity()).isEmpty())
                        .toList();
        if (!gone.isEmpty()) {
            caller.send(new ServerMessage.ParticipantsChanged(gone));
        }
        var all = new ArrayList<>(room.othersFor(caller.sid()));
        room.room().participant(caller.sid()).ifPresent(all::add);
        caller.send(new ServerMessage.ParticipantsChanged(all));
        caller.send(new ServerMessage.RoomChanged(room.room().facts()));
    }

    private Participant newcomer(JoinCall call, String sid) {
        return new Participant(
                sid,
                call.identity(),
                call.kind(),
                call.profile(),
                call.permissions(),
                call.client(),
                ParticipantState.JOINING,
                room.nowMillis(),
                0,
                List.of(),
                LeaveReason.UNKNOWN_REASON);
    }

    private static Peer peer(Caller caller, JoinCall call) {
        return call.isSinglePeer()
                ? new SinglePeer(caller, caller.sid())
                : new DualPeer(
                        caller,
                        caller.sid(),
                        isSubscriberPrimary(call),
                        call.client().protocol() >= SECTION_REUSE,
                        call.client().isBuiltOnPion()
                                ? OfferedSetup.PASSIVE
                                : OfferedSetup.ACTPASS);
    }

    private static boolean isSubscriberPrimary(JoinCall call) {
        return call.client().protocol() >= SUBSCRIBER_PRIMARY && call.permissions().canSubscribe();
    }

    private static Optional<PeerDescription> read(Optional<ClientMessage.Offer> offer)
            throws SdpException {
        return offer.isEmpty()
                ? Optional.empty()
                : Optional.of(PeerDescription.readOffer(offer.get().sdp()));
    }
}
