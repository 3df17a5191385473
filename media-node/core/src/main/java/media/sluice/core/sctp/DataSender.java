package media.sluice.core.sctp;

import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * The sending half of an association: cuts messages into chunks, keeps to the peer's window and to
 * our own, sends again what is lost, and gives up what may be given up.
 */
final class DataSender {

    /** So many streams are named in one FORWARD-TSN at most: 800 bytes. */
    private static final int MAX_FORWARDED_STREAMS = 200;

    /**
     * At most this often without news, so that a duplicate SACK does not cause another each time.
     */
    private static final long FORWARD_INTERVAL_NANOS = 100_000_000L;

    private static final int VERSION = 1;

    private final SctpConfig config;
    private final SctpCounters counters;
    private final SendQueue queue;
    private final Outstanding outstanding;
    private final CongestionWindow congestion;
    private final RetransmissionTimeout timeout;
    private final boolean mayAbandon;
    private long peerWindowBytes;
    private long expiryNanos = Long.MAX_VALUE;
    private long lastSentNanos = Long.MIN_VALUE;

    /** One packet of a fast retransmission goes whatever the window says (RFC 9260 §7.2.4). */
    private boolean isRescueDue;

    private boolean isForwardDue;
    private long forwardedTsn;
    private long forwardedNanos = Long.MIN_VALUE;

    DataSender(
            SctpConfig config,
            SctpCounters counters,
            SendQueue queue,
            InitParameters peer,
            long firstTsn) {
        this(
                config,
                counters,
                queue,
                new Outstanding(firstTsn),
                new CongestionWindow(config.packetBytes()),
                new RetransmissionTimeout(),
                peer);
    }

    private DataSender(
            SctpConfig config,
            SctpCounters counters,
            SendQueue queue,
            Outstanding outstanding,
            CongestionWindow congestion,
            RetransmissionTimeout timeout,
            InitParameters peer) {
        this.config = config;
        this.counters = counters;
        this.queue = queue;
        this.outstanding = outstanding;
        this.congestion = congestion;
        this.timeout = timeout;
        this.mayAbandon = peer.forwardsTsn();
        this.peerWindowBytes = peer.windowBytes();
    }

    SendQueue queue() {
        return queue;
    }

    RetransmissionTimeout timeout() {
        return timeout;
    }

    /** TSN of the last chunk sent, as on the wire. */
    int lastTsn() {
        return (int) (outstanding.nextTsn() - 1);
    }

    /** Bytes that wait to be sent or acknowledged, with what their keeping costs. */
    long costBytes() {
        return queue.costBytes() + outstanding.costBytes();
    }

    /** Whether all is sent and acknowledged. */
    boolean isDrained() {
        return queue.isEmpty() && outstanding.isEmpty();
    }

    /** Takes a SACK; false when it is stale or impossible. */
    boolean handleSack(Chunk.Sack sack, long nowNanos) {
        if (!outstanding.isPlausible(sack)) {
            return false;
        }
        int flightBefore = outstanding.flightBytes();
        var report = outstanding.acknowledge(sack, nowNanos);
        if (report.roundTripNanos() != Outstanding.Report.NO_ROUND_TRIP) {
            timeout.onRoundTrip(report.roundTripNanos());
        }
        if (report.isAdvanced()) {
            congestion.onAdvance(
                    outstanding.cumulativeTsn(), report.acknowledgedBytes(), flightBefore);
        }
        if (outstanding.countMisses(missLimit(sack, report))) {
            congestion.onFastRetransmit(outstanding.nextTsn() - 1);
            isRescueDue = true;
        }
        peerWindowBytes = sack.windowBytes();
        giveUpHopeless(nowNanos);
        forwardAfterSack(nowNanos);
        restartTimer(report.isAdvanced(), nowNanos);
        return true;
    }

    /** In recovery each SACK that advances counts for all it reports missing (RFC 9260 §7.2.4). */
    private long missLimit(Chunk.Sack sack, Outstanding.Report report) {
        int[] gaps = sack.gaps();
        return congestion.isRecovering() && report.isAdvanced() && gaps.length > 0
                ? outstanding.cumulativeTsn() + gaps[gaps.length - 1]
                : report.highestNewTsn();
    }

    /** The peer's SHUTDOWN acknowledges too. */
    void handleCumulative(int tsn, long nowNanos) {
        handleSack(new Chunk.Sack(tsn, peerWindowBytes, new int[0], 0), nowNanos);
    }

    private void restartTimer(boolean isAdvanced, long nowNanos) {
        if (outstanding.isEmpty()) {
            expiryNanos = Long.MAX_VALUE;
            congestion.onDrained();
        } else if (isAdvanced || expiryNanos == Long.MAX_VALUE) {
            expiryNanos = nowNanos + timeout.nanos();
        }
    }

    private void forwardAfterSack(long nowNanos) {
        long advanced = outstanding.advancedTsn();
        if (advanced > outstanding.cumulativeTsn()) {
            isForwardDue |=
                    advanced > forwardedTsn || nowNanos - forwardedNanos >= FORWARD_INTERVAL_NANOS;
        } else {
            isForwardDue = false;
        }
    }

    private void giveUpHopeless(long nowNanos) {
        if (!mayAbandon) {
            return;
        }
        if (outstanding.hasLost()) {
            for (var message : outstanding.hopeless(nowNanos)) {
                giveUp(message, nowNanos);
            }
        }
        var started = queue.started();
        if (started != null && started.isExpired(nowNanos)) {
            giveUp(started, nowNanos);
        }
    }

    private void giveUp(OutboundMessage message, long nowNanos) {
        if (message == queue.started()) {
            queue.remove(message);
        }
        outstanding.abandon(message);
        counters.onMessageAbandoned();
        startTimer(nowNanos);
        isForwardDue |= outstanding.advancedTsn() > outstanding.cumulativeTsn();
    }

