package media.sluice.core.sctp;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import media.sluice.core.wire.Bytes;
import org.jspecify.annotations.Nullable;

/** Parses the chunk at a cursor; null for one that contradicts itself. */
final class ChunkReader {

    private static final int DATA_HEADER = 12;
    private static final int SACK_HEADER = 12;
    private static final int INIT_HEADER = 16;

    private ChunkReader() {}

    static @Nullable Chunk read(MemorySegment segment, TlvCursor chunk) {
        int flags = Bytes.u8(segment, chunk.at() + 1);
        return switch (chunk.type8()) {
            case ChunkType.DATA -> data(segment, chunk, flags);
            case ChunkType.INIT -> init(segment, chunk);
            case ChunkType.INIT_ACK -> initAck(segment, chunk);
            case ChunkType.SACK -> sack(segment, chunk);
            case ChunkType.HEARTBEAT -> new Chunk.Heartbeat(chunk.value());
            case ChunkType.HEARTBEAT_ACK -> heartbeatAck(segment, chunk);
            case ChunkType.ABORT ->
                    new Chunk.Abort(
                            (flags & ChunkType.FLAG_TAG_REFLECTED) != 0,
                            firstCause(segment, chunk));
            case ChunkType.SHUTDOWN ->
                    chunk.valueLength() == 4
                            ? new Chunk.Shutdown(Bytes.i32(segment, chunk.valueAt()))
                            : null;
            case ChunkType.SHUTDOWN_ACK -> new Chunk.ShutdownAck();
            case ChunkType.ERROR -> new Chunk.OperationError(firstCause(segment, chunk));
            case ChunkType.COOKIE_ECHO -> new Chunk.CookieEcho(chunk.value());
            case ChunkType.COOKIE_ACK -> new Chunk.CookieAck();
            case ChunkType.SHUTDOWN_COMPLETE ->
                    new Chunk.ShutdownComplete((flags & ChunkType.FLAG_TAG_REFLECTED) != 0);
            case ChunkType.RECONFIG -> reconfig(segment, chunk);
            case ChunkType.FORWARD_TSN -> forwardTsn(segment, chunk);
            default -> new Chunk.Unknown(chunk.type8(), chunk.whole());
        };
    }

    private static Chunk.@Nullable Data data(MemorySegment segment, TlvCursor chunk, int flags) {
        if (chunk.valueLength() < DATA_HEADER) {
            return null;
        }
        int at = chunk.valueAt();
        byte[] payload = new byte[chunk.valueLength() - DATA_HEADER];
        Bytes.copy(segment, at + DATA_HEADER, payload, 0, payload.length);
        return new Chunk.Data(
                Bytes.i32(segment, at),
                Bytes.u16(segment, at + 4),
                Bytes.u16(segment, at + 6),
                Bytes.i32(segment, at + 8),
                (flags & ChunkType.FLAG_UNORDERED) != 0,
                (flags & ChunkType.FLAG_FIRST) != 0,
                (flags & ChunkType.FLAG_LAST) != 0,
                (flags & ChunkType.FLAG_IMMEDIATE) != 0,
                payload);
    }

    private static Chunk.@Nullable Init init(MemorySegment segment, TlvCursor chunk) {
        var parameters = parameters(segment, chunk);
        return parameters == null ? null : new Chunk.Init(parameters);
    }

    private static Chunk.@Nullable InitAck initAck(MemorySegment segment, TlvCursor chunk) {
        var parameters = parameters(segment, chunk);
        if (parameters == null) {
            return null;
        }
        var parameter = optionals(segment, chunk);
        while (parameter.next()) {
            if (parameter.type16() == ChunkType.PARAMETER_STATE_COOKIE) {
                return new Chunk.InitAck(parameters, parameter.value());
            }
        }
        return null;
    }

    private static @Nullable InitParameters parameters(MemorySegment segment, TlvCursor chunk) {
        if (chunk.valueLength() < INIT_HEADER) {
            return null;
        }
        boolean forwardsTsn = false;
        boolean resetsStreams = false;
        var parameter = optionals(segment, chunk);
        while (parameter.next()) {
            switch (parameter.type16()) {
                case ChunkType.PARAMETER_FORWARD_TSN -> forwardsTsn = true;
                case ChunkType.PARAMETER_SUPPORTED_EXTENSIONS -> {
                    forwardsTsn |= lists(parameter, ChunkType.FORWARD_TSN);
                    resetsStreams |= lists(parameter, ChunkType.RECONFIG);
                }
                default -> {}
            }
        }
        int at = chunk.valueAt();
        int tag = Bytes.i32(segment, at);
        int outbound = Bytes.u16(segment, at + 8);
        int inbound = Bytes.u16(segment, at + 10);
        if (parameter.isMalformed() || tag == 0 || outbound == 0 || inbound == 0) {
            return null;
        }
        return new InitParameters(
                tag,
                Bytes.u32(segment, at + 4),
                outbound,
                inbound,
                Bytes.i32(segment, at + 12),
                forwardsTsn,
                resetsStreams);
    }

