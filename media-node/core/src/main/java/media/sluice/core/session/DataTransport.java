package media.sluice.core.session;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import media.sluice.core.sctp.DataChannel;
import media.sluice.core.sctp.DataChannelEvent;
import media.sluice.core.sctp.DataChannelSet;
import media.sluice.core.sctp.Reliability;
import media.sluice.core.sctp.SctpAssociation;
import media.sluice.core.sctp.SctpConfig;
import media.sluice.core.sctp.SctpCounters;
import media.sluice.core.sctp.SendStatus;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.RandomSource;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * The data channels of a session: SCTP in the records of its DTLS (RFC 8261). Nothing of it exists
 * before {@link #enable}, and no association before the peer's first packet or the first channel
 * opened from here.
 *
 * <pre>
 *  record ──► association ──► event ──► sink, while it is ready; else it waits, and the peer's window closes
 *  send() ──► association ──► packet ──► record
 * </pre>
 */
public final class DataTransport implements DataPort {

    /** A message that the sink was not ready for when the session moved. */
    private record Held(String label, boolean isText, byte[] payload) {}

    private static final int VERSION = 1;
    private static final int MAX_LABEL_BYTES = 0xFFFF;

    private final SessionCounters counters;
    private final RandomSource random;
    private final Deque<Held> held = new ArrayDeque<>();
    private @Nullable SctpConfig config;
    private @Nullable DataChannelSet set;
    private DataSink sink = DataSink.NONE;
    private Runnable waker = () -> {};
    private boolean isOpen = true;
    private boolean isConnectWanted;
    private boolean isDraining;

    /**
     * Whether the association may have something to send: it is asked after each input of the
     * session, also media, and making a packet costs memory.
     */
    private boolean isTouched;

    /** Channels came or went, which the sink has not been told. */
    private boolean hasNewChannels;

    private long bufferedBefore;

    DataTransport(SessionCounters counters, RandomSource random) {
        this.counters = counters;
        this.random = random;
    }

    /**
     * The data section was negotiated; repeating it changes nothing.
     *
     * @param maxMessageBytes longest message taken, 1..262144 (RFC 8841)
     */
    public void enable(int maxMessageBytes) {
        if (config == null) {
            config = config(maxMessageBytes);
        }
    }

    private static SctpConfig config(int maxMessageBytes) {
        var standard = SctpConfig.standard();
        return new SctpConfig(
                standard.localPort(),
                standard.remotePort(),
                standard.packetBytes(),
                standard.streams(),
                maxMessageBytes,
                standard.sendBufferBytes(),
                standard.receiveBufferBytes());
    }

    /** Whether there is a data section. */
    public boolean isEnabled() {
        return config != null;
    }

    @Override
    public void deliverTo(DataSink newSink) {
        sink = newSink;
    }

    /** Says whom to call when {@link PeerSession#transmit} is wanted although nothing came. */
    public void wakeWith(Runnable newWaker) {
        waker = newWaker;
    }

    /** Counters of the association; null while there is none. */
    public @Nullable SctpCounters counters() {
        return set == null ? null : set.association().counters();
    }

    /** Channels that are not closed. */
    public List<DataChannel> channels() {
        return set == null ? List.of() : set.channels();
    }

    @Override
    public int channel(String label) {
        for (var channel : channels()) {
            if (channel.label().equals(label)) {
                return channel.streamId();
            }
        }
        return -1;
    }

    @Override
    public int open(String label, Reliability reliability) {
        var known = config;
        if (known == null) {
            return -1;
        }
        isConnectWanted = true;
        isTouched = true;
        int streamId = set(known).open(label, "", reliability);
        waker.run();
        return streamId;
    }

    @Override
    public void close(int streamId) {
        if (set != null) {
            set.close(streamId);
            isTouched = true;
            waker.run();
        }
    }

    @Override
    public SendStatus send(int streamId, boolean isText, byte[] payload, long nowNanos) {
        var channels = set;
        if (channels == null || !isOpen) {
            return SendStatus.NOT_CONNECTED;
        }
        var status = channels.send(streamId, isText, payload, nowNanos);
        if (status == SendStatus.QUEUED) {
            isTouched = true;
            waker.run();
        }
        return status;
    }

    @Override
    public boolean isLive() {
        return isOpen;
    }

    @Override
    public long bufferedBytes() {
        return set == null ? 0 : set.association().bufferedBytes();
    }

    @Override
    public long waitingBytes() {
        return set == null ? 0 : set.association().waitingBytes();
    }

    @Override
    public void wake() {
        waker.run();
    }

    // ---- for the session ---------------------------------------------------------------------

    /** One record's plaintext. */
    void handlePacket(MemorySegment segment, long offset, int length, long nowNanos) {
        var known = config;
        if (known == null) {
            counters.onDrop(SessionDrop.NO_DATA_SECTION);
            return;
        }
        isTouched = true;
        set(known).association().handlePacket(segment, offset, length, nowNanos);
    }

    private DataChannelSet set(SctpConfig known) {
        var channels = set;
        if (channels == null) {
            channels = new DataChannelSet(new SctpAssociation(known, random), known, true);
            set = channels;
        }
        return channels;
    }

    /** Hands on what has come; call it after every packet and timer. */
    void drain(long nowNanos) {
        var channels = set;
        if (channels == null || !isOpen || isDraining) {
            return;
        }
        // A sink may send on this very session, and so come back here.
        isDraining = true;
        while (sink.isReady(nowNanos)) {
            var waiting = held.poll();
            if (waiting != null) {
                sink.onMessage(waiting.label(), waiting.isText(), waiting.payload(), nowNanos);
                continue;
            }
            var event = channels.pollEvent(nowNanos);
            if (event == null) {
                break;
            }
            // The window that the peer sees has grown.
            isTouched = true;
            hasNewChannels |= handle(channels, event, nowNanos);
        }
        long buffered = channels.association().bufferedBytes();
        boolean areNew = hasNewChannels;
        hasNewChannels = false;
        if (areNew) {
            sink.onChannels(nowNanos);
        }
        if (areNew || buffered < bufferedBefore) {
            sink.onWritable(nowNanos);
        }
        bufferedBefore = channels.association().bufferedBytes();
        isDraining = false;
    }

    /** Returns whether there are other channels than before. */
    private boolean handle(DataChannelSet channels, DataChannelEvent event, long nowNanos) {
        return switch (event) {
            case DataChannelEvent.Message message -> {
                sink.onMessage(
                        label(channels, message.streamId()),
                        message.isText(),
                        message.payload(),
                        nowNanos);
                yield false;
            }
            case DataChannelEvent.Connected _,
                    DataChannelEvent.Opened _,
                    DataChannelEvent.Closed _,
                    DataChannelEvent.Ended _ ->
                    true;
        };
    }

    private static String label(DataChannelSet channels, int streamId) {
        return channels.channel(streamId).map(DataChannel::label).orElse("");
    }

    void handleTimeout(long nowNanos) {
        if (set != null && isOpen && nowNanos >= set.association().nextDeadlineNanos()) {
            isTouched = true;
            set.association().handleTimeout(nowNanos);
        }
    }

    long nextDeadlineNanos() {
        return set == null || !isOpen ? Long.MAX_VALUE : set.association().nextDeadlineNanos();
    }

    /** The next packet to be sealed as a record, null when there is none. */
    byte @Nullable [] pollPacket(long nowNanos) {
        var channels = set;
        if (channels == null || !isOpen || !isTouched) {
            return null;
        }
        if (isConnectWanted) {
            isConnectWanted = false;
            channels.association().connect(nowNanos);
        }
        byte[] packet = channels.association().pollPacket(nowNanos);
        isTouched = packet != null;
        return packet;
    }

    /** Whether the session is here and may send; while not, all waits. */
    void setOpen(boolean mayRun) {
        isOpen = mayRun;
        // What was refused meanwhile is offered again with the next turn.
        bufferedBefore = Long.MAX_VALUE;
        isTouched = true;
    }

    /** Writes everything; the session is frozen, and another node goes on. */
    void export(StateWriter out, long nowNanos) {
        var known = config;
        var channels = set;
        out.begin(VERSION).i32(known == null ? 0 : known.maxMessageBytes());
        if (known != null) {
            out.bool(isConnectWanted).bool(channels != null);
        }
        if (channels != null) {
            hold(channels, nowNanos);
            out.i32(held.size());
            for (var message : held) {
                out.text(message.label()).bool(message.isText()).bytes(message.payload());
            }
            channels.export(out, nowNanos);
        }
        out.end();
    }

    /** Events of an association do not travel, so none is left in it; messages do. */
    private void hold(DataChannelSet channels, long nowNanos) {
        for (var event = channels.pollEvent(nowNanos);
                event != null;
                event = channels.pollEvent(nowNanos)) {
            if (event instanceof DataChannelEvent.Message message) {
                held.add(
                        new Held(
                                label(channels, message.streamId()),
                                message.isText(),
                                message.payload()));
            } else {
                // In case the session stays; where it goes the channels are looked up anew.
                hasNewChannels = true;
            }
        }
    }

    /** Goes on with what {@link #export} wrote. */
    void restore(StateReader in, long nowNanos) throws CorruptStateException {
        in.begin();
        int maxMessageBytes = in.i32();
        if (maxMessageBytes != 0) {
            int most = SctpConfig.standard().maxMessageBytes();
            in.require(maxMessageBytes > 0 && maxMessageBytes <= most, "message size out of range");
            config = config(maxMessageBytes);
            isConnectWanted = in.bool();
            if (in.bool()) {
                restoreSet(in, config, nowNanos);
            }
        }
        in.end();
    }

    private void restoreSet(StateReader in, SctpConfig known, long nowNanos)
            throws CorruptStateException {
        for (int left = in.count(in.remaining()); left > 0; left--) {
            held.add(
                    new Held(
                            in.text(MAX_LABEL_BYTES),
                            in.bool(),
                            in.bytes(known.maxMessageBytes())));
        }
        set = DataChannelSet.restore(in, known, random, true, nowNanos);
        isTouched = true;
        bufferedBefore = Long.MAX_VALUE;
    }

    /**
     * The owner died, and what it acknowledged last is not known here: begins the association anew,
     * which the peer's channels survive (RFC 9260 §5.2.4, action A). Messages under way are lost.
     */
    void restart() {
        var known = config;
        var before = set;
        if (known != null && before != null) {
            set = null;
            var channels = set(known);
            for (var channel : before.channels()) {
                channels.add(channel);
            }
            isConnectWanted = true;
            isTouched = true;
        }
    }
}
