package media.sluice.operator.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.SplittableRandom;
import media.sluice.operator.scaling.RoomPeaks;
import org.jspecify.annotations.Nullable;

/** Nodes, rooms and people in virtual time: what coordinator, cloud and media nodes do. */
final class Cluster implements BestFit.Headroom {

    private static final long RETRY_MILLIS = 2_000;
    private static final int MOVES_AT_ONCE = 4;
    private static final int ZONES = 3;

    /** A backup takes over what leaves its own rooms place to grow. */
    static final int TAKEN_OVER_PERCENT = 90;

    private final Parameters parameters;
    private final Events events = new Events();
    private final CallLog calls = new CallLog();
    private final RoomPeaks peaks = new RoomPeaks(10_000, 5);
    private final SplittableRandom random;
    private final long startMillis;
    private final List<Pool> pools;
    private final List<MediaNode> nodes = new ArrayList<>();
    private final IdentityHashMap<MediaNode, double[]> before = new IdentityHashMap<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Tally tally;
    private final Inheritance inheritance;
    private final boolean[] zoneIsDown = new boolean[ZONES];
    private Placement placement = WholeRooms.leastLoaded(this);
    private Runnable onWaiting = () -> {};
    private boolean learnsPeaks;
    private int slowStartPercent;

    Cluster(
            Parameters parameters,
            long seed,
            int startSeconds,
            long countFromMillis,
            boolean keepsBackups,
            List<Pool> pools) {
        this.parameters = parameters;
        this.pools = List.copyOf(pools);
        random = new SplittableRandom(seed ^ 0x5DEECE66DL);
        startMillis = startSeconds * 1_000L;
        tally = new Tally(countFromMillis);
        inheritance = new Inheritance(keepsBackups);
        events.at(
                countFromMillis,
                () -> {
                    for (MediaNode node : nodes) {
                        node.settle(nowMillis());
                        before.put(
                                node, new double[] {node.legMillis(), node.overloadedLegMillis()});
                    }
                });
    }

    void places(Placement how, boolean byExpectedPeak, Runnable whenSomebodyWaits) {
        placement = how;
        learnsPeaks = byExpectedPeak;
        onWaiting = whenSomebodyWaits;
    }

    void startsSlowly(int percent) {
        slowStartPercent = percent;
    }

    long nowMillis() {
        return events.nowMillis();
    }

    Events events() {
        return events;
    }

    Parameters parameters() {
        return parameters;
    }

    List<Pool> pools() {
        return pools;
    }

    List<MediaNode> nodes() {
        return nodes;
    }

    Tally tally() {
        return tally;
    }

    CallLog calls() {
        return calls;
    }

    Inheritance inheritance() {
        return inheritance;
    }

    SplittableRandom random() {
        return random;
    }

    long settledMillis() {
        return RoomPeaks.SETTLED_MILLIS;
    }

    /** Closes the books. */
    void finish() {
        for (MediaNode node : nodes) {
            book(node);
        }
    }

    private void book(MediaNode node) {
        double[] earlier = before.getOrDefault(node, new double[2]);
        if (tally.counts(nowMillis())) {
            tally.add(node, earlier[0], earlier[1], nowMillis());
            tally.loadMillis += node.loadMillis(nowMillis());
        }
        before.remove(node);
    }

    // --- nodes -----------------------------------------------------------------------------------

    void create(Pool pool) {
        int zone = emptiestZone(pool);
        MediaNode node = new MediaNode(pool.nextName(), pool, zone, nowMillis(), parameters);
        pool.nodes.add(node);
        nodes.add(node);
        if (tally.counts(nowMillis())) {
            tally.created++;
        }
        int times = random.nextInt(100) < slowStartPercent ? 3 : 1;
        long takes =
                Math.round(
                        times
                                * startMillis
                                * Math.exp(random.nextGaussian() * parameters.sigmaOfStart()));
        events.at(nowMillis() + takes, () -> ready(node));
    }

