package media.sluice.bench.jmh;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import media.sluice.core.codec.Codec;
import media.sluice.core.crypto.CertificateFingerprint;
import media.sluice.core.crypto.SrtpBatch;
import media.sluice.core.crypto.SrtpEngine;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.dtls.FakeHandshaker;
import media.sluice.core.dtls.FakeSecrets;
import media.sluice.core.ice.IceCredentials;
import media.sluice.core.room.CodecParameters;
import media.sluice.core.room.ConsumerParameters;
import media.sluice.core.room.ConsumerSettings;
import media.sluice.core.room.Egress;
import media.sluice.core.room.EncodingParameters;
import media.sluice.core.room.ProducerParameters;
import media.sluice.core.room.Room;
import media.sluice.core.rtp.ExtensionMap;
import media.sluice.core.rtp.KnownExtension;
import media.sluice.core.session.PeerSession;
import media.sluice.core.session.SessionConfig;
import media.sluice.core.session.SessionPorts;
import media.sluice.core.sim.SimAddresses;
import media.sluice.core.sim.SimBrowser;
import media.sluice.core.sim.SimClient;
import media.sluice.core.sim.SimIceClient.Habit;
import media.sluice.core.sim.SimLink;
import media.sluice.core.sim.SimNetwork;
import media.sluice.core.sim.SimOutbox;
import media.sluice.core.sim.SimPeer;
import media.sluice.core.srtp.SrtpSendStream;
import media.sluice.core.srtp.SrtpSender;
import media.sluice.core.wire.RandomSource;
import media.sluice.core.wire.TransportAddress;

/**
 * One publisher and many subscribers of one room, with the state machines of the media node. They
 * join through the network simulator, with ICE and a handshake; from then on datagrams go straight
 * into the publisher's session, and what leaves is counted. Owned by one thread.
 */
final class Meeting {
    private static final SrtpProfile PROFILE = SrtpProfile.AEAD_AES_128_GCM;
    private static final long PACKET_NANOS = 1_000_000;

    /** Virtual time in which everybody has joined. */
    private static final Duration JOINING = Duration.ofSeconds(3);

    private static final ExtensionMap EXTENSIONS =
            ExtensionMap.EMPTY
                    .with(KnownExtension.MID, Samples.MID_ID)
                    .with(KnownExtension.TRANSPORT_SEQUENCE, Samples.TRANSPORT_SEQUENCE_ID)
                    .with(KnownExtension.ABS_SEND_TIME, Samples.SEND_TIME_ID);
    private static final CodecParameters CODEC =
            new CodecParameters(
                    Codec.VP8, Samples.VP8, CodecParameters.NO_RTX, 90_000, 0, true, Map.of());

    /** What a worker does with the datagrams of one session while it joins. */
    private final class Seat implements SimPeer {
        private final String name;
        private final PeerSession session;
        private final TransportAddress browser;

        Seat(String name, PeerSession session, TransportAddress browser) {
            this.name = name;
            this.session = session;
            this.browser = browser;
        }

        @Override
        public void handleDatagram(
                int socket,
                TransportAddress remote,
                MemorySegment segment,
                long offset,
                int length,
                long nowNanos) {
            session.handleDatagram(0, remote, segment, offset, length, nowNanos);
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
        public void transmit(SimOutbox outbox, long nowNanos) {
            session.transmit(outbox, nowNanos);
            while (session.pollEvent() != null) {
                room.onTransportChanged(name, nowNanos);
            }
        }
    }

    private final SrtpEngine engine;
    private final CountingSink sink = new CountingSink();
    private final Egress egress;
    private final Room room;
    private final SimNetwork network =
            new SimNetwork(1).defaultLink(SimLink.delay(Duration.ofMillis(5)));
    private final RandomSource random = new SplittableRandom(1)::nextBytes;
    private final Seat publisher;
    private final SrtpSender sealing;
    private final SrtpSendStream stream;
    private final SrtpBatch batch = new SrtpBatch(1);
    private final MemorySegment packet = Samples.packet();
    private final MemorySegment datagram = MemorySegment.ofArray(new byte[Samples.ROOM]);
    private final int subscribers;
    private long number;
    private long now;

