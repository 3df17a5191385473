package media.sluice.core.session;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import media.sluice.core.crypto.SrtpBatch;
import media.sluice.core.crypto.SrtpEngine;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.rtp.RtpHeader;
import media.sluice.core.sim.SimBrowser;
import media.sluice.core.sim.SimOutbox;
import media.sluice.core.sim.SimPeer;
import media.sluice.core.srtp.SrtpSendStream;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.TransportAddress;

/** A session as a node of the simulation, which sends back each packet under its own SSRC. */
final class EchoServer implements SimPeer {
    static final int SSRC = 0x2222;
    static final ReceiveSpec AUDIO =
            new ReceiveSpec(
                    "0",
                    List.of(new ReceiveSpec.Payload(SimBrowser.PAYLOAD_TYPE, -1, 48_000, true)),
                    List.of(new ReceiveSpec.Encoding("", SimBrowser.SSRC, 0)),
                    ReceiveSpec.Extensions.NONE);

    final PeerSession session;
    final List<SessionEvent> events = new ArrayList<>();
    final List<Long> received = new ArrayList<>();
    Runnable onTakeOver = () -> {};
    long nextIndex;
    private final SrtpEngine engine;
    private final SrtpBatch batch = new SrtpBatch(1);
    private final ArrayDeque<byte[]> outbox = new ArrayDeque<>();

    EchoServer(PeerSession session, SrtpEngine engine) {
        this.session = session;
        this.engine = engine;
        session.reception().receive(AUDIO, this::echo);
    }

    private void echo(InboundRtp packet, long nowNanos) {
        received.add(packet.index());
        byte[] payload = new byte[packet.payloadLength()];
        Bytes.copy(
                packet.segment(),
                packet.offset() + packet.headerLength(),
                payload,
                0,
                payload.length);
        outbox.add(payload);
    }

    @Override
    public void handleDatagram(
            int socket,
            TransportAddress remote,
            MemorySegment segment,
            long offset,
            int length,
            long nowNanos) {
        session.handleDatagram(socket, remote, segment, offset, length, nowNanos);
    }

    @Override
    public void handleTimeout(long nowNanos) {
        session.handleTimeout(nowNanos);
    }

    @Override
    public long nextDeadlineNanos() {
        return session.nextDeadlineNanos();
    }

    @Override
    public void transmit(SimOutbox sink, long nowNanos) {
        session.transmit(sink, nowNanos);
        while (session.isWritable() && !outbox.isEmpty()) {
            send(outbox.remove(), sink);
        }
        for (var event = session.pollEvent(); event != null; event = session.pollEvent()) {
            events.add(event);
            if (event instanceof SessionEvent.TakeOverRequested) {
                onTakeOver.run();
            }
        }
    }

    private void send(byte[] payload, SimOutbox sink) {
        var sender = session.srtpSender();
        var stream = sender == null ? null : sender.stream(SSRC);
        var to = session.remote();
        if (sender == null || stream == null || to == null) {
            throw new IllegalStateException("writable without keys or address");
        }
        long index = Math.max(nextIndex, stream.nextIndex());
        if (index == SrtpSendStream.NO_INDEX) {
            return;
        }
        nextIndex = index + 1;
        int room = RtpHeader.FIXED_LENGTH + payload.length + SrtpProfile.MAX_TRAILER_LENGTH;
        long at = sink.reserve(room);
        RtpHeader.write(
                sink.segment(),
                at,
                false,
                SimBrowser.PAYLOAD_TYPE,
                (int) index & 0xFFFF,
                (int) index * 960,
                SSRC);
        Bytes.copy(payload, 0, sink.segment(), at + RtpHeader.FIXED_LENGTH, payload.length);
        batch.clear();
        int entry = sender.stage(batch, stream, (int) index & 0xFFFF);
        if (entry < 0) {
            throw new IllegalStateException("index " + index + " refused: " + entry);
        }
        batch.packet(entry, sink.segment(), at, room);
        batch.plainInPlace(entry, RtpHeader.FIXED_LENGTH, RtpHeader.FIXED_LENGTH + payload.length);
        engine.protectRtp(batch);
        sink.commit(batch.packetLength[entry], session.sendSocket(), to);
    }
}