    private int emptiestZone(Pool pool) {
        int[] count = new int[ZONES];
        for (MediaNode node : pool.nodes) {
            count[node.zone]++;
        }
        int emptiest = -1;
        for (int zone = 0; zone < ZONES; zone++) {
            if (!zoneIsDown[zone] && (emptiest < 0 || count[zone] < count[emptiest])) {
                emptiest = zone;
            }
        }
        return Math.max(emptiest, 0);
    }

    private void ready(MediaNode node) {
        if (node.phase == MediaNode.Phase.STARTING) {
            node.phase = MediaNode.Phase.READY;
            node.pool.provision =
                    node.pool.provision.with((int) ((nowMillis() - node.createdMillis) / 1_000));
            admitWaiting();
        }
    }

    /** Takes no room any more; goes when it is empty. With moves: its rooms leave. */
    void cordon(MediaNode node, MediaNode.Phase phase, boolean moves) {
        boolean wasDraining = node.phase != MediaNode.Phase.READY;
        node.phase = phase;
        if (node.legs.isEmpty()) {
            remove(node);
        } else if (moves && !wasDraining) {
            drain(node);
        }
    }

    void uncordon(MediaNode node) {
        node.phase = MediaNode.Phase.READY;
        admitWaiting();
    }

    private void drain(MediaNode node) {
        boolean isDraining =
                node.phase == MediaNode.Phase.CORDONED || node.phase == MediaNode.Phase.LEAVING;
        if (!isDraining) {
            return;
        }
        List<Leg> first = new ArrayList<>(node.legs);
        first.sort(
                node.phase == MediaNode.Phase.LEAVING
                        ? (a, b) -> Double.compare(a.load, b.load)
                        : (a, b) -> Double.compare(b.load, a.load));
        int moved = 0;
        for (Leg leg : first) {
            // Nobody can tell a silent node to let go of a room.
            if (moved == MOVES_AT_ONCE || node.isSilent) {
                break;
            }
            if (moveAway(leg)) {
                moved++;
            }
        }
        if (node.legs.isEmpty()) {
            remove(node);
        } else {
            events.at(nowMillis() + parameters.moveSeconds() * 1_000L, () -> drain(node));
        }
    }

    private boolean moveAway(Leg leg) {
        MediaNode to = placement instanceof BestFit fit ? fit.forLeg(leg, nodes) : null;
        if (to == null) {
            return false;
        }
        calls.gap(leg.room, parameters.moveGapMillis(), CallLog.Cause.MOVE);
        if (tally.counts(nowMillis())) {
            tally.moves++;
        }
        carry(leg, to);
        return true;
    }

    /** A leg goes on at another node; two legs of a room on one node are one. */
    void carry(Leg leg, MediaNode to) {
        Room room = leg.room;
        detach(leg);
        Leg there = legOn(room, to);
        if (there == null) {
            leg.node = to;
            to.settle(nowMillis());
            to.legs.add(leg);
            room.legs.add(leg);
        } else {
            there.participants += leg.participants;
        }
        refresh(room);
    }

    private void removeIfEmpty(MediaNode node) {
        if (node.phase == MediaNode.Phase.CORDONED && node.legs.isEmpty()) {
            remove(node);
        }
    }

    /** The node is no more. What was on it is the caller's to care for. */
    void remove(MediaNode node) {
        for (Leg leg : new ArrayList<>(node.legs)) {
            calls.gap(leg.room, parameters.rejoinGapMillis(), CallLog.Cause.REMOVAL);
            abandon(leg);
        }
        gone(node);
    }

    private void gone(MediaNode node) {
        node.phase = MediaNode.Phase.GONE;
        nodes.remove(node);
        node.pool.nodes.remove(node);
        inheritance.gone(node, nodes);
        book(node);
    }

    /** Who was on it joins anew, where there is place. */
    private void abandon(Leg leg) {
        int people = leg.participants;
        detach(leg);
        leg.participants = 0;
        leg.room.participants -= people;
        refresh(leg.room);
        for (int i = 0; i < people; i++) {
            rejoin(leg.room);
        }
    }

