package media.sluice.core.sctp;

import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/** A message on its way out: queued, partly sent, or waiting for acknowledgement. */
final class OutboundMessage {

    private final int streamId;
    private final int payloadProtocol;
    private final byte[] payload;
    private final boolean isOrdered;
    private final long maxRetransmits;
    private final long expiresAtNanos;
    private int ssn;
    private int sentBytes;
    private boolean isAbandoned;

    OutboundMessage(
            int streamId,
            int payloadProtocol,
            byte[] payload,
            Reliability reliability,
            long nowNanos) {
        this(
                streamId,
                payloadProtocol,
                payload,
                reliability.isOrdered(),
                reliability.maxRetransmits(),
                reliability.expiryNanos(nowNanos));
    }

    private OutboundMessage(
            int streamId,
            int payloadProtocol,
            byte[] payload,
            boolean isOrdered,
            long maxRetransmits,
            long expiresAtNanos) {
        this.streamId = streamId;
        this.payloadProtocol = payloadProtocol;
        this.payload = payload;
        this.isOrdered = isOrdered;
        this.maxRetransmits = maxRetransmits;
        this.expiresAtNanos = expiresAtNanos;
    }

    int streamId() {
        return streamId;
    }

    int payloadProtocol() {
        return payloadProtocol;
    }

    byte[] payload() {
        return payload;
    }

    boolean isOrdered() {
        return isOrdered;
    }

    /** Stream sequence number; 0 for unordered messages, whose receiver ignores it. */
    int ssn() {
        return ssn;
    }

    void number(int streamSequence) {
        ssn = streamSequence;
    }

    boolean isStarted() {
        return sentBytes > 0;
    }

    int unsentBytes() {
        return payload.length - sentBytes;
    }

    /** Cuts off the next fragment. */
    SentChunk fragment(long tsn, int maxBytes) {
        int length = Math.min(maxBytes, unsentBytes());
        var chunk = new SentChunk(tsn, this, sentBytes, length);
        sentBytes += length;
        return chunk;
    }

    boolean isAbandoned() {
        return isAbandoned;
    }

    /** Gives the message up; what is unsent of it never is. */
    void abandon() {
        isAbandoned = true;
        sentBytes = payload.length;
    }

    boolean isExpired(long nowNanos) {
        return nowNanos >= expiresAtNanos;
    }

    boolean mayBeSentAgain(int transmissions, long nowNanos) {
        return !isExpired(nowNanos)
                && (maxRetransmits == Reliability.UNLIMITED || transmissions <= maxRetransmits);
    }

    void export(StateWriter writer, long nowNanos) {
        writer.u16(streamId).i32(payloadProtocol).bytes(payload).bool(isOrdered);
        writer.i64(maxRetransmits);
        writer.i64(Durations.left(expiresAtNanos, nowNanos));
        writer.u16(ssn).i32(sentBytes).bool(isAbandoned);
    }

    static OutboundMessage restore(StateReader reader, SctpConfig config, long nowNanos)
            throws CorruptStateException {
        var message =
                new OutboundMessage(
                        reader.u16(),
                        reader.i32(),
                        reader.bytes(config.maxMessageBytes()),
                        reader.bool(),
                        reader.i64(),
                        Durations.deadline(reader, nowNanos));
        message.ssn = reader.u16();
        message.sentBytes = reader.i32();
        message.isAbandoned = reader.bool();
        reader.require(
                message.sentBytes >= 0 && message.sentBytes <= message.payload.length,
                "more sent than there is");
        reader.require(message.payload.length > 0, "empty message");
        return message;
    }
}
