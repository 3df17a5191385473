package media.sluice.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import media.sluice.core.crypto.SrtpKeyingMaterial;
import media.sluice.core.stun.StunKey;
import media.sluice.core.stun.StunType;
import media.sluice.core.stun.StunVerdict;
import media.sluice.core.stun.StunView;
import media.sluice.core.stun.StunWriter;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * One peer connection's way to the server: a UDP socket on loopback, ICE with host candidates, DTLS
 * as client, SRTP. Owned by the media thread.
 */
final class Transport implements Loop.Timed {
    /** Who gets what has been opened. */
    interface Receiver {
        /** A datagram that looks like RTP, still sealed, and the keys to open it. */
        void onRtp(SrtpSide side, byte[] packet, int length, long nowNanos);

        /** An authentic compound RTCP packet. */
        void onRtcp(byte[] packet, int length);
    }

    private static final int BUFFER_BYTES = 4 << 20;
    private static final long CHECK_NANOS = 20_000_000;

    /** A slow server is not asked so often. */
    private static final long LATER_CHECK_NANOS = 100_000_000;

    private static final int FIRST_CHECKS = 10;
    private static final long KEEP_ALIVE_NANOS = 1_000_000_000;
    private static final long PRIORITY = 126L << 24 | 65_535L << 8 | 255;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Loop loop;
    private final Certificate certificate;
    private final Receiver receiver;
    private final boolean isOfferer;
    private final String ufrag = random(8);
    private final String password = random(24);
    private final DatagramChannel channel;
    private final int port;
    private final ByteBuffer buffer = ByteBuffer.allocate(2048);
    private final StunView view = new StunView();
    private final StunWriter writer = new StunWriter();
    private final List<InetSocketAddress> candidates = new ArrayList<>();
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private @Nullable Sdp remote;
    private @Nullable InetSocketAddress selected;
    private @Nullable DtlsClient dtls;
    private @Nullable SrtpSide sending;
    private @Nullable SrtpSide receiving;
    private int rounds;
    private volatile long connectedNanos;
    private long refused;

