package media.sluice.core.room;

import java.util.ArrayList;
import java.util.List;
import media.sluice.core.crypto.IndexWindow;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import org.jspecify.annotations.Nullable;

/**
 * A session on its way into a room: what it consumes is kept until its source has said how far it
 * came. Owned by the room's worker.
 */
public final class RoomArrival {

    private static final int MAX_STREAMS = 4_096;
    private static final int MAX_STREAM_ID = (1 << 24) - 1;

    private final Room room;
    private final @Nullable RoomTrunk trunk;
    private final List<RecentPackets> recents = new ArrayList<>();
    private Consumer[] arrived = {};
    private boolean hasTrunk;
    private long cut;
    private IndexWindow received = new IndexWindow();
    private final @Nullable RecentMessages messages;
    private long messagesSent;
    private long messagesReceived;
    private String sessionId = "";
    private @Nullable StateReader session;
    private @Nullable StateReader moved;

    /**
     * What a session that comes consumes.
     *
     * @param trunkId the trunk from the source, as it is named here; 0 for none
     */
    public record Wants(int trunkId, List<Want> producers) {
        public Wants {
            producers = List.copyOf(producers);
        }
    }

    /**
     * A producer that must be in the room.
     *
     * @param layers that the session uses, one bit each
     * @param isAtSource whether its session is at the source, so that it can be had from there
     */
    public record Want(String producerId, int layers, boolean isAtSource) {}

    /** Reads what {@link RoomDeparture#exportWants} wrote. */
    public static Wants readWants(StateReader in) throws CorruptStateException {
        in.begin();
        int trunkId = in.i32();
        var wants = new ArrayList<Want>();
        for (int left = in.count(MAX_STREAMS); left > 0; left--) {
            wants.add(new Want(in.text(ProducerParameters.MAX_ID), in.u8(), in.bool()));
        }
        in.end();
        return new Wants(trunkId, wants);
    }

    /** Begins to keep what the session consumes; every producer should be in the room. */
    public RoomArrival(Room room, @Nullable RoomTrunk trunk, List<Want> wants, long nowNanos) {
        this.room = room;
        this.trunk = trunk;
        for (Want want : wants) {
            Producer producer = room.findProducer(want.producerId());
            if (producer != null) {
                recents.add(new RecentPackets(producer, trunk, want.layers()));
            }
        }
        messages = trunk == null ? null : room.data().keepRecent(trunk);
        room.wake(nowNanos);
    }

    /**
     * Takes what the source wrote when it froze; the room does not change.
     *
     * @param session what {@link RoomDeparture#exportSession} wrote
     * @param moved what {@link RoomDeparture#exportMoved} wrote
     */
    public void prepare(StateReader session, StateReader moved) throws CorruptStateException {
        moved.begin();
        hasTrunk = moved.bool();
        requireTrunk(moved);
        if (hasTrunk) {
            cut = moved.i64();
            received = IndexWindow.restore(moved);
            messagesSent = moved.i64();
            messagesReceived = moved.i64();
        }
        this.session = session;
        this.moved = moved;
    }

    /** Whether {@link #prepare} has succeeded. */
    public boolean isPrepared() {
        return moved != null;
    }

    private void requireTrunk(StateReader in) throws CorruptStateException {
        in.require(!hasTrunk || (trunk != null && trunk.isAlive()), "the trunk has ended");
    }

    /**
     * After {@link #prepare}: takes over the session, which was just added, with its producers and
     * consumers and their state, its producers fed to the source's leg. Seals nothing.
     */
    public void activate(String id, long nowNanos) throws CorruptStateException {
        StateReader ofSession = session;
        StateReader ofMove = moved;
        if (ofSession == null || ofMove == null) {
            throw new IllegalStateException("activated before it was prepared: " + id);
        }
        sessionId = id;
        requireTrunk(ofMove);
        room.importSession(sessionId, ofSession, nowNanos);
        RoomTrunk way = trunk;
        if (hasTrunk && way != null) {
            feedBack(way, ofMove, nowNanos);
        }
        ofMove.end();
        arrived = room.member(sessionId).consumers();
    }

    /**
     * After {@link #activate}: forwards what came since the source's freeze. The first packets are
     * sealed here.
     */
    public void catchUp(long nowNanos) {
        for (Consumer consumer : arrived) {
            for (RecentPackets recent : recents) {
                if (recent.producer() == consumer.producer()) {
                    recent.repeatAfter(cut, received, consumer);
                }
            }
        }
        repeatMessages(sessionId, messagesSent, messagesReceived, nowNanos);
        forget();
    }

    void repeatMessages(String id, long sent, long had, long nowNanos) {
        RecentMessages kept = messages;
        RoomTrunk way = trunk;
        if (kept != null && way != null) {
            room.data().repeat(id, kept, sent, had, nowNanos);
            room.data().hold(id, way, sent);
        }
    }

    private void feedBack(RoomTrunk way, StateReader in, long nowNanos)
            throws CorruptStateException {
        for (int left = in.count(MAX_STREAMS); left > 0; left--) {
            String producerId = in.text(ProducerParameters.MAX_ID);
            int streamId = in.i32();
            int layers = in.u8();
            in.require(streamId > 0 && streamId <= MAX_STREAM_ID, "stream id out of range");
            Producer producer = room.findProducer(producerId);
            if (producer != null) {
                way.start(producer, streamId, layers, nowNanos);
            }
        }
    }

    /** The session does not come, or has come: keeps nothing any more. */
    public void forget() {
        recents.forEach(RecentPackets::close);
        recents.clear();
        if (messages != null) {
            room.data().forget(messages);
        }
    }
}
