package media.sluice.credentials;

import io.netty.buffer.ByteBufAllocator;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** Two ends of a TLS connection that meet in memory. */
final class Handshake {

    private static final int ROUNDS = 20;

    final SSLEngine client;
    final SSLEngine server;
    private final ByteBuffer toServer = ByteBuffer.allocate(1 << 16).limit(0);
    private final ByteBuffer toClient = ByteBuffer.allocate(1 << 16).limit(0);

    Handshake(MutualTls from, MutualTls to) {
        client = from.client().newEngine(ByteBufAllocator.DEFAULT, "localhost", 1);
        server = to.server().newEngine(ByteBufAllocator.DEFAULT);
    }

    /** Exchanges flights, and what follows the handshake, until both have nothing more to say. */
    Handshake run() throws SSLException {
        for (int i = 0; i < ROUNDS; i++) {
            send(client, toServer);
            receive(server, toServer);
            send(server, toClient);
            receive(client, toClient);
        }
        if (isUnfinished(client) || isUnfinished(server)) {
            throw new SSLException("the handshake does not end");
        }
        return this;
    }

    /** Serial number of the certificate that the server has shown. */
    BigInteger serverSerial() throws SSLException {
        return ((X509Certificate) client.getSession().getPeerCertificates()[0]).getSerialNumber();
    }

    /** One message over the open connection. */
    String say(String text) throws SSLException {
        var wire = ByteBuffer.allocate(1 << 16);
        client.wrap(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), wire);
        var plain = ByteBuffer.allocate(1 << 16);
        server.unwrap(wire.flip(), plain);
        return StandardCharsets.UTF_8.decode(plain.flip()).toString();
    }

    private static boolean isUnfinished(SSLEngine engine) {
        return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
    }

    private static void send(SSLEngine from, ByteBuffer wire) throws SSLException {
        wire.compact();
        int produced;
        do {
            runTasks(from);
            produced = from.wrap(ByteBuffer.allocate(0), wire).bytesProduced();
        } while (produced > 0 && from.getHandshakeStatus() == HandshakeStatus.NEED_WRAP);
        wire.flip();
    }

    private static void receive(SSLEngine to, ByteBuffer wire) throws SSLException {
        var plain = ByteBuffer.allocate(1 << 16);
        boolean isMoving = true;
        while (isMoving && wire.hasRemaining()) {
            var result = to.unwrap(wire, plain);
            isMoving = runTasks(to) || result.bytesConsumed() > 0;
            isMoving &= to.getHandshakeStatus() != HandshakeStatus.NEED_WRAP;
        }
    }

    private static boolean runTasks(SSLEngine engine) {
        boolean hasRun = false;
        for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
            hasRun = true;
        }
        return hasRun;
    }
}