    /** {@code port} 0: any. */
    Transport(Loop loop, Certificate certificate, boolean isOfferer, int port, Receiver receiver) {
        this.loop = loop;
        this.certificate = certificate;
        this.isOfferer = isOfferer;
        this.receiver = receiver;
        try {
            channel = DatagramChannel.open(java.net.StandardProtocolFamily.INET);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER_BYTES);
            channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            this.port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
            loop.execute(this::open);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a description says of this side. */
    Sdp.Local local() {
        return new Sdp.Local(ufrag, password, Certificate.fingerprint(certificate.der()), port());
    }

    int port() {
        return port;
    }

    /** Done when media can be sent. */
    CompletableFuture<Void> connected() {
        return connected;
    }

    /** When media could first be sent; any thread may ask once it can. */
    long connectedNanos() {
        return connectedNanos;
    }

    /** Datagrams that were not authentic. */
    long refused() {
        return refused;
    }

    void refuse() {
        refused++;
    }

    /** The server's description; ICE begins. A later one of the same session changes nothing. */
    void setRemote(Sdp description) {
        boolean isFirst = remote == null;
        remote = description;
        description.candidates().forEach(this::addCandidate);
        if (isFirst) {
            loop.every(this, System.nanoTime());
        }
    }

    void addCandidate(InetSocketAddress address) {
        if (!candidates.contains(address)) {
            candidates.add(address);
            if (selected == null && remote != null) {
                check(address);
            }
        }
    }

    /** Skips ICE and DTLS: keys and peer are known. */
    void connectDirectly(@Nullable SrtpSide out, @Nullable SrtpSide in, InetSocketAddress peer) {
        sending = out;
        receiving = in;
        selected = peer;
        try {
            channel.connect(peer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        connectedNanos = System.nanoTime();
        connected.complete(null);
    }

    /** Seals and sends an RTP packet; there must be room for the tag behind it. */
    void sendRtp(byte[] packet, int header, int length, long index) {
        SrtpSide side = sending;
        if (side != null) {
            send(ByteBuffer.wrap(packet, 0, side.sealRtp(packet, header, length, index)));
        }
    }

    /** Seals and sends a compound RTCP packet; there must be room for tag and index. */
    void sendRtcp(byte[] packet, int length) {
        SrtpSide side = sending;
        if (side != null) {
            send(ByteBuffer.wrap(packet, 0, side.sealRtcp(packet, length)));
        }
    }

    @Override
    public long onTime(long nowNanos) {
        if (!channel.isOpen()) {
            return DONE;
        }
        InetSocketAddress pair = selected;
        if (pair != null) {
            check(pair);
            return nowNanos + KEEP_ALIVE_NANOS;
        }
        candidates.forEach(this::check);
        rounds++;
        return nowNanos + (rounds < FIRST_CHECKS ? CHECK_NANOS : LATER_CHECK_NANOS);
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void open() {
        try {
            if (channel.isOpen()) {
                loop.register(channel, this::onReadable);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void onReadable() {
        try {
            buffer.clear();
            SocketAddress from = channel.receive(buffer);
            while (from != null) {
                onDatagram(buffer.array(), buffer.position(), (InetSocketAddress) from);
                buffer.clear();
                from = channel.receive(buffer);
            }
        } catch (PortUnreachableException e) {
            connected.completeExceptionally(e);
        } catch (IOException e) {
            failUnlessClosed(e);
        }
    }

    /** RFC 7983. */
    private void onDatagram(byte[] bytes, int length, InetSocketAddress from) {
        int first = length == 0 ? 255 : Wire.u8(bytes, 0);
        if (first < 4) {
            onStun(bytes, length, from);
        } else if (!from.equals(selected)) {
            refuse();
        } else if (first >= 20 && first < 64) {
            DtlsClient client = dtls;
            if (client != null) {
                client.deliver(Arrays.copyOf(bytes, length));
            }
        } else if (first >= 128 && first < 192 && length > 12) {
            onMedia(bytes, length);
        }
    }

    private void onMedia(byte[] bytes, int length) {
        SrtpSide side = receiving;
        int type = Wire.u8(bytes, 1);
        if (side == null) {
            return;
        }
        if (type < 192 || type > 223) {
            receiver.onRtp(side, bytes, length, System.nanoTime());
            return;
        }
        int plain = side.openRtcp(bytes, length);
        if (plain == SrtpSide.REFUSED) {
            refuse();
        } else {
            receiver.onRtcp(bytes, plain);
        }
    }

    private void onStun(byte[] bytes, int length, InetSocketAddress from) {
        if (view.parse(MemorySegment.ofArray(bytes), 0, length) != StunVerdict.OK) {
            refuse();
            return;
        }
        if (view.type() == StunType.BINDING_REQUEST) {
            if (view.isIntact(StunKey.of(password))) {
                answer(from);
                addCandidate(from);
            }
        } else if (view.type() == StunType.BINDING_SUCCESS && selected == null && remote != null) {
            if (view.isIntact(StunKey.of(remote.password()))) {
                select(from);
            }
        }
    }

    private void answer(InetSocketAddress to) {
        byte[] ip = to.getAddress().getAddress();
        writer.begin(StunType.BINDING_SUCCESS, view.transactionHigh(), view.transactionLow())
                .mappedAddress(TransportAddress.ofIpv4(Wire.i32(ip, 0), to.getPort()))
                .integrity(StunKey.of(password))
                .fingerprint();
        sendTo(to);
    }

    private void check(InetSocketAddress to) {
        Sdp theirs = remote;
        if (theirs == null) {
            return;
        }
        writer.begin(StunType.BINDING_REQUEST, RANDOM.nextInt(), RANDOM.nextLong())
                .username(theirs.ufrag() + ":" + ufrag)
                .priority(PRIORITY);
        if (isOfferer || theirs.isLite()) {
            writer.controlling(1).useCandidate();
        } else {
            writer.controlled(1);
        }
        writer.integrity(StunKey.of(theirs.password())).fingerprint();
        sendTo(to);
    }

    private void sendTo(InetSocketAddress to) {
        byte[] message = new byte[StunWriter.MAX_LENGTH];
        int length = writer.copyTo(MemorySegment.ofArray(message), 0);
        try {
            InetSocketAddress pair = selected;
            if (pair == null || pair.equals(to)) {
                channel.send(ByteBuffer.wrap(message, 0, length), to);
            }
        } catch (PortUnreachableException e) {
            // The server is gone; whoever waits for media will say so.
        } catch (IOException e) {
            failUnlessClosed(e);
        }
    }

    /** A guest that has left may still have something due. */
    private void failUnlessClosed(IOException e) {
        if (channel.isOpen()) {
            throw new UncheckedIOException(e);
        }
    }

    private void select(InetSocketAddress pair) {
        // The channel stays unconnected: connecting throws away what has come, and a server that
        // checks by itself (LiveKit's) then repeats its check after 200 ms.
        selected = pair;
        Sdp theirs = remote;
        if (theirs != null) {
            var client =
                    new DtlsClient(
                            certificate,
                            theirs.fingerprint(),
                            bytes -> loop.execute(() -> send(ByteBuffer.wrap(bytes))));
            dtls = client;
            client.start(
                    keys -> loop.execute(() -> secure(keys)), connected::completeExceptionally);
        }
    }

    private void secure(SrtpKeyingMaterial keys) {
        sending = new SrtpSide(keys.client());
        receiving = new SrtpSide(keys.server());
        connectedNanos = System.nanoTime();
        connected.complete(null);
    }

    private void send(ByteBuffer datagram) {
        InetSocketAddress pair = selected;
        if (pair == null) {
            return;
        }
        try {
            channel.send(datagram, pair);
        } catch (PortUnreachableException e) {
            // The server is gone; whoever waits for media will say so.
        } catch (IOException e) {
            failUnlessClosed(e);
        }
    }

    private static String random(int length) {
        String letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(letters.charAt(RANDOM.nextInt(letters.length())));
        }
        return text.toString();
    }
}
