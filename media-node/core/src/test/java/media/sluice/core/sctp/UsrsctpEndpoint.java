package media.sluice.core.sctp;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import media.sluice.core.sim.SimOutbox;
import media.sluice.core.sim.SimPeer;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.TransportAddress;

/**
 * usrsctp on the simulated network: a process ({@code src/test/c/usrsctp-peer.c}) that lives under
 * virtual time, in lockstep. Its timers run every ten milliseconds, as in its own timer thread.
 */
final class UsrsctpEndpoint implements SimPeer {

    /** The program; one process serves many runs, each in a fork of its own. */
    static final class Program implements AutoCloseable {
        private final Process process;
        private final DataOutputStream commands;
        private final DataInputStream answers;

        Program(String path) throws IOException {
            process =
                    new ProcessBuilder(path).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            commands = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
            answers = new DataInputStream(new BufferedInputStream(process.getInputStream()));
        }

        @Override
        public void close() {
            process.destroy();
        }
    }

    /** How it begins. */
    enum Role {
        CONNECTS,
        LISTENS
    }

    private static final long TICK_NANOS = 10_000_000L;
    private static final long MILLI_NANOS = 1_000_000L;

    final List<SctpEvent.MessageReceived> messages = new ArrayList<>();
    private final Program program;
    private final TransportAddress remote;
    private final Role role;
    private final int initialTsn;
    private final Deque<byte[]> packets = new ArrayDeque<>();
    private boolean isBegun;
    private boolean isUp;
    private boolean isOver;
    private long lastMillis;
    private long nextTickNanos;
    private long lastMessageNanos;
    private long receivedBytes;

    UsrsctpEndpoint(Program program, TransportAddress remote, Role role, int initialTsn) {
        this.program = program;
        this.remote = remote;
        this.role = role;
        this.initialTsn = initialTsn == 0 ? 1 : initialTsn;
    }

    boolean isUp() {
        return isUp;
    }

    boolean isOver() {
        return isOver;
    }

    long receivedBytes() {
        return receivedBytes;
    }

    long lastMessageNanos() {
        return lastMessageNanos;
    }

    /** Ends the run; the program is ready for the next. */
    void quit() {
        try {
            program.commands.writeByte('Q');
            program.commands.writeInt(0);
            program.commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the library took the message. */
    boolean send(int stream, byte[] payload, Reliability reliability, long nowNanos) {
        begin(nowNanos);
        boolean isTimed = reliability.lifetimeMillis() != Reliability.UNLIMITED;
        long value = isTimed ? reliability.lifetimeMillis() : reliability.maxRetransmits();
        var command = ByteBuffer.allocate(12 + payload.length);
        command.putShort((short) stream).putInt(53);
        command.put((byte) (reliability.isOrdered() ? 0 : 1));
        command.put((byte) (!reliability.isLimited() ? 0 : isTimed ? 2 : 1));
        command.putInt((int) Math.max(0, value)).put(payload);
        advance(nowNanos);
        return run('S', command.array(), nowNanos);
    }

    private void begin(long nowNanos) {
        if (!isBegun) {
            isBegun = true;
            lastMillis = nowNanos / MILLI_NANOS;
            nextTickNanos = nowNanos;
            var command = ByteBuffer.allocate(5).put((byte) role.ordinal()).putInt(initialTsn);
            run('B', command.array(), nowNanos);
        }
    }

    private void advance(long nowNanos) {
        long millis = nowNanos / MILLI_NANOS - lastMillis;
        if (millis > 0) {
            lastMillis += millis;
            run('T', ByteBuffer.allocate(4).putInt((int) millis).array(), nowNanos);
        }
    }

    private boolean run(char kind, byte[] command, long nowNanos) {
        try {
            program.commands.writeByte(kind);
            program.commands.writeInt(command.length);
            program.commands.write(command);
            program.commands.flush();
            while (true) {
                int answer = program.answers.readUnsignedByte();
                byte[] body = new byte[program.answers.readInt()];
                program.answers.readFully(body);
                switch (answer) {
                    case 'D' -> {
                        return body[0] == 1;
                    }
                    case 'p' -> packets.add(body);
                    case 'u' -> isUp = true;
                    case 'x' -> isOver = true;
                    case 'm' -> take(body, nowNanos);
                    default -> throw new IllegalStateException("unknown answer " + answer);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(byte[] body, long nowNanos) {
        byte[] payload = new byte[body.length - 6];
        System.arraycopy(body, 6, payload, 0, payload.length);
        int stream = ByteBuffer.wrap(body).getShort() & 0xFFFF;
        int payloadProtocol = ByteBuffer.wrap(body).getInt(2);
        messages.add(new SctpEvent.MessageReceived(stream, payloadProtocol, false, payload));
        receivedBytes += payload.length;
        lastMessageNanos = nowNanos;
    }

    @Override
    public void handleDatagram(
            int socket,
            TransportAddress from,
            MemorySegment segment,
            long offset,
            int length,
            long nowNanos) {
        begin(nowNanos);
        advance(nowNanos);
        byte[] packet = new byte[length];
        Bytes.copy(segment, offset, packet, 0, length);
        run('P', packet, nowNanos);
    }

    @Override
    public void handleTimeout(long nowNanos) {
        begin(nowNanos);
        advance(nowNanos);
        nextTickNanos = nowNanos + TICK_NANOS;
    }

    @Override
    public long nextDeadlineNanos() {
        return nextTickNanos;
    }

    @Override
    public void transmit(SimOutbox outbox, long nowNanos) {
        while (!packets.isEmpty()) {
            outbox.send(0, remote, packets.remove());
        }
    }
}
