package media.sluice.node.control.rehearsal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import media.sluice.core.crypto.SrtpBatch;
import media.sluice.core.crypto.SrtpKeyingMaterial;
import media.sluice.core.dtls.DtlsRecord;
import media.sluice.core.ice.IceCredentials;
import media.sluice.core.rtp.RtpHeader;
import media.sluice.core.srtp.SrtpReceiver;
import media.sluice.core.srtp.SrtpSender;
import media.sluice.core.srtp.SrtpStatus;
import media.sluice.core.stun.StunKey;
import media.sluice.core.stun.StunType;
import media.sluice.core.stun.StunVerdict;
import media.sluice.core.stun.StunView;
import media.sluice.core.stun.StunWriter;
import media.sluice.core.wire.RandomSource;
import media.sluice.core.wire.TransportAddress;
import media.sluice.node.crypto.bouncycastle.RehearsedPeer;
import media.sluice.node.crypto.jdk.JdkSrtpEngine;
import media.sluice.node.net.SocketAddresses;
import org.jspecify.annotations.Nullable;

/**
 * Somebody in a rehearsed call, on the wire what a browser is: checks, handshake, sound and picture
 * over a UDP socket of its own. Methods block and belong to one thread; a second one receives.
 */
final class RehearsedCaller implements AutoCloseable {

    static final int SOUND_TYPE = 111;
    static final int PICTURE_TYPE = 96;
    static final int SOUND_SSRC = 0x5011;
    static final int PICTURE_SSRC = 0x51C7;

    private static final int DATAGRAM_BYTES = 2_048;
    private static final long PRIORITY = 0x6E7F_00FFL;
    private static final long RESEND_MILLIS = 20;
    private static final int CHECKS = 50;
    private static final int POLL_MILLIS = 50;

    /** One packet is one key frame of 16 by 16: descriptor (RFC 7741 §4.2), then header (§9.1). */
    private static final byte[] PICTURE = {
        (byte) 0x90, (byte) 0x80, 1, 0x10, 2, 0, (byte) 0x9d, 1, 0x2a, 16, 0, 16, 0
    };

    private static final int PAYLOAD_BYTES = 80;

    private final DatagramSocket socket =
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final RehearsedPeer peer;
    private final IceCredentials local;
    private final Map<Long, CompletableFuture<Boolean>> checks = new ConcurrentHashMap<>();
    private final AtomicInteger heard = new AtomicInteger();
    private final CompletableFuture<SrtpKeyingMaterial> keys = new CompletableFuture<>();
    private final SrtpBatch batch = new SrtpBatch(1);
    private final JdkSrtpEngine engine = new JdkSrtpEngine();
    private @Nullable SrtpSender sender;
    private @Nullable IceCredentials remote;
    private volatile @Nullable TransportAddress server;
    private int sent;
    private long nextCheck;

    RehearsedCaller(RehearsedPeer peer, RandomSource random) throws SocketException {
        this.peer = peer;
        local = IceCredentials.random(random);
        Thread.ofVirtual().name("rehearsed-caller").start(this::receive);
    }

    IceCredentials credentials() {
        return local;
    }

    /** Packets that came and were authentic. */
    int heard() {
        return heard.get();
    }

    /** Connects with a session: check, handshake, keys. */
    void connect(IceCredentials theirs, TransportAddress candidate)
            throws IOException, InterruptedException {
        remote = theirs;
        follow(candidate);
        Thread.ofVirtual().name("rehearsed-flights").start(this::sendFlights);
        peer.connect();
        SrtpKeyingMaterial material = peer.srtp();
        sender = new SrtpSender(material.profile(), material.client(), engine);
        keys.complete(material);
    }

