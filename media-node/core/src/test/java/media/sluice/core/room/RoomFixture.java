package media.sluice.core.room;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import media.sluice.core.codec.Codec;
import media.sluice.core.crypto.FakeSrtpEngine;
import media.sluice.core.rtp.ExtensionMap;
import media.sluice.core.rtp.KnownExtension;
import media.sluice.core.session.FeedbackSink;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.DatagramSink;
import media.sluice.core.wire.TransportAddress;

/** A room with peers; time goes on only where a test says so. */
final class RoomFixture implements DatagramSink {

    static final long MILLI = 1_000_000L;
    static final int VP8 = 96;
    static final int VP8_OUT = 100;
    static final int RTX_OUT = 101;
    static final int OPUS = 111;
    static final int RED = 63;

    final FakeSrtpEngine engine = new FakeSrtpEngine().watchNonces();
    final Egress egress = new Egress(engine, this);
    Room room = new Room("room", egress);
    final Map<String, TestPeer> peers = new HashMap<>();
    private final Map<String, FeedbackSink> feedback = new HashMap<>();
    final List<RoomEvent> events = new ArrayList<>();
    private final MemorySegment datagram = MemorySegment.ofArray(new byte[2048]);
    long now = 1_000 * MILLI;

    TestPeer join(String id) {
        TestPeer peer = new TestPeer(peers.size() + 1, engine);
        peers.put(id, peer);
        feedback.put(id, room.addTransport(id, peer, now));
        room.onTransportChanged(id, now);
        return peer;
    }

    FeedbackSink feedback(String id) {
        return Objects.requireNonNull(feedback.get(id));
    }

    static CodecParameters codec(Codec codec, int type, int rtx) {
        return new CodecParameters(
                codec, type, rtx, codec.isVideo() ? 90_000 : 48_000, 0, true, Map.of());
    }

    static ProducerParameters video(String id, int layers) {
        var encodings = new ArrayList<EncodingParameters>();
        for (int i = 0; i < layers; i++) {
            encodings.add(new EncodingParameters("qhf".substring(i, i + 1), 0, 0));
        }
        return new ProducerParameters(
                id,
                true,
                "0",
                List.of(codec(Codec.VP8, VP8, 97)),
                ExtensionMap.EMPTY.with(KnownExtension.MID, 1),
                encodings,
                false);
    }

    static ProducerParameters audio(String id) {
        return new ProducerParameters(
                id,
                false,
                "1",
                List.of(codec(Codec.RED, RED, -1), codec(Codec.OPUS, OPUS, -1)),
                ExtensionMap.EMPTY.with(KnownExtension.AUDIO_LEVEL, 2),
                List.of(new EncodingParameters("", 0, 0)),
                false);
    }

    static ConsumerParameters consumer(
            String id, String producer, int ssrc, int rtxSsrc, CodecParameters... codecs) {
        return new ConsumerParameters(
                id,
                producer,
                "m" + id,
                List.of(codecs),
                ExtensionMap.EMPTY,
                ssrc,
                rtxSsrc,
                "cname");
    }

    /** Creates a consumer of VP8, with RTX. */
    void consumeVideo(String session, String id, String producer, int ssrc) {
        room.createConsumer(
                session,
                consumer(id, producer, ssrc, ssrc + 1, codec(Codec.VP8, VP8_OUT, RTX_OUT)),
                ConsumerSettings.DEFAULT,
                now);
        settle();
    }

    /** Runs what is due, sends what is queued, takes the events. */
    void settle() {
        while (room.nextDeadlineNanos() <= now) {
            room.handleTimeout(now);
        }
        egress.flush();
        for (RoomEvent event = room.pollEvent(); event != null; event = room.pollEvent()) {
            events.add(event);
        }
    }

    void pass(long millis) {
        long end = now + millis * MILLI;
        while (room.nextDeadlineNanos() < end) {
            now = Math.max(now, room.nextDeadlineNanos());
            settle();
        }
        now = end;
        settle();
    }

    /** A VP8 payload of ten bytes. */
    static byte[] vp8(int picture, boolean isStart, boolean isKey) {
        return new byte[] {
            (byte) (isStart ? 0x90 : 0x80),
            (byte) 0xE0,
            (byte) (0x80 | picture >>> 8),
            (byte) picture,
            (byte) picture,
            0x20,
            (byte) (isKey ? 0 : 1),
            7,
            7,
            7
        };
    }

    /** Picture id of a VP8 payload. */
    static int picture(TestPeer.Packet packet) {
        byte[] payload = packet.payload();
        return (payload[2] & 0x7F) << 8 | payload[3] & 0xFF;
    }

    <T extends RoomEvent> List<T> events(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    public MemorySegment segment() {
        return datagram;
    }

    @Override
    public long reserve(int capacity) {
        return 0;
    }

    @Override
    public void commit(int length, int socket, TransportAddress remote) {
        byte[] bytes = new byte[length];
        Bytes.copy(datagram, 0, bytes, 0, length);
        for (TestPeer peer : peers.values()) {
            if (peer.address.equals(remote)) {
                peer.open(bytes);
            }
        }
    }
}
