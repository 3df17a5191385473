package media.sluice.node.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import media.sluice.core.codec.Codec;
import media.sluice.core.crypto.SrtpBatch;
import media.sluice.core.crypto.SrtpEngine;
import media.sluice.core.crypto.SrtpKey;
import media.sluice.core.crypto.SrtpKeySpec;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.dtls.FakeDtlsClient;
import media.sluice.core.dtls.FakeHandshaker;
import media.sluice.core.dtls.FakeSecrets;
import media.sluice.core.ice.IceCredentials;
import media.sluice.core.room.CodecParameters;
import media.sluice.core.room.ConsumerParameters;
import media.sluice.core.room.ConsumerSettings;
import media.sluice.core.room.EncodingParameters;
import media.sluice.core.room.ProducerParameters;
import media.sluice.core.rtp.ExtensionMap;
import media.sluice.core.rtp.KnownExtension;
import media.sluice.core.rtp.RtpHeader;
import media.sluice.core.session.SessionPorts;
import media.sluice.core.srtp.SrtpReceiver;
import media.sluice.core.srtp.SrtpSender;
import media.sluice.core.srtp.SrtpStatus;
import media.sluice.core.stun.StunKey;
import media.sluice.core.stun.StunType;
import media.sluice.core.stun.StunView;
import media.sluice.core.stun.StunWriter;
import media.sluice.core.wire.Bytes;
import media.sluice.node.counters.Counter;
import media.sluice.node.counters.Counters;
import media.sluice.node.crypto.jdk.JdkSrtpEngine;
import media.sluice.node.net.MediaPorts;
import media.sluice.node.net.NioDatagramTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What the worker's whole loop allocates on the portable path: sockets on loopback, the JDK's
 * ciphers, one publisher and some subscribers. The loop turns on the test's thread.
 */
final class WorkerAllocationIT {

    private static final int SUBSCRIBERS = 8;
    private static final int ROUNDS = 4;
    private static final int PACKETS = 4_000;
    private static final int PLAIN_LENGTH = 1_100;
    private static final int SSRC = 0x1111;

    /**
     * Bytes per forwarded packet at most, nearly all of them the JDK's AES-GCM: each call of it
     * makes arrays and key schedules. The native engine has none of this.
     */
    private static final long BUDGET = 1_400;

    /**
     * The same without the ciphers: the loop itself, selector and channels. The JDK's channel makes
     * an address object for a source that differs from its last.
     */
    private static final long LOOP_BUDGET = 200;

    private static final Epoch EPOCH = new Epoch(1, "test");
    private static final String ROOM = "room";

    private final MeteredEngine engine = new MeteredEngine();
    private final SecureRandom random = new SecureRandom();
    private final Counters counters = new Counters();
    private final Worker worker;
    private final List<Peer> peers = new ArrayList<>();
    private long endNanos = System.nanoTime();

    WorkerAllocationIT() throws IOException {
        var sockets = MediaPorts.bind(0, 1, List.of()).getFirst();
        worker =
                new Worker(
                        0,
                        new NioDatagramTransport(sockets, counters),
                        counters,
                        new WorkerPorts(sockets, List.of(InetAddress.ofLiteral("127.0.0.1"))),
                        wake ->
                                new PlaneSetup(
                                        new SessionPorts(
                                                this::newHandshaker, engine, random::nextBytes),
                                        PlaneNode.CERTIFICATE,
                                        event -> {}));
    }

    /** The JDK's engine, with what it allocates set apart. */
    private static final class MeteredEngine implements SrtpEngine {
        private final JdkSrtpEngine jdk = new JdkSrtpEngine();
        private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private long allocated;

        @Override
        public String name() {
            return jdk.name();
        }

        @Override
        public SrtpKey newKey(SrtpKeySpec spec) {
            return jdk.newKey(spec);
        }

        @Override
        public void protectRtp(SrtpBatch batch) {
            long before = threads.getCurrentThreadAllocatedBytes();
            jdk.protectRtp(batch);
            allocated += threads.getCurrentThreadAllocatedBytes() - before;
        }

        @Override
        public void protectRtcp(SrtpBatch batch) {
            long before = threads.getCurrentThreadAllocatedBytes();
            jdk.protectRtcp(batch);
            allocated += threads.getCurrentThreadAllocatedBytes() - before;
        }

        @Override
        public void unprotectRtp(SrtpBatch batch) {
            long before = threads.getCurrentThreadAllocatedBytes();
            jdk.unprotectRtp(batch);
            allocated += threads.getCurrentThreadAllocatedBytes() - before;
        }

