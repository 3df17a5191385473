package media.sluice.core.sctp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import media.sluice.core.sctp.SctpEvent.MessageReceived;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.Invariant;
import media.sluice.core.wire.RandomSource;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * The data channels on one association (RFC 8831, 8832): opened by either side, closed by resetting
 * the stream in both directions. Packets and timers go to the association; events come from here.
 */
public final class DataChannelSet {

    private static final int VERSION = 1;
    private static final int FULL = -1;

    /** A message of the channel protocol that found the send buffer full. */
    private record Unsent(int streamId, byte[] message) {}

    private final SctpAssociation association;
    private final SctpConfig config;
    private final int firstStreamId;
    private final Map<Integer, ChannelState> channels = new TreeMap<>();
    private final Deque<Unsent> unsent = new ArrayDeque<>();
    private final Deque<DataChannelEvent> events = new ArrayDeque<>();

    /**
     * No channels yet.
     *
     * @param isDtlsServer decides who opens odd streams (server) and who even ones (RFC 8832 §6)
     */
    public DataChannelSet(SctpAssociation association, SctpConfig config, boolean isDtlsServer) {
        this.association = association;
        this.config = config;
        this.firstStreamId = isDtlsServer ? 1 : 0;
    }

    public SctpAssociation association() {
        return association;
    }

    /** All channels that are not closed. */
    public List<DataChannel> channels() {
        var all = new ArrayList<DataChannel>();
        for (var state : channels.values()) {
            all.add(state.channel());
        }
        return List.copyOf(all);
    }

    /** The channel on a stream, if there is one. */
    public Optional<DataChannel> channel(int streamId) {
        return Optional.ofNullable(channels.get(streamId)).map(ChannelState::channel);
    }

    /**
     * Opens a channel; it may be before the association is up.
     *
     * @return its stream, or -1 when all streams are taken
     */
    public int open(String label, String protocol, Reliability reliability) {
        requireShort(label);
        requireShort(protocol);
        int limit = association.streams() == 0 ? config.streams() : association.streams();
        for (int id = firstStreamId; id < limit; id += 2) {
            if (!channels.containsKey(id)) {
                var channel = new DataChannel(id, label, protocol, reliability);
                channels.put(id, new ChannelState(channel, false));
                unsent.add(new Unsent(id, DcepMessage.open(channel)));
                return id;
            }
        }
        return FULL;
    }

    private static void requireShort(String text) {
        Invariant.range(
                text.getBytes(StandardCharsets.UTF_8).length,
                0,
                DcepMessage.MAX_TEXT_BYTES,
                "bytes of label or protocol");
    }

    /** Adds a channel that both sides agreed on by other means (negotiated channels). */
    public void add(DataChannel channel) {
        channels.putIfAbsent(channel.streamId(), new ChannelState(channel, true));
    }

    /** Sends on an open channel; of text, {@code payload} is the UTF-8. */
    public SendStatus send(int streamId, boolean isText, byte[] payload, long nowNanos) {
        var state = channels.get(streamId);
        if (state == null || state.isClosing()) {
            return SendStatus.NO_SUCH_STREAM;
        }
        flush(nowNanos);
        if (!unsent.isEmpty()) {
            return association.state() == AssociationState.ESTABLISHED
                    ? SendStatus.BUFFER_FULL
                    : SendStatus.NOT_CONNECTED;
        }
        boolean isEmpty = payload.length == 0;
        return association.send(
                streamId,
                PayloadProtocol.of(isText, isEmpty),
                isEmpty ? new byte[1] : payload,
                state.reliability(),
                nowNanos);
    }

    /**
     * Closes a channel when what is queued on it is sent; {@link DataChannelEvent.Closed} follows.
     */
    public void close(int streamId) {
        var state = channels.get(streamId);
        if (state == null || state.isClosing()) {
            return;
        }
        state.onClosing();
        if (association.streams() > 0) {
            association.resetStream(streamId);
        } else {
            unsent.removeIf(message -> message.streamId() == streamId);
            channels.remove(streamId);
            events.add(new DataChannelEvent.Closed(streamId));
        }
    }

    /** The next event; null when there is none. Takes and sends what the protocol wants. */
    public @Nullable DataChannelEvent pollEvent(long nowNanos) {
        while (events.isEmpty()) {
            var event = association.pollEvent();
            if (event == null) {
                break;
            }
            handle(event);
        }
        flush(nowNanos);
        return events.poll();
    }

    /** Sends what the channel protocol has to say, as far as the buffer takes it. */
    private void flush(long nowNanos) {
        var next = unsent.peek();
        while (next != null) {
            var status =
                    association.send(
                            next.streamId(),
                            PayloadProtocol.DCEP,
                            next.message(),
                            Reliability.ordered(),
                            nowNanos);
            if (status == SendStatus.BUFFER_FULL || status == SendStatus.NOT_CONNECTED) {
                return;
            }
            unsent.remove();
            next = unsent.peek();
        }
    }

    private void handle(SctpEvent event) {
        switch (event) {
            case SctpEvent.Connected() -> events.add(new DataChannelEvent.Connected());
            // Channels stay: libwebrtc's live on through a restart of the peer, and so do ours.
            case SctpEvent.Restarted() -> {}
            case MessageReceived message -> handleMessage(message);
            case SctpEvent.IncomingStreamsReset(List<Integer> ids) ->
                    ids.forEach(this::handleIncomingReset);
            case SctpEvent.OutgoingStreamsReset(List<Integer> ids, boolean isPerformed) ->
                    ids.forEach(id -> handleOutgoingReset(id, isPerformed));
            case SctpEvent.Closed(SctpEvent.CloseReason reason) -> {
                channels.clear();
                unsent.clear();
                events.add(new DataChannelEvent.Ended(reason));
            }
        }
    }

