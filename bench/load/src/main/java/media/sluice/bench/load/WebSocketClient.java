package media.sluice.bench.load;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A WebSocket as client (RFC 6455), blocking, with binary messages only. One thread reads, one
 * writes; pongs are written by the reader. Behind the JDK's own client some offers held earlier
 * bytes of the connection where they crossed the end of its 16 kB buffer; whose fault that was is
 * not known.
 */
final class WebSocketClient implements AutoCloseable {
    private static final int CONTINUATION = 0;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    private static final int MOST_BYTES = 4 << 20;
    private static final int CONNECT_MILLIS = 10_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Socket socket;
    private final DataInputStream in;

    private WebSocketClient(Socket socket) throws IOException {
        this.socket = socket;
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** Connects and asks; {@code address} is {@code ws://host:port/path?query}. */
    static WebSocketClient open(URI address) throws IOException {
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(
                    new InetSocketAddress(address.getHost(), address.getPort()), CONNECT_MILLIS);
            var made = new WebSocketClient(socket);
            made.upgrade(address);
            return made;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void upgrade(URI address) throws IOException {
        byte[] key = new byte[16];
        RANDOM.nextBytes(key);
        String request =
                """
                GET %s?%s HTTP/1.1\r
                Host: %s\r
                Connection: Upgrade\r
                Upgrade: websocket\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Key: %s\r
                \r
                """
                        .formatted(
                                address.getPath(),
                                address.getRawQuery(),
                                address.getAuthority(),
                                Base64.getEncoder().encodeToString(key));
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String status = line();
        for (String header = line(); !header.isEmpty(); header = line()) {
            // Nothing in them matters here.
        }
        if (!status.startsWith("HTTP/1.1 101 ")) {
            throw new IOException("the server answers " + status);
        }
    }

    private String line() throws IOException {
        var text = new StringBuilder();
        for (int next = in.readUnsignedByte(); next != '\n'; next = in.readUnsignedByte()) {
            text.append((char) next);
        }
        return text.toString().strip();
    }

    /** Sends a message; one thread at a time. */
    void send(byte[] message) throws IOException {
        write(BINARY, message);
    }

    private synchronized void write(int opcode, byte[] payload) throws IOException {
        int extended = payload.length < TWO_BYTES ? 0 : payload.length < 1 << 16 ? 2 : 8;
        byte[] frame = new byte[2 + extended + 4 + payload.length];
        frame[0] = (byte) (FINAL | opcode);
        if (extended == 0) {
            frame[1] = (byte) (MASKED | payload.length);
        } else if (extended == 2) {
            frame[1] = (byte) (MASKED | TWO_BYTES);
            Wire.put16(frame, 2, payload.length);
        } else {
            frame[1] = (byte) (MASKED | EIGHT_BYTES);
            Wire.put64(frame, 2, payload.length);
        }
        int mask = RANDOM.nextInt();
        int at = 2 + extended;
        Wire.put32(frame, at, mask);
        for (int i = 0; i < payload.length; i++) {
            frame[at + 4 + i] = (byte) (payload[i] ^ mask >>> 8 * (3 - i % 4));
        }
        socket.getOutputStream().write(frame);
    }

    /** The next message; throws when the server has closed or the connection has ended. */
    byte[] receive() throws IOException {
        byte[] message = new byte[0];
        while (true) {
            int first = in.readUnsignedByte();
            byte[] payload = payload();
            switch (first & 0x0F) {
                case PING -> write(PONG, payload);
                case PONG -> {}
                case CLOSE -> throw new EOFException("closed by the server: " + code(payload));
                case BINARY, CONTINUATION -> {
                    byte[] whole =
                            java.util.Arrays.copyOf(message, message.length + payload.length);
                    System.arraycopy(payload, 0, whole, message.length, payload.length);
                    message = whole;
                    if ((first & FINAL) != 0) {
                        return message;
                    }
                }
                default -> throw new IOException("a frame of kind " + (first & 0x0F));
            }
        }
    }

    private byte[] payload() throws IOException {
        int second = in.readUnsignedByte();
        long length =
                switch (second) {
                    case TWO_BYTES -> in.readUnsignedShort();
                    case EIGHT_BYTES -> in.readLong();
                    default -> second;
                };
        if (second > EIGHT_BYTES || length < 0 || length > MOST_BYTES) {
            throw new IOException("a masked frame, or one of " + length + " bytes");
        }
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        return payload;
    }

    private static int code(byte[] payload) {
        return payload.length < 2 ? 0 : Wire.u16(payload, 0);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