    Meeting(SrtpEngine engine, int subscribers) {
        this.engine = engine;
        this.subscribers = subscribers;
        egress = new Egress(engine, sink);
        room = new Room("meeting", egress);
        var browser = browser(0);
        publisher = join("publisher", browser, 0);
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= subscribers; i++) {
            names.add("subscriber" + i);
            join(names.getLast(), browser(i), i);
        }
        network.runFor(JOINING);
        now = network.nowNanos();
        room.createProducer("publisher", camera(), now);
        for (int i = 0; i < names.size(); i++) {
            subscribe(names.get(i), i);
        }
        sealing = new SrtpSender(PROFILE, browser.sendingKey(), engine);
        stream = Objects.requireNonNull(sealing.stream(Samples.SSRC));
        forward();
        if (sink.committed != subscribers) {
            throw new IllegalStateException(
                    sink.committed + " of " + subscribers + " subscribers are reached");
        }
    }

    /** A packet of the publisher to all; gives what was sent so far. */
    long forward() {
        now += PACKET_NANOS;
        long before = sink.committed;
        int length = seal();
        publisher.session.handleDatagram(0, publisher.browser, datagram, 0, length, now);
        egress.flush();
        if (sink.committed - before != subscribers) {
            throw new IllegalStateException("a packet was not forwarded to everybody");
        }
        return sink.committed;
    }

    private int seal() {
        Samples.write(packet, number, number == 0);
        MemorySegment.copy(packet, 0, datagram, 0, Samples.LENGTH);
        batch.clear();
        int entry = sealing.stage(batch, stream, (int) number++ & 0xFFFF);
        batch.packet(entry, datagram, 0, Samples.ROOM);
        batch.plainInPlace(entry, Samples.HEADER, Samples.LENGTH);
        engine.protectRtp(batch);
        return batch.packetLength[entry];
    }

    private SimBrowser browser(int seat) {
        var browser = new SimBrowser(PROFILE, seat + 1);
        browser.stopSending();
        return browser;
    }

    private Seat join(String name, SimBrowser browser, int seat) {
        byte[] serverRandom = new byte[32];
        random.nextBytes(serverRandom);
        var ports =
                new SessionPorts(
                        () -> new FakeHandshaker(FakeSecrets.of(PROFILE), serverRandom),
                        engine,
                        random);
        var certificate = CertificateFingerprint.of(CertificateFingerprint.SHA_256, new byte[] {1});
        var session = PeerSession.open(new SessionConfig(List.of(0), certificate), ports);
        room.addSession(
                name,
                feedback -> {
                    session.reception().deliverFeedbackTo(feedback);
                    return session;
                },
                0);
        var address = SimAddresses.v4("192.0.2." + (10 + seat), 5_000);
        var node = SimAddresses.v4("203.0.113.1", 7_882 + seat);
        var client = new SimClient(Habit.LIBWEBRTC, IceCredentials.random(random), 1, seat);
        client.run(browser);
        var seated = new Seat(name, session, address);
        network.attach("node" + seat, seated, node);
        network.attach(name, client, address);
        session.connect(client.ice().local(), List.of(browser.fingerprint()));
        client.ice().setRemote(session.iceCredentials());
        long priority = session.candidates().getFirst().priority();
        client.ice().addCandidate(node, priority, network.nowNanos());
        return seated;
    }

    private static ProducerParameters camera() {
        return new ProducerParameters(
                "camera",
                true,
                "0",
                List.of(CODEC),
                EXTENSIONS,
                List.of(new EncodingParameters("", Samples.SSRC, 0)),
                false);
    }

    private void subscribe(String name, int number) {
        var parameters =
                new ConsumerParameters(
                        "consumer" + number,
                        "camera",
                        "0",
                        List.of(CODEC),
                        EXTENSIONS,
                        5_000 + number,
                        0,
                        "cname");
        room.createConsumer(name, parameters, ConsumerSettings.DEFAULT, now);
    }
}