    private void handleMessage(MessageReceived message) {
        if (message.payloadProtocol() == PayloadProtocol.DCEP) {
            handleDcep(message.streamId(), DcepMessage.read(message.payload()));
            return;
        }
        var state = channels.get(message.streamId());
        if (state == null || !PayloadProtocol.isUserData(message.payloadProtocol())) {
            association.drop(SctpDrop.UNKNOWN_PAYLOAD);
            return;
        }
        state.onPeerKnows();
        events.add(
                new DataChannelEvent.Message(
                        message.streamId(),
                        PayloadProtocol.isText(message.payloadProtocol()),
                        PayloadProtocol.isEmpty(message.payloadProtocol())
                                ? new byte[0]
                                : message.payload()));
    }

    private void handleDcep(int streamId, @Nullable DcepMessage message) {
        var state = channels.get(streamId);
        switch (message) {
            case DcepMessage.Open open when state == null -> {
                var channel =
                        new DataChannel(
                                streamId, open.label(), open.protocol(), open.reliability());
                channels.put(streamId, new ChannelState(channel, true));
                unsent.add(new Unsent(streamId, DcepMessage.ack()));
                events.add(new DataChannelEvent.Opened(channel));
            }
            case DcepMessage.Ack() when state != null -> state.onPeerKnows();
            case null, default -> association.drop(SctpDrop.BAD_CHANNEL_MESSAGE);
        }
    }

    /** The peer has closed; our direction follows (RFC 8831 §6.7). */
    private void handleIncomingReset(int streamId) {
        var state = channels.get(streamId);
        if (state != null) {
            state.onIncomingReset();
            close(streamId);
            removeIfClosed(state);
        }
    }

    /**
     * A peer that cannot reset will not reset its direction either: the channel is gone as it is.
     */
    private void handleOutgoingReset(int streamId, boolean isPerformed) {
        var state = channels.get(streamId);
        if (state != null) {
            state.onOutgoingReset();
            if (!isPerformed) {
                state.onIncomingReset();
            }
            removeIfClosed(state);
        }
    }

    private void removeIfClosed(ChannelState state) {
        int streamId = state.channel().streamId();
        if (state.isClosed()) {
            channels.remove(streamId);
            events.add(new DataChannelEvent.Closed(streamId));
        }
    }

    /** Writes association and channels; poll all events before. */
    public void export(StateWriter writer, long nowNanos) {
        writer.begin(VERSION);
        association.export(writer, nowNanos);
        writer.i32(channels.size());
        for (var state : channels.values()) {
            export(writer, state);
        }
        writer.i32(unsent.size());
        for (var next : unsent) {
            writer.u16(next.streamId()).bytes(next.message());
        }
        writer.end();
    }

    private static void export(StateWriter writer, ChannelState state) {
        var channel = state.channel();
        writer.u16(channel.streamId()).text(channel.label()).text(channel.protocol());
        writer.bool(channel.reliability().isOrdered());
        writer.i64(channel.reliability().maxRetransmits());
        writer.i64(channel.reliability().lifetimeMillis());
        writer.bool(state.isKnownToPeer()).bool(state.isClosing());
        writer.bool(state.isOutgoingReset()).bool(state.isIncomingReset());
    }

    /** Reads what {@link #export} wrote, in this or another process. */
    public static DataChannelSet restore(
            StateReader reader,
            SctpConfig config,
            RandomSource random,
            boolean isDtlsServer,
            long nowNanos)
            throws CorruptStateException {
        reader.begin();
        var association = SctpAssociation.restore(reader, config, random, nowNanos);
        var set = new DataChannelSet(association, config, isDtlsServer);
        int channels = reader.count(set.config.streams());
        for (int i = 0; i < channels; i++) {
            var state = restoreChannel(reader);
            set.channels.put(state.channel().streamId(), state);
        }
        int unsent = reader.count(reader.remaining());
        for (int i = 0; i < unsent; i++) {
            set.unsent.add(new Unsent(reader.u16(), reader.bytes(set.config.maxMessageBytes())));
        }
        reader.end();
        return set;
    }

    private static ChannelState restoreChannel(StateReader reader) throws CorruptStateException {
        int streamId = reader.u16();
        String label = reader.text(DcepMessage.MAX_TEXT_BYTES);
        String protocol = reader.text(DcepMessage.MAX_TEXT_BYTES);
        var reliability = restoreReliability(reader);
        var state =
                new ChannelState(
                        new DataChannel(streamId, label, protocol, reliability), reader.bool());
        if (reader.bool()) {
            state.onClosing();
        }
        if (reader.bool()) {
            state.onOutgoingReset();
        }
        if (reader.bool()) {
            state.onIncomingReset();
        }
        return state;
    }

    private static Reliability restoreReliability(StateReader reader) throws CorruptStateException {
        boolean isOrdered = reader.bool();
        long retransmits = reader.i64();
        long lifetime = reader.i64();
        long most = 0xFFFF_FFFFL;
        reader.require(
                retransmits >= Reliability.UNLIMITED
                        && retransmits <= most
                        && lifetime >= Reliability.UNLIMITED
                        && lifetime <= most
                        && (retransmits == Reliability.UNLIMITED
                                || lifetime == Reliability.UNLIMITED),
                "no such reliability");
        return new Reliability(isOrdered, retransmits, lifetime);
    }
}
