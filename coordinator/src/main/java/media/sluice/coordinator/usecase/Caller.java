package media.sluice.coordinator.usecase;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import media.sluice.coordinator.access.Claims;
import media.sluice.coordinator.peer.NodeCalls;
import media.sluice.coordinator.peer.Peer;
import media.sluice.coordinator.peer.PeerHost;
import media.sluice.coordinator.peer.ProducerBook;
import media.sluice.coordinator.peer.RoomOnNode;
import media.sluice.coordinator.port.Counter;
import media.sluice.coordinator.port.DataProtocol;
import media.sluice.coordinator.port.LeaveAction;
import media.sluice.coordinator.port.NodeException;
import media.sluice.coordinator.port.ServerMessage;
import media.sluice.coordinator.port.SubscriptionFault;
import media.sluice.coordinator.room.ClientFacts;
import media.sluice.coordinator.room.LeaveReason;
import media.sluice.coordinator.room.Participant;
import media.sluice.coordinator.room.PendingTrack;
import media.sluice.coordinator.room.RoomCommand;
import media.sluice.coordinator.room.TrackCodec;
import org.jspecify.annotations.Nullable;

/**
 * A participant's connection to its room: signal, peer connections and what is known of their
 * health. One room thread.
 */
final class Caller implements PeerHost {
    private static final Log LOG = new Log(Caller.class);

    private final RoomContext room;
    private final String sid;
    private final String identity;
    private final Claims claims;
    private final Outbox outbox = new Outbox();
    private final NodeLane lane;

    /** Where a session is that is not where the participant began. */
    private final Map<String, RoomOnNode> homes = new ConcurrentHashMap<>();

    private volatile RoomOnNode home;
    private @Nullable Relocation relocation;
    private final Map<String, Future<?>> delayedSettings = new HashMap<>();

    private @Nullable Peer peer;
    private @Nullable SignalLine line;
    private LeaveAction leaveAction = LeaveAction.DISCONNECT;
    private boolean isSilent;

    /** When the token was refreshed last, milliseconds. */
    private long refreshedAtMillis;

    /** When the signal connection was lost, milliseconds; 0 while there is one. */
    private long signalLostAtMillis;

    /**
     * When the participant is given up unless its transport comes back, milliseconds; 0 while all
     * is well.
     */
    private long giveUpAtMillis;

    Caller(RoomContext room, RoomOnNode home, String sid, String identity, Claims claims) {
        this.room = room;
        this.sid = sid;
        this.identity = identity;
        this.claims = claims;
        this.home = home;
        lane = new NodeLane(this, room);
    }