        @Override
        public void unprotectRtcp(SrtpBatch batch) {
            long before = threads.getCurrentThreadAllocatedBytes();
            jdk.unprotectRtcp(batch);
            allocated += threads.getCurrentThreadAllocatedBytes() - before;
        }
    }

    private FakeHandshaker newHandshaker() {
        byte[] serverRandom = new byte[32];
        random.nextBytes(serverRandom);
        return new FakeHandshaker(FakeSecrets.of(SrtpProfile.AEAD_AES_128_GCM), serverRandom);
    }

    @AfterEach
    void close() throws IOException {
        for (Peer peer : peers) {
            peer.channel.close();
        }
        worker.mailbox().stop();
        worker.run();
    }

    private void turn() {
        endNanos = worker.cycle(endNanos);
    }

    private <T> T ask(CompletableFuture<T> question) {
        turn();
        return question.join();
    }

    /** A client on its own socket: one check, the make-believe handshake, then SRTP. */
    private final class Peer {
        private final DatagramChannel channel = DatagramChannel.open();
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(2_048);
        private final MemorySegment room = MemorySegment.ofBuffer(buffer);
        private final FakeDtlsClient dtls;
        private final JdkSrtpEngine ciphers = new JdkSrtpEngine();
        private final SrtpBatch batch = new SrtpBatch(1);
        private final String id;
        private final IceCredentials ice;
        private final SrtpSender sender;
        private final SrtpReceiver receiver;
        private int sequence;
        private long received;

        Peer(String id) throws IOException {
            this.id = id;
            byte[] clientRandom = new byte[32];
            random.nextBytes(clientRandom);
            dtls =
                    new FakeDtlsClient(
                            FakeSecrets.of(SrtpProfile.AEAD_AES_128_GCM),
                            clientRandom,
                            new byte[] {1, 2, 3});
            var made =
                    ask(
                            worker.mailbox()
                                    .createSession(
                                            new SessionRequest(
                                                    ROOM,
                                                    id,
                                                    new PeerParameters(
                                                            IceCredentials.random(
                                                                    random::nextBytes),
                                                            List.of(dtls.fingerprint())),
                                                    SessionData.NONE),
                                            EPOCH));
            int port = made.candidates().getFirst().address().port();
            channel.bind(new InetSocketAddress("127.0.0.1", 0));
            channel.connect(new InetSocketAddress("127.0.0.1", port));
            channel.configureBlocking(false);
            ice = made.ice();
            connect();
            var material = Objects.requireNonNull(dtls.srtp());
            sender = new SrtpSender(material.profile(), material.client(), ciphers);
            receiver = new SrtpReceiver(material.profile(), material.server(), ciphers);
            peers.add(this);
        }

        /** An ICE check; without one the session would fail after 15 s (RFC 7675). */
        void check() throws IOException {
            var check = new StunWriter();
            check.begin(StunType.BINDING_REQUEST, 1, 2)
                    .username(ice.ufrag() + ":peer")
                    .priority(1)
                    .controlling(3)
                    .useCandidate()
                    .integrity(StunKey.of(ice.password()))
                    .fingerprint();
            send(check.copyTo(room, 0));
        }

        private void connect() throws IOException {
            check();
            dtls.start(System.nanoTime());
            for (int i = 0; i < 10_000 && !dtls.isConnected(); i++) {
                turn();
                int arrived = read();
                if (arrived > 0 && !StunView.looksLikeStun(room, 0, arrived)) {
                    dtls.handleDatagram(room, 0, arrived, System.nanoTime());
                }
                for (int length = dtls.pollDatagram(room, 0);
                        length > 0;
                        length = dtls.pollDatagram(room, 0)) {
                    send(length);
                }
            }
            assertThat(dtls.isConnected()).as("connected").isTrue();
        }

        private void send(int length) throws IOException {
            channel.write(buffer.limit(length).position(0));
            buffer.clear();
        }

        private int read() throws IOException {
            int length = channel.read(buffer.clear());
            buffer.clear();
            return length;
        }

        void publish() throws IOException {
            RtpHeader.write(room, 0, false, 96, sequence & 0xFFFF, sequence * 900, SSRC);
            batch.clear();
            int entry =
                    sender.stage(
                            batch,
                            Objects.requireNonNull(sender.stream(SSRC)),
                            sequence++ & 0xFFFF);
            batch.packet(entry, room, 0, 2_048);
            batch.plainInPlace(entry, RtpHeader.FIXED_LENGTH, PLAIN_LENGTH);
            ciphers.protectRtp(batch);
            send(batch.packetLength[entry]);
        }

