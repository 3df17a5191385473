package media.sluice.core.room;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import media.sluice.core.crypto.FakeSrtpEngine;
import media.sluice.core.crypto.Secret;
import media.sluice.core.crypto.SrtpMasterKey;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.rtp.RtpHeader;
import media.sluice.core.srtp.SrtpReceiver;
import media.sluice.core.srtp.SrtpSender;
import media.sluice.core.srtp.SrtpStatus;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.DatagramSink;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * A peer whose transport is keys and nothing else: sends plain packets in, opens what comes out.
 */
final class TestPeer implements PeerTransport {

    static final SrtpProfile PROFILE = SrtpProfile.AEAD_AES_128_GCM;

    /** One packet the peer received. */
    record Packet(byte[] bytes) {
        private MemorySegment segment() {
            return MemorySegment.ofArray(bytes);
        }

        int sequence() {
            return RtpHeader.sequence(segment(), 0);
        }

        int timestamp() {
            return RtpHeader.timestamp(segment(), 0);
        }

        int ssrc() {
            return RtpHeader.ssrc(segment(), 0);
        }

        int payloadType() {
            return RtpHeader.payloadType(segment(), 0);
        }

        boolean hasMarker() {
            return RtpHeader.marker(segment(), 0);
        }

        byte[] payload() {
            int header = RtpHeader.length(segment(), 0);
            return Arrays.copyOfRange(
                    bytes, header, header + RtpHeader.payloadLength(segment(), 0, bytes.length));
        }
    }

    /** A key frame request the room made of this peer. */
    record KeyFrameRequest(int ssrc, long nowNanos) {}

    final TransportAddress address;
    final List<Packet> received = new ArrayList<>();
    final List<byte[]> sealed = new ArrayList<>();
    final List<byte[]> rtcp = new ArrayList<>();
    final List<KeyFrameRequest> keyFrameRequests = new ArrayList<>();
    private final FakeSrtpEngine engine;
    private @Nullable ProducerIngress ingress;
    private SrtpSender sender;
    private final SrtpReceiver receiver;
    int reportedLoss;
    int datagramsSent;
    long bytesSent;
    long nacksSent;
    private long roundTripNanos = -1;
    private boolean isWritable = true;
    private final IngressPacket packet = new IngressPacket();
    private final MemorySegment buffer = MemorySegment.ofArray(new byte[2048]);

    TestPeer(int number, FakeSrtpEngine engine) {
        this.engine = engine;
        address = TransportAddress.ofIpv4(0x7F00_0001, 10_000 + number);
        sender = new SrtpSender(PROFILE, key(number), engine);
        receiver = new SrtpReceiver(PROFILE, key(number), engine);
    }

    private static SrtpMasterKey key(int seed) {
        byte[] key = new byte[16];
        byte[] salt = new byte[12];
        Arrays.fill(key, (byte) seed);
        Arrays.fill(salt, (byte) (seed + 1));
        return new SrtpMasterKey(Secret.of(key), Secret.of(salt));
    }

    /** Its data channels. */
    final TestDataPort data = new TestDataPort();

    @Override
    public TestDataPort data() {
        return data;
    }

    void writable(boolean writable) {
        isWritable = writable;
    }

    /** The same peer with a copy of its keys, as at another node. */
    void moveSender() {
        var writer = new StateWriter();
        sender.export(writer);
        try {
            sender = SrtpSender.restore(new StateReader(writer.toBytes()), engine);
        } catch (CorruptStateException e) {
            throw new AssertionError(e);
        }
    }

    void open(byte[] datagram) {
        byte[] copy = datagram.clone();
        MemorySegment segment = MemorySegment.ofArray(copy);
        sealed.add(datagram);
        SrtpStatus status = receiver.unprotectRtp(segment, 0, copy.length);
        if (status == SrtpStatus.OK) {
            received.add(new Packet(Arrays.copyOf(copy, receiver.length())));
        }
    }

    Packet last() {
        return received.getLast();
    }

    List<Packet> of(int ssrc) {
        return received.stream().filter(p -> p.ssrc() == ssrc).toList();
    }

    /** Sends a packet into the room as if it had just been decrypted. */
    void send(int layer, int ssrc, int type, long index, int timestamp, long now, byte[] payload) {
        // At the end of the buffer: who reads beyond the packet is seen.
        long at = buffer.byteSize() - 12 - payload.length;
        RtpHeader.write(buffer, at, false, type, (int) index, timestamp, ssrc);
        Bytes.copy(payload, 0, buffer, at + 12, payload.length);
        packet.bytes(buffer, at, 12, payload.length);
        packet.header(type, (int) index & 0xFFFF, timestamp);
        packet.place(ssrc, layer, index, now);
        java.util.Objects.requireNonNull(ingress).onPacket(packet);
    }

    boolean isReceiving() {
        return ingress != null;
    }

    ProducerIngress ingress() {
        return java.util.Objects.requireNonNull(ingress);
    }

    @Override
    public boolean isWritable() {
        return isWritable;
    }

    @Override
    public int sendSocket() {
        return 0;
    }

    @Override
    public TransportAddress remote() {
        return address;
    }

    @Override
    public SrtpSender srtpSender() {
        return sender;
    }

    @Override
    public boolean sendRtcp(
            MemorySegment segment, long offset, int length, DatagramSink sink, long nowNanos) {
        byte[] bytes = new byte[length];
        Bytes.copy(segment, offset, bytes, 0, length);
        rtcp.add(bytes);
        return true;
    }

    @Override
    public void requestKeyFrame(int ssrc, long nowNanos) {
        keyFrameRequests.add(new KeyFrameRequest(ssrc, nowNanos));
    }

    @Override
    public void onSent(int length) {
        datagramsSent++;
        bytesSent += length;
    }

    @Override
    public void onRoundTrip(long nanos) {
        roundTripNanos = nanos;
    }

    @Override
    public long roundTripNanos() {
        return roundTripNanos;
    }

    @Override
    public long nacksSent(int ssrc) {
        return nacksSent;
    }

    @Override
    public void reportLossAtLeast(int ssrc, int fraction) {
        reportedLoss = fraction;
    }

    @Override
    public void receive(ProducerParameters parameters, ProducerIngress newIngress) {
        ingress = newIngress;
    }

    @Override
    public void stopReceiving(ProducerIngress oldIngress) {
        ingress = null;
    }
}