    private void rejoin(Room room) {
        events.at(
                nowMillis() + parameters.rejoinGapMillis(),
                () -> {
                    if (!room.isOver()) {
                        join(room);
                    }
                });
    }

    /** Its backups take over what fits on them; the rest joins anew. */
    void crash(MediaNode node) {
        if (node.phase != MediaNode.Phase.GONE) {
            takeOver(node, CallLog.Cause.CRASH);
            gone(node);
        }
    }

    /** Its machine is taken; what is still on it is cut off. */
    void expire(MediaNode node) {
        if (node.phase != MediaNode.Phase.GONE) {
            takeOver(node, CallLog.Cause.REMOVAL);
            gone(node);
        }
    }

    private void takeOver(MediaNode node, CallLog.Cause cause) {
        for (Leg leg : new ArrayList<>(node.legs)) {
            MediaNode backup = leg.backup;
            if (backup != null && canTakeOver(backup, leg)) {
                calls.gap(leg.room, parameters.crashGapMillis(), cause);
                carry(leg, backup);
            } else {
                calls.gap(leg.room, parameters.rejoinGapMillis(), cause);
                abandon(leg);
            }
        }
    }

    private boolean canTakeOver(MediaNode backup, Leg leg) {
        double most = parameters.streamsOfANode() * TAKEN_OVER_PERCENT / 100.0;
        return backup.isReady() && backup.load + leg.load <= most;
    }

    /** All nodes of a zone die at the same moment: none of them takes over from another. */
    void loseZone(int zone) {
        zoneIsDown[zone] = true;
        List<MediaNode> lost = nodes.stream().filter(node -> node.zone == zone).toList();
        lost.forEach(node -> node.phase = MediaNode.Phase.LEAVING);
        lost.forEach(node -> takeOver(node, CallLog.Cause.CRASH));
        lost.forEach(this::gone);
    }

    void recoverZone(int zone) {
        zoneIsDown[zone] = false;
    }

    // --- people ----------------------------------------------------------------------------------

    void start(RoomPlan plan) {
        events.at(plan.startMillis(), new Room(plan, this));
    }

    void join(Room room) {
        MediaNode node = nodeForJoin(room);
        if (node == null) {
            room.waiting++;
            waiting.add(new Waiting(room, nowMillis()));
            if (tally.counts(nowMillis())) {
                tally.joinsThatWaited++;
            }
            if (waiting.size() == 1) {
                events.at(nowMillis() + RETRY_MILLIS, this::retry);
            }
            onWaiting.run();
            return;
        }
        if (tally.counts(nowMillis())) {
            tally.joins++;
            if (node.isOverloaded()) {
                tally.joinsOnOverloaded++;
            }
        }
        admit(room, node);
    }

    private @Nullable MediaNode nodeForJoin(Room room) {
        return room.legs.isEmpty()
                ? placement.forRoom(room, nodes)
                : placement.forJoin(room, nodes);
    }

    private void admit(Room room, MediaNode node) {
        Leg leg = legOn(room, node);
        if (leg == null) {
            leg = new Leg(room, node);
            node.settle(nowMillis());
            node.legs.add(leg);
            room.legs.add(leg);
        }
        leg.participants++;
        room.participants++;
        room.peak = Math.max(room.peak, room.participants);
        refresh(room);
    }

    void leave(Room room) {
        if (room.participants == 0) {
            if (room.waiting > 0) {
                giveUp(room);
            }
            return;
        }
        Leg leg = room.legs.getLast();
        leg.participants--;
        room.participants--;
        if (leg.participants == 0) {
            detach(leg);
        }
        refresh(room);
    }

    void ended(Room room) {
        for (Leg leg : new ArrayList<>(room.legs)) {
            detach(leg);
        }
        while (room.waiting > 0) {
            giveUp(room);
        }
        if (room.peak > 0) {
            peaks.ended(room.plan.key(), room.peak);
        }
        if (tally.counts(nowMillis())) {
            calls.ended(room);
        }
    }

    private void giveUp(Room room) {
        room.waiting--;
        for (var entries = waiting.iterator(); entries.hasNext(); ) {
            if (entries.next().room() == room) {
                entries.remove();
                return;
            }
        }
    }