        /** Takes what has come; every packet is opened, as a client does. */
        void drain() throws IOException {
            for (int length = read(); length > 0; length = read()) {
                boolean isRtp = (Bytes.u8(room, 0) & 0xC0) == 0x80;
                if (isRtp
                        && !RtpHeader.isRtcp(room, 0)
                        && receiver.unprotectRtp(room, 0, length) == SrtpStatus.OK) {
                    received++;
                }
            }
        }
    }

    private static CodecParameters video() {
        return new CodecParameters(Codec.H264, 96, 97, 90_000, 0, true, Map.of());
    }

    private void forwardTo(Peer subscriber) {
        var extensions =
                ExtensionMap.EMPTY
                        .with(KnownExtension.MID, 1)
                        .with(KnownExtension.TRANSPORT_SEQUENCE, 3)
                        .with(KnownExtension.ABS_SEND_TIME, 4);
        ask(
                worker.mailbox()
                        .createConsumer(
                                subscriber.id,
                                new ConsumerParameters(
                                        "c-" + subscriber.id,
                                        "camera",
                                        "0",
                                        List.of(video()),
                                        extensions,
                                        0x2222,
                                        0x2223,
                                        "cname"),
                                ConsumerSettings.DEFAULT,
                                EPOCH));
    }

    @Test
    void staysWithinItsBudgetPerForwardedPacket() throws IOException {
        ask(worker.mailbox().createRoom(ROOM, EPOCH));
        var publisher = new Peer("publisher");
        ask(
                worker.mailbox()
                        .createProducer(
                                publisher.id,
                                new ProducerParameters(
                                        "camera",
                                        true,
                                        "0",
                                        List.of(video()),
                                        ExtensionMap.EMPTY,
                                        List.of(new EncodingParameters("", SSRC, 0)),
                                        false),
                                EPOCH));
        for (int i = 0; i < SUBSCRIBERS; i++) {
            forwardTo(new Peer("subscriber-" + i));
        }
        long forwarded = 0;
        long allocated = 0;
        long inCiphers = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long ciphersBefore = engine.allocated;
            long sentBefore = counters.value(Counter.DATAGRAMS_SENT);
            allocated = run(publisher);
            forwarded = counters.value(Counter.DATAGRAMS_SENT) - sentBefore;
            inCiphers = engine.allocated - ciphersBefore;
        }
        long perPacket = allocated / forwarded;
        long loopPerPacket = (allocated - inCiphers) / forwarded;
        report(forwarded, perPacket, loopPerPacket);

        for (Peer peer : peers.subList(1, peers.size())) {
            assertThat(peer.received).as(peer.id).isGreaterThan(ROUNDS * PACKETS * 9L / 10);
        }
        assertThat(forwarded).isGreaterThan(SUBSCRIBERS * PACKETS * 9L / 10);
        assertThat(perPacket).as("bytes allocated per forwarded packet").isLessThan(BUDGET);
        assertThat(loopPerPacket).as("without the ciphers").isLessThan(LOOP_BUDGET);
    }

    /** Bytes that the loop allocated while a number of packets went through it. */
    private long run(Peer publisher) throws IOException {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = 0;
        for (int i = 0; i < PACKETS; i++) {
            keyFrame(publisher);
            publisher.publish();
            long before = threads.getCurrentThreadAllocatedBytes();
            turn();
            allocated += threads.getCurrentThreadAllocatedBytes() - before;
            boolean isCheckDue = i % 500 == 0;
            if (isCheckDue || i % 16 == 0) {
                for (Peer peer : peers) {
                    peer.drain();
                    if (isCheckDue) {
                        peer.check();
                    }
                }
            }
        }
        return allocated;
    }

    /** H.264: parameter sets and the start of an IDR picture, so that every packet is a start. */
    private static void keyFrame(Peer publisher) {
        byte[] payload = new byte[PLAIN_LENGTH - RtpHeader.FIXED_LENGTH];
        // STAP-A of an SPS, a PPS and an IDR slice (RFC 6184 §5.7.1).
        byte[] start = {0x78, 0, 2, 0x67, 1, 0, 2, 0x68, 1, 0, 2, 0x65, 1};
        System.arraycopy(start, 0, payload, 0, start.length);
        MemorySegment.copy(
                MemorySegment.ofArray(payload),
                0,
                publisher.room,
                RtpHeader.FIXED_LENGTH,
                payload.length);
    }

    private static void report(long forwarded, long perPacket, long loopPerPacket) {
        System.out.printf(
                "worker loop, portable engine: subscribers=%d packets=%d bytes_per_packet=%d"
                        + " budget=%d without_ciphers=%d budget=%d%n",
                SUBSCRIBERS, forwarded, perPacket, BUDGET, loopPerPacket, LOOP_BUDGET);
    }
}
