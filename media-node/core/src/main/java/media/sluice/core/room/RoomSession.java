package media.sluice.core.room;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import media.sluice.core.rtcp.RtcpWriter;
import media.sluice.core.session.FeedbackSink;
import media.sluice.core.srtp.SrtpSendStream;
import media.sluice.core.srtp.SrtpSender;
import media.sluice.core.wire.DatagramSink;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/** A session's place in a room: its consumers, and the peer's word about them. */
final class RoomSession implements FeedbackSink {

    private final Room room;
    private final String id;
    private PeerTransport transport = Disconnected.INSTANCE;
    private Consumer[] consumers = {};
    private int transportSequence;

    RoomSession(Room room, String id) {
        this.room = room;
        this.id = id;
    }

    void bind(PeerTransport newTransport) {
        transport = newTransport;
    }

    String id() {
        return id;
    }

    PeerTransport transport() {
        return transport;
    }

    boolean isWritable() {
        return transport.isWritable();
    }

    void add(Consumer consumer) {
        consumers = Arrays.copyOf(consumers, consumers.length + 1);
        consumers[consumers.length - 1] = consumer;
    }

    void remove(Consumer consumer) {
        consumers = Arrays.stream(consumers).filter(c -> c != consumer).toArray(Consumer[]::new);
    }

    Consumer[] consumers() {
        return consumers;
    }

    /** Number for the transport-wide extension of the next packet. */
    int nextTransportSequence() {
        return transportSequence++ & 0xFFFF;
    }

    int transportSequence() {
        return transportSequence;
    }

    void restoreTransportSequence(int next) {
        transportSequence = next;
    }

    /** Queues the packet at the egress position; negative if it may not be sent. */
    int stage(
            SrtpSendStream stream,
            int sequence,
            int headerLength,
            int length,
            @Nullable Consumer storeFor) {
        SrtpSender sender = transport.srtpSender();
        if (sender == null) {
            return SrtpSender.FAILED;
        }
        return room.egress()
                .stage(transport, sender, stream, sequence, headerLength, length, storeFor);
    }

    /** To the peer and back; -1 when unknown. */
    long roundTripNanos() {
        return transport.roundTripNanos();
    }

    /** Sends the sender reports that are due, several in one datagram. */
    void sendReports(long nowNanos) {
        if (!transport.isWritable()) {
            return;
        }
        RtcpWriter rtcp = room.egress().startRtcp();
        for (Consumer consumer : consumers) {
            if (!consumer.writeReport(rtcp, nowNanos)) {
                sendRtcp(rtcp, nowNanos);
                rtcp = room.egress().startRtcp();
                consumer.writeReport(rtcp, nowNanos);
            }
        }
        sendRtcp(rtcp, nowNanos);
    }

    /** Tells the peer that a stream has ended. */
    void sendBye(int ssrc, long nowNanos) {
        if (transport.isWritable()) {
            RtcpWriter rtcp = room.egress().startRtcp();
            rtcp.receiverReport(ssrc);
            rtcp.bye(ssrc);
            sendRtcp(rtcp, nowNanos);
        }
    }

    private void sendRtcp(RtcpWriter rtcp, long nowNanos) {
        if (!rtcp.isEmpty()) {
            Egress egress = room.egress();
            transport.sendRtcp(egress.rtcpBytes(), 0, rtcp.length(), egress.sink(), nowNanos);
        }
    }

    private @Nullable Consumer consumer(int ssrc) {
        for (Consumer consumer : consumers) {
            if (consumer.ssrc() == ssrc) {
                return consumer;
            }
        }
        return null;
    }

    @Override
    public void onReceiverReport(
            int ssrc,
            int fractionLost,
            int cumulativeLost,
            int highestSequence,
            int jitter,
            int lastReport,
            long delay,
            long nowNanos) {
        Consumer consumer = consumer(ssrc);
        if (consumer != null) {
            long roundTrip =
                    lastReport == 0
                            ? -1
                            : consumer.reports().roundTripNanos(lastReport, delay, nowNanos);
            consumer.onReceiverReport(fractionLost, cumulativeLost, jitter, roundTrip);
            if (roundTrip >= 0) {
                transport.onRoundTrip(roundTrip);
            }
        }
    }

    @Override
    public void onNack(int ssrc, int sequence, int following, long nowNanos) {
        Consumer consumer = consumer(ssrc);
        if (consumer != null) {
            consumer.repair().onNack(sequence, following, nowNanos);
        }
    }

    @Override
    public void onKeyFrameRequest(int ssrc, boolean isFir, long nowNanos) {
        Consumer consumer = consumer(ssrc);
        if (consumer != null) {
            consumer.onKeyFrameRequest(nowNanos);
        }
    }

    /** Before the session is there. */
    private enum Disconnected implements PeerTransport {
        INSTANCE;

        @Override
        public boolean isWritable() {
            return false;
        }

        @Override
        public int sendSocket() {
            return -1;
        }

        @Override
        public @Nullable TransportAddress remote() {
            return null;
        }

        @Override
        public @Nullable SrtpSender srtpSender() {
            return null;
        }

        @Override
        public boolean sendRtcp(
                MemorySegment segment, long offset, int length, DatagramSink sink, long nowNanos) {
            return false;
        }

        @Override
        public void requestKeyFrame(int ssrc, long nowNanos) {}

        @Override
        public void onSent(int length) {}

        @Override
        public void onRoundTrip(long nanos) {}

        @Override
        public long roundTripNanos() {
            return -1;
        }

        @Override
        public long nacksSent(int ssrc) {
            return 0;
        }

        @Override
        public void reportLossAtLeast(int ssrc, int fraction) {}

        @Override
        public void receive(ProducerParameters parameters, ProducerIngress ingress) {}

        @Override
        public void stopReceiving(ProducerIngress ingress) {}
    }
}