    private void retry() {
        admitWaiting();
        if (!waiting.isEmpty()) {
            events.at(nowMillis() + RETRY_MILLIS, this::retry);
        }
    }

    private void admitWaiting() {
        for (int count = waiting.size(); count > 0; count--) {
            Waiting first = waiting.remove();
            MediaNode node = nodeForJoin(first.room());
            if (node == null) {
                waiting.add(first);
                continue;
            }
            first.room().waiting--;
            if (tally.counts(nowMillis())) {
                tally.joins++;
                tally.longestWaitMillis =
                        Math.max(tally.longestWaitMillis, nowMillis() - first.sinceMillis());
            }
            admit(first.room(), node);
        }
    }

    /** Streams of rooms and people that wait. */
    double waitingStreams() {
        double streams = 0;
        for (Waiting one : waiting) {
            Room room = one.room();
            int expected = Math.max(expected(room), room.participants + room.waiting);
            streams +=
                    parameters.streams(1, expected)
                            * Math.max(1, expected - room.participants)
                            / room.waiting;
        }
        return streams;
    }

    // --- load ------------------------------------------------------------------------------------

    private static @Nullable Leg legOn(Room room, MediaNode node) {
        for (Leg leg : room.legs) {
            if (leg.node == node) {
                return leg;
            }
        }
        return null;
    }

    private void detach(Leg leg) {
        MediaNode node = leg.node;
        node.settle(nowMillis());
        inheritance.forget(leg);
        node.legs.remove(leg);
        node.load -= leg.load;
        node.committed -= leg.committed;
        leg.load = 0;
        leg.committed = 0;
        leg.room.legs.remove(leg);
        if (node.legs.isEmpty()) {
            node.load = 0;
            node.committed = 0;
            if (node.phase == MediaNode.Phase.CORDONED) {
                events.at(nowMillis(), () -> removeIfEmpty(node));
            }
        }
        node.watchFull(nowMillis());
    }

    /** Books what a room's legs carry, and are expected to, after anything changed. */
    void refresh(Room room) {
        int expected = expected(room);
        int others = Math.min(room.participants, parameters.viewedStreams());
        for (int i = 0; i < room.legs.size(); i++) {
            Leg leg = room.legs.get(i);
            MediaNode node = leg.node;
            node.settle(nowMillis());
            inheritance.forget(leg);
            double relays =
                    (room.legs.size() - 1.0)
                            * Math.min(
                                    Math.min(leg.participants, others), parameters.viewedStreams());
            double load = parameters.streams(leg.participants, room.participants) + relays;
            int whole = i == 0 ? leg.participants + expected - room.participants : leg.participants;
            double committed = Math.max(load, parameters.streams(whole, expected) + relays);
            node.load += load - leg.load;
            node.committed += committed - leg.committed;
            leg.load = load;
            leg.committed = committed;
            leg.changed();
            inheritance.remember(leg, nodes);
            node.watchFull(nowMillis());
            if (node.load > parameters.streamsOfANode()) {
                events.at(nowMillis() + CallLog.DROPPED_OVER_MILLIS + 1, () -> starve(node));
            }
        }
    }

    /** A node over 100 % for two seconds: the model drops every call on it. */
    private void starve(MediaNode node) {
        if (node.phase != MediaNode.Phase.GONE
                && node.fullForMillis(nowMillis()) > CallLog.DROPPED_OVER_MILLIS) {
            for (Leg leg : node.legs) {
                calls.gap(leg.room, CallLog.DROPPED_OVER_MILLIS + 1, CallLog.Cause.OVERLOAD);
            }
        }
    }

    @Override
    public int expected(Room room) {
        long age = nowMillis() - room.plan.startMillis();
        return learnsPeaks
                ? Math.min(
                        parameters.largestRoom(),
                        peaks.expected(room.plan.key(), age, room.participants))
                : room.participants;
    }

    @Override
    public double of(MediaNode node) {
        return inheritance.most(node);
    }

    private record Waiting(Room room, long sinceMillis) {}
}