    String sid() {
        return sid;
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public Optional<Participant> self() {
        return room.room().participant(sid);
    }

    @Override
    public DataProtocol data() {
        return room.services().data();
    }

    Claims claims() {
        return claims;
    }

    Outbox outbox() {
        return outbox;
    }

    Peer peer() {
        if (peer == null) {
            throw new IllegalStateException("participant " + sid + " has no peer");
        }
        return peer;
    }

    void setPeer(Peer opened) {
        peer = opened;
    }

    @Nullable SignalLine line() {
        return line;
    }

    void setLine(SignalLine opened) {
        line = opened;
        signalLostAtMillis = 0;
    }

    Map<String, Future<?>> delayedSettings() {
        return delayedSettings;
    }

    LeaveAction leaveAction() {
        return leaveAction;
    }

    /** How the client is sent away when it leaves by our wish. */
    void setLeaveAction(LeaveAction action) {
        leaveAction = action;
    }

    boolean isSilent() {
        return isSilent;
    }

    /** The client is not told that it leaves. */
    void setSilent() {
        isSilent = true;
    }

    long refreshedAtMillis() {
        return refreshedAtMillis;
    }

    void setRefreshedAtMillis(long millis) {
        refreshedAtMillis = millis;
    }

    long signalLostAtMillis() {
        return signalLostAtMillis;
    }

    void setSignalLostAtMillis(long millis) {
        signalLostAtMillis = millis;
    }

    long giveUpAtMillis() {
        return giveUpAtMillis;
    }

    void setGiveUpAtMillis(long millis) {
        giveUpAtMillis = millis;
    }

    @Override
    public void send(ServerMessage message) {
        outbox.send(message);
    }

    /** Calls for the participant as a whole. */
    NodeLane lane() {
        return lane;
    }

    @Override
    public NodeCalls calls(String sessionId) {
        return lane.of(sessionId);
    }

    @Override
    public RoomOnNode home(String sessionId) {
        return homes.getOrDefault(sessionId, home);
    }

    /** A session moved; on the participant's lane. */
    void setHome(String sessionId, RoomOnNode now) {
        homes.put(sessionId, now);
    }

    /** The participant moved with all that it has; on the room's thread. */
    void setHome(RoomOnNode now) {
        home = now;
    }

    /** The node that carries the participant; while it moves, the one it leaves. */
    String nodeId() {
        return home.nodeId();
    }

    /** True when a session of the participant is on this node. */
    boolean isOn(String nodeId) {
        return home.nodeId().equals(nodeId)
                || homes.values().stream().anyMatch(leg -> leg.nodeId().equals(nodeId));
    }

    /** True when all sessions of the participant are on this node. */
    boolean isWhollyOn(String nodeId) {
        return home.nodeId().equals(nodeId)
                && homes.values().stream().allMatch(leg -> leg.nodeId().equals(nodeId));
    }

    /** A node is gone, and with it what the participant had there. */
    void lose(RoomOnNode lost) {
        homes.replaceAll((_, leg) -> leg.nodeId().equals(lost.nodeId()) ? lost : leg);
        if (home.nodeId().equals(lost.nodeId())) {
            home = lost;
        }
    }

    /** True when the participant is on this node or on the way to it. */
    boolean needs(String nodeId) {
        return isOn(nodeId) || (relocation != null && relocation.isTo(nodeId));
    }

    boolean isMoving() {
        return relocation != null;
    }

    /** True while a session of the participant may be on either node. */
    boolean isBetweenNodes() {
        return relocation != null && relocation.isCrossing();
    }

    @Nullable Relocation relocation() {
        return relocation;
    }

    /** How the participant moves; null when it does not. */
    void setRelocation(@Nullable Relocation now) {
        relocation = now;
    }

    /** The participant is not in the room any more. */
    void left() {
        if (relocation != null) {
            relocation.abandon();
        }
    }

    /**
     * The client shall come back on a new signal connection. One that is too old to be told does so
     * when it loses this one; the word would make it join anew.
     */
    void askToResume(LeaveReason reason) {
        boolean readsActions =
                self().map(self -> self.client().protocol() >= ClientFacts.LEAVE_ACTIONS)
                        .orElse(true);
        if (readsActions) {
            send(new ServerMessage.Leave(reason, LeaveAction.RESUME));
        }
        outbox.close();
    }

    @Override
    public ProducerBook producers() {
        return room.producers();
    }

    @Override
    public List<PendingTrack> pendingTracks() {
        return room.room().pendingTracks(sid);
    }

    @Override
    public void onTrackShown(String trackSid, List<TrackCodec> codecs) {
        room.handle(new RoomCommand.PublishTrack(sid, trackSid, codecs));
    }

    @Override
    public void onTrackEnded(String trackSid) {
        room.handle(new RoomCommand.UnpublishTrack(sid, trackSid));
    }

    @Override
    public void onTrackForwarded(String trackSid) {
        boolean isHidden =
                room.room()
                        .participant(sid)
                        .map(participant -> participant.permissions().isHidden())
                        .orElse(true);
        if (!isHidden) {
            room.onTrackForwarded(trackSid);
        }
    }

    @Override
    public void onTrackImpossible(String trackSid, SubscriptionFault fault) {
        send(new ServerMessage.SubscriptionFailed(trackSid, fault));
        room.handle(new RoomCommand.Subscribe(sid, Set.of(trackSid), false, room.nowMillis()));
    }

    @Override
    public void onNegotiationFailed() {
        leaveAction = LeaveAction.RECONNECT;
        room.handle(new RoomCommand.Leave(sid, LeaveReason.STATE_MISMATCH));
    }

    /** The node refused a call. */
    void onNodeFault(String what, NodeException fault) {
        room.services().counters().add(Counter.NODE_FAULTS);
        LOG.warn(
                "node refused a call",
                "call",
                what,
                "participant",
                sid,
                "code",
                fault.code(),
                "reason",
                fault.getMessage());
    }
}
