package media.sluice.core.room;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import media.sluice.core.rtp.ExtensionMap;
import media.sluice.core.rtp.KnownExtension;
import media.sluice.core.session.DataPort;
import media.sluice.core.session.InboundRtp;
import media.sluice.core.session.InboundStream;
import media.sluice.core.session.MediaSink;
import media.sluice.core.session.PeerSession;
import media.sluice.core.session.ReceiveSection;
import media.sluice.core.session.ReceiveSpec;
import media.sluice.core.srtp.SrtpSender;
import media.sluice.core.wire.DatagramSink;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/** A session as the room's transport. */
final class SessionTransport implements PeerTransport {

    private record Section(ProducerIngress ingress, ReceiveSection section) {}

    private final PeerSession session;
    private final List<Section> sections = new ArrayList<>();
    private final IngressPacket packet = new IngressPacket();

    SessionTransport(PeerSession session) {
        this.session = session;
    }

    @Override
    public boolean isWritable() {
        return session.isWritable();
    }

    @Override
    public int sendSocket() {
        return session.sendSocket();
    }

    @Override
    public @Nullable TransportAddress remote() {
        return session.remote();
    }

    @Override
    public @Nullable SrtpSender srtpSender() {
        return session.srtpSender();
    }

    @Override
    public boolean sendRtcp(
            MemorySegment segment, long offset, int length, DatagramSink sink, long nowNanos) {
        return session.sendRtcp(segment, offset, length, sink, nowNanos);
    }

    @Override
    public void requestKeyFrame(int ssrc, long nowNanos) {
        InboundStream stream = stream(ssrc);
        if (stream != null) {
            session.reception().requestKeyFrame(stream);
        }
    }

    @Override
    public DataPort data() {
        return session.data();
    }

    @Override
    public void onSent(int length) {
        session.counters().onSent(length);
    }

    @Override
    public long roundTripNanos() {
        return session.reception().roundTripNanos();
    }

    @Override
    public long nacksSent(int ssrc) {
        return session.reception().nacksSent(ssrc);
    }

    @Override
    public void onRoundTrip(long nanos) {
        session.reception().updateRoundTrip(nanos);
    }

    @Override
    public void reportLossAtLeast(int ssrc, int fraction) {
        InboundStream stream = stream(ssrc);
        if (stream != null) {
            stream.reportLossAtLeast(fraction);
        }
    }

    private @Nullable InboundStream stream(int ssrc) {
        for (Section section : sections) {
            for (InboundStream stream : section.section.streams()) {
                if (stream.ssrc() == ssrc) {
                    return stream;
                }
            }
        }
        return null;
    }

    @Override
    public void receive(ProducerParameters parameters, ProducerIngress ingress) {
        sections.add(
                new Section(ingress, session.reception().receive(spec(parameters), sink(ingress))));
    }

    @Override
    public void stopReceiving(ProducerIngress ingress) {
        for (int i = 0; i < sections.size(); i++) {
            if (sections.get(i).ingress.equals(ingress)) {
                session.reception().stopReceiving(sections.remove(i).section);
                return;
            }
        }
    }

    private static ReceiveSpec spec(ProducerParameters parameters) {
        List<ReceiveSpec.Payload> payloads =
                parameters.codecs().stream()
                        .map(codec ->
                                new ReceiveSpec.Payload(
                                        codec.payloadType(),
                                        codec.rtxPayloadType(),
                                        codec.clockRateHz(),
                                        codec.nack()))
                        .toList();
        List<ReceiveSpec.Encoding> encodings =
                parameters.encodings().stream()
                        .map(e -> new ReceiveSpec.Encoding(e.rid(), e.ssrc(), e.rtxSsrc()))
                        .toList();
        ExtensionMap map = parameters.extensions();
        var extensions =
                new ReceiveSpec.Extensions(
                        map.idOf(KnownExtension.MID),
                        map.idOf(KnownExtension.RID),
                        map.idOf(KnownExtension.REPAIRED_RID),
                        map.idOf(KnownExtension.TRANSPORT_SEQUENCE));
        return new ReceiveSpec(parameters.mid(), payloads, encodings, extensions);
    }

    private MediaSink sink(ProducerIngress ingress) {
        return new MediaSink() {
            @Override
            public void onRtp(InboundRtp rtp, long nowNanos) {
                packet.bytes(rtp.segment(), rtp.offset(), rtp.headerLength(), rtp.payloadLength());
                packet.header(rtp.payloadType(), rtp.sequence(), rtp.timestamp());
                packet.place(rtp.ssrc(), rtp.stream().layer(), rtp.index(), rtp.arrivalNanos());
                ingress.onPacket(packet);
            }

            @Override
            public void onSenderReport(
                    InboundStream stream, long ntpTime, int rtpTimestamp, long nowNanos) {
                ingress.onSenderReport(stream.layer(), ntpTime, rtpTimestamp, nowNanos);
            }

            @Override
            public void onUnrepairable(InboundStream stream, long nowNanos) {
                ingress.onUnrepairable(stream.layer(), nowNanos);
            }

            @Override
            public void onBye(InboundStream stream, long nowNanos) {
                ingress.onBye(stream.layer(), nowNanos);
            }
        };
    }
}