    /** When {@link #handleTimeout} is wanted. */
    long nextDeadlineNanos() {
        return expiryNanos;
    }

    /** T3 (RFC 9260 §6.3.3). */
    void handleTimeout(long nowNanos) {
        if (nowNanos < expiryNanos) {
            return;
        }
        counters.onTimeout();
        timeout.onExpiry();
        congestion.onTimeout();
        outstanding.loseAll();
        giveUpHopeless(nowNanos);
        isForwardDue = outstanding.advancedTsn() > outstanding.cumulativeTsn();
        expiryNanos = nowNanos + timeout.nanos();
    }

    /** Whether {@link #fill} has something to put into an empty packet. */
    boolean isReady(long nowNanos) {
        giveUpHopeless(nowNanos);
        boolean isWaiting = outstanding.hasLost() || queue.next(mayAbandon, nowNanos) != null;
        return isForwardDue || isRescueDue && outstanding.hasLost() || isWaiting && maySend(0);
    }

    /** Puts into the packet what may go now. */
    void fill(PacketBuilder packet, long nowNanos) {
        addForward(packet, nowNanos);
        if (outstanding.hasLost()) {
            addLost(packet, nowNanos);
        }
        if (!outstanding.hasLost()) {
            isRescueDue = false;
            addNew(packet, nowNanos);
        }
    }

    private void addForward(PacketBuilder packet, long nowNanos) {
        if (isForwardDue && packet.add(outstanding.forwardTsn(MAX_FORWARDED_STREAMS))) {
            isForwardDue = false;
            forwardedTsn = outstanding.advancedTsn();
            forwardedNanos = nowNanos;
            startTimer(nowNanos);
        }
    }

    private void addLost(PacketBuilder packet, long nowNanos) {
        for (var chunk : outstanding.chunks()) {
            if (chunk.fate() != SentChunk.Fate.LOST) {
                continue;
            }
            boolean mayGo = isRescueDue || maySend(chunk.wireBytes());
            if (!mayGo || !packet.add(chunk)) {
                return;
            }
            outstanding.resend(chunk, nowNanos);
            counters.onChunkRetransmitted();
            isRescueDue = false;
            if (chunk.extendedTsn() == outstanding.cumulativeTsn() + 1) {
                expiryNanos = nowNanos + timeout.nanos();
            }
            onSent(nowNanos);
        }
    }

    private void addNew(PacketBuilder packet, long nowNanos) {
        decayIdleWindow(nowNanos);
        var message = queue.next(mayAbandon, nowNanos);
        while (message != null) {
            int length = Math.min(config.fragmentBytes(), message.unsentBytes());
            int wireBytes = PacketBuilder.DATA_HEADER_BYTES + (length + 3 & ~3);
            if (wireBytes > packet.room() || !maySend(wireBytes)) {
                return;
            }
            var chunk = queue.fragment(message, outstanding.nextTsn(), length);
            packet.add(chunk);
            outstanding.add(chunk, nowNanos);
            onSent(nowNanos);
            message = queue.next(mayAbandon, nowNanos);
        }
    }

    /** With nothing in flight a chunk may go whatever the windows say: it probes them. */
    private boolean maySend(int wireBytes) {
        int flight = outstanding.flightBytes();
        return flight == 0
                || flight < congestion.windowBytes() && flight + wireBytes <= peerWindowBytes;
    }

    private void onSent(long nowNanos) {
        lastSentNanos = nowNanos;
        startTimer(nowNanos);
    }

    private void startTimer(long nowNanos) {
        if (expiryNanos == Long.MAX_VALUE) {
            expiryNanos = nowNanos + timeout.nanos();
        }
    }

    private void decayIdleWindow(long nowNanos) {
        if (outstanding.isEmpty() && lastSentNanos != Long.MIN_VALUE) {
            long idleTimeouts = (nowNanos - lastSentNanos) / timeout.nanos();
            congestion.onIdle(idleTimeouts);
            lastSentNanos += idleTimeouts * timeout.nanos();
        }
    }

    void export(StateWriter writer, long nowNanos) {
        var started = queue.started();
        writer.begin(VERSION);
        outstanding.export(writer, started, nowNanos);
        queue.export(writer, nowNanos);
        congestion.export(writer);
        timeout.export(writer);
        writer.i64(peerWindowBytes).i64(Durations.left(expiryNanos, nowNanos)).bool(isRescueDue);
        writer.end();
    }

    static DataSender restore(
            StateReader reader,
            SctpConfig config,
            SctpCounters counters,
            InitParameters peer,
            long nowNanos)
            throws CorruptStateException {
        reader.begin();
        var restored = Outstanding.restore(reader, config, nowNanos);
        var sender =
                new DataSender(
                        config,
                        counters,
                        SendQueue.restore(reader, config, counters, restored.started(), nowNanos),
                        restored.outstanding(),
                        CongestionWindow.restore(reader, config.packetBytes()),
                        RetransmissionTimeout.restore(reader),
                        peer);
        sender.peerWindowBytes = reader.i64();
        sender.expiryNanos = Durations.deadline(reader, nowNanos);
        sender.isRescueDue = reader.bool();
        reader.require(
                sender.peerWindowBytes >= 0 && sender.peerWindowBytes <= 0xFFFF_FFFFL,
                "window out of range");
        reader.require(
                sender.outstanding.isEmpty() == (sender.expiryNanos == Long.MAX_VALUE),
                "chunks without a timer");
        sender.isForwardDue = sender.outstanding.advancedTsn() > sender.outstanding.cumulativeTsn();
        reader.end();
        return sender;
    }
}