    /** Parameters of an INIT that we do not know and whose type asks for a report, whole. */
    static List<byte[]> reportedParameters(MemorySegment segment, TlvCursor chunk) {
        var reported = new ArrayList<byte[]>();
        var parameter = optionals(segment, chunk);
        while (parameter.next()) {
            int type = parameter.type16();
            if (isKnownOfInit(type)) {
                continue;
            }
            if ((type & 0x4000) != 0) {
                reported.add(parameter.whole());
            }
            if ((type & 0x8000) == 0) {
                break;
            }
        }
        return reported;
    }

    /** Addresses (5, 6, 11, 12) and cookie life (9) mean nothing over DTLS and are let pass. */
    private static boolean isKnownOfInit(int type) {
        return type == ChunkType.PARAMETER_FORWARD_TSN
                || type == ChunkType.PARAMETER_SUPPORTED_EXTENSIONS
                || type == 5
                || type == 6
                || type == 9
                || type == 11
                || type == 12;
    }

    private static TlvCursor optionals(MemorySegment segment, TlvCursor chunk) {
        return new TlvCursor(segment, chunk.valueAt() + INIT_HEADER, chunk.at() + chunk.length());
    }

    private static boolean lists(TlvCursor parameter, int type) {
        for (byte extension : parameter.value()) {
            if ((extension & 0xFF) == type) {
                return true;
            }
        }
        return false;
    }

    private static Chunk.@Nullable Sack sack(MemorySegment segment, TlvCursor chunk) {
        if (chunk.valueLength() < SACK_HEADER) {
            return null;
        }
        int at = chunk.valueAt();
        int blocks = Bytes.u16(segment, at + 8);
        int duplicates = Bytes.u16(segment, at + 10);
        if (chunk.valueLength() != SACK_HEADER + 4 * (blocks + duplicates)) {
            return null;
        }
        int[] gaps = new int[2 * blocks];
        int floor = 0;
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] = Bytes.u16(segment, at + SACK_HEADER + 2 * i);
            boolean isStart = i % 2 == 0;
            if (gaps[i] < floor || isStart && gaps[i] == floor) {
                return null;
            }
            floor = gaps[i];
        }
        return new Chunk.Sack(Bytes.i32(segment, at), Bytes.u32(segment, at + 4), gaps, duplicates);
    }

    private static Chunk.@Nullable HeartbeatAck heartbeatAck(
            MemorySegment segment, TlvCursor chunk) {
        var info = new TlvCursor(segment, chunk.valueAt(), chunk.at() + chunk.length());
        return info.next() && info.type16() == ChunkType.PARAMETER_HEARTBEAT_INFO
                ? new Chunk.HeartbeatAck(info.value())
                : null;
    }

    private static int firstCause(MemorySegment segment, TlvCursor chunk) {
        var cause = new TlvCursor(segment, chunk.valueAt(), chunk.at() + chunk.length());
        return cause.next() ? cause.type16() : 0;
    }

    private static Chunk.@Nullable ForwardTsn forwardTsn(MemorySegment segment, TlvCursor chunk) {
        if (chunk.valueLength() < 4 || chunk.valueLength() % 4 != 0) {
            return null;
        }
        return new Chunk.ForwardTsn(
                Bytes.i32(segment, chunk.valueAt()),
                numbers16(segment, chunk.valueAt() + 4, chunk.at() + chunk.length()));
    }

    private static Chunk.@Nullable Reconfig reconfig(MemorySegment segment, TlvCursor chunk) {
        var parameters = new ArrayList<ReconfigParameter>();
        var cursor = new TlvCursor(segment, chunk.valueAt(), chunk.at() + chunk.length());
        while (cursor.next()) {
            var parameter = reconfigParameter(segment, cursor);
            if (parameter == null) {
                return null;
            }
            parameters.add(parameter);
        }
        return cursor.isMalformed() || parameters.isEmpty()
                ? null
                : new Chunk.Reconfig(List.copyOf(parameters));
    }

    private static @Nullable ReconfigParameter reconfigParameter(
            MemorySegment segment, TlvCursor cursor) {
        int at = cursor.valueAt();
        int length = cursor.valueLength();
        return switch (cursor.type16()) {
            case ChunkType.PARAMETER_OUTGOING_RESET ->
                    length < 12 || length % 2 != 0
                            ? null
                            : new ReconfigParameter.OutgoingReset(
                                    Bytes.i32(segment, at),
                                    Bytes.i32(segment, at + 4),
                                    Bytes.i32(segment, at + 8),
                                    numbers16(segment, at + 12, at + length));
            case ChunkType.PARAMETER_RECONFIG_RESPONSE ->
                    length < 8
                            ? null
                            : new ReconfigParameter.Response(
                                    Bytes.i32(segment, at), Bytes.i32(segment, at + 4));
            case ChunkType.PARAMETER_ADD_OUTGOING ->
                    length < 8
                            ? null
                            : new ReconfigParameter.AddOutgoing(
                                    Bytes.i32(segment, at), Bytes.u16(segment, at + 4));
            case ChunkType.PARAMETER_INCOMING_RESET,
                    ChunkType.PARAMETER_TSN_RESET,
                    ChunkType.PARAMETER_ADD_INCOMING ->
                    length < 4 ? null : new ReconfigParameter.OtherRequest(Bytes.i32(segment, at));
            default -> null;
        };
    }

    private static int[] numbers16(MemorySegment segment, int from, int end) {
        int[] numbers = new int[(end - from) / 2];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Bytes.u16(segment, from + 2 * i);
        }
        return numbers;
    }
}