    /** Checks a candidate until it answers; from then on everything is sent there. */
    void follow(TransportAddress candidate) throws IOException, InterruptedException {
        long id = nextCheck++;
        var answer = new CompletableFuture<Boolean>();
        checks.put(id, answer);
        for (int i = 0; i < CHECKS; i++) {
            send(request(id), candidate);
            try {
                var _ = answer.get(RESEND_MILLIS, TimeUnit.MILLISECONDS);
                server = candidate;
                return;
            } catch (TimeoutException _) {
                // Lost, or the session is not there yet.
            } catch (ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        throw new IOException("no answer to a rehearsed check");
    }

    private byte[] request(long id) {
        IceCredentials theirs = remote;
        if (theirs == null) {
            throw new IllegalStateException("the session is not known yet");
        }
        return copy(
                new StunWriter()
                        .begin(StunType.BINDING_REQUEST, 1, id)
                        .username(theirs.ufrag() + ":" + local.ufrag())
                        .priority(PRIORITY)
                        .controlling(1)
                        .useCandidate()
                        .integrity(StunKey.of(theirs.password()))
                        .fingerprint());
    }

    private static byte[] copy(StunWriter writer) {
        byte[] bytes = new byte[writer.length()];
        int length = writer.copyTo(MemorySegment.ofArray(bytes), 0);
        return Arrays.copyOf(bytes, length);
    }

    /** Says one packet of sound and shows one picture. */
    void talk() throws IOException {
        send(sealed(SOUND_TYPE, SOUND_SSRC, new byte[PAYLOAD_BYTES]), target());
        send(sealed(PICTURE_TYPE, PICTURE_SSRC, PICTURE), target());
        sent++;
    }

    private byte[] sealed(int type, int ssrc, byte[] payload) {
        SrtpSender out = sender;
        var stream = out == null ? null : out.stream(ssrc);
        if (out == null || stream == null) {
            throw new IllegalStateException("the rehearsed caller has no keys");
        }
        byte[] bytes = new byte[DATAGRAM_BYTES];
        var segment = MemorySegment.ofArray(bytes);
        RtpHeader.write(segment, 0, true, type, sent & 0xFFFF, sent * 960, ssrc);
        System.arraycopy(payload, 0, bytes, RtpHeader.FIXED_LENGTH, payload.length);
        batch.clear();
        int entry = out.stage(batch, stream, sent & 0xFFFF);
        batch.packet(entry, segment, 0, DATAGRAM_BYTES);
        batch.plainInPlace(entry, RtpHeader.FIXED_LENGTH, RtpHeader.FIXED_LENGTH + payload.length);
        engine.protectRtp(batch);
        return Arrays.copyOf(bytes, batch.packetLength[entry]);
    }

    private TransportAddress target() {
        TransportAddress known = server;
        if (known == null) {
            throw new IllegalStateException("the rehearsed caller is not connected");
        }
        return known;
    }

    private void send(byte[] datagram, TransportAddress to) throws IOException {
        socket.send(new DatagramPacket(datagram, datagram.length, SocketAddresses.toJdk(to)));
    }

    /** What the library says goes where the last check was answered. */
    private void sendFlights() {
        try {
            while (!socket.isClosed()) {
                byte[] flight = peer.poll(POLL_MILLIS);
                if (flight != null) {
                    send(flight, target());
                }
            }
        } catch (IOException _) {
            // Closed.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- the receiving thread -----------------------------------------------------------------

    private void receive() {
        var into = new DatagramPacket(new byte[DATAGRAM_BYTES], DATAGRAM_BYTES);
        var view = new StunView();
        SrtpReceiver receiver = null;
        try {
            while (!socket.isClosed()) {
                socket.receive(into);
                byte[] bytes = Arrays.copyOf(into.getData(), into.getLength());
                var segment = MemorySegment.ofArray(bytes);
                if (StunView.looksLikeStun(segment, 0, bytes.length)) {
                    answer(view, segment, (InetSocketAddress) into.getSocketAddress());
                } else if (DtlsRecord.isDtls(bytes[0] & 0xFF)) {
                    var _ = peer.deliver(bytes);
                } else {
                    receiver = receiver == null ? receiver() : receiver;
                    hear(receiver, segment);
                }
            }
        } catch (InterruptedIOException | SocketException _) {
            // Closed.
        } catch (IOException fault) {
            socket.close();
        }
    }

    private @Nullable SrtpReceiver receiver() {
        SrtpKeyingMaterial material = keys.getNow(null);
        return material == null
                ? null
                : new SrtpReceiver(material.profile(), material.server(), new JdkSrtpEngine());
    }

    private void hear(@Nullable SrtpReceiver receiver, MemorySegment datagram) {
        int length = (int) datagram.byteSize();
        if (receiver != null
                && !RtpHeader.isRtcp(datagram, 0)
                && receiver.unprotectRtp(datagram, 0, length) == SrtpStatus.OK) {
            heard.incrementAndGet();
        }
    }

    private void answer(StunView view, MemorySegment datagram, InetSocketAddress from)
            throws IOException {
        if (view.parse(datagram, 0, (int) datagram.byteSize()) != StunVerdict.OK) {
            return;
        }
        if (view.type() == StunType.BINDING_SUCCESS) {
            var waiting = checks.remove(view.transactionLow());
            if (waiting != null) {
                waiting.complete(true);
            }
        } else if (view.type() == StunType.BINDING_REQUEST) {
            var remoteAddress = SocketAddresses.toCore(from);
            var response =
                    new StunWriter()
                            .begin(
                                    StunType.BINDING_SUCCESS,
                                    view.transactionHigh(),
                                    view.transactionLow())
                            .mappedAddress(remoteAddress)
                            .integrity(StunKey.of(local.password()))
                            .fingerprint();
            send(copy(response), remoteAddress);
        }
    }

    /** Goes without a word. */
    @Override
    public void close() {
        socket.close();
    }
}
