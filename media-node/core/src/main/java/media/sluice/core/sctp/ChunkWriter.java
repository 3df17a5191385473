package media.sluice.core.sctp;

import java.util.List;

/** Builds control chunks as they stand in a packet, padded. */
final class ChunkWriter {

    private static final byte[] NOTHING = {};

    private ChunkWriter() {}

    static byte[] init(InitParameters parameters) {
        return initial(ChunkType.INIT, parameters).close().toBytes();
    }

    /** An INIT-ACK; what we did not know in the INIT goes back whole (RFC 9260 §3.3.3.1.1). */
    static byte[] initAck(InitParameters parameters, byte[] cookie, List<byte[]> unrecognized) {
        var writer = initial(ChunkType.INIT_ACK, parameters);
        writer.parameter(ChunkType.PARAMETER_STATE_COOKIE).raw(cookie).close();
        for (byte[] parameter : unrecognized) {
            writer.parameter(ChunkType.PARAMETER_UNRECOGNIZED).raw(parameter).close();
        }
        return writer.close().toBytes();
    }

    private static TlvWriter initial(int type, InitParameters parameters) {
        var writer = new TlvWriter().chunk(type, 0);
        writer.u32(parameters.tag()).u32(parameters.windowBytes());
        writer.u16(parameters.outboundStreams()).u16(parameters.inboundStreams());
        writer.u32(parameters.initialTsn());
        if (parameters.forwardsTsn()) {
            writer.parameter(ChunkType.PARAMETER_FORWARD_TSN).close();
        }
        writer.parameter(ChunkType.PARAMETER_SUPPORTED_EXTENSIONS);
        if (parameters.resetsStreams()) {
            writer.u8(ChunkType.RECONFIG);
        }
        if (parameters.forwardsTsn()) {
            writer.u8(ChunkType.FORWARD_TSN);
        }
        return writer.close();
    }

    static byte[] cookieEcho(byte[] cookie) {
        return plain(ChunkType.COOKIE_ECHO, 0, cookie);
    }

    static byte[] cookieAck() {
        return plain(ChunkType.COOKIE_ACK, 0, NOTHING);
    }

    static byte[] heartbeat(byte[] info) {
        var writer = new TlvWriter().chunk(ChunkType.HEARTBEAT, 0);
        writer.parameter(ChunkType.PARAMETER_HEARTBEAT_INFO).raw(info).close();
        return writer.close().toBytes();
    }

    /** The answer to a heartbeat: its value as it came. */
    static byte[] heartbeatAck(byte[] value) {
        return plain(ChunkType.HEARTBEAT_ACK, 0, value);
    }

    static byte[] shutdown(int cumulativeTsn) {
        return new TlvWriter().chunk(ChunkType.SHUTDOWN, 0).u32(cumulativeTsn).close().toBytes();
    }

    static byte[] shutdownAck() {
        return plain(ChunkType.SHUTDOWN_ACK, 0, NOTHING);
    }

    static byte[] shutdownComplete(boolean isTagReflected) {
        return plain(
                ChunkType.SHUTDOWN_COMPLETE,
                isTagReflected ? ChunkType.FLAG_TAG_REFLECTED : 0,
                NOTHING);
    }

    static byte[] abort(int cause) {
        var writer = new TlvWriter().chunk(ChunkType.ABORT, 0);
        return writer.parameter(cause).close().close().toBytes();
    }

    static byte[] invalidStream(int streamId) {
        var writer = new TlvWriter().chunk(ChunkType.ERROR, 0);
        writer.parameter(ChunkType.CAUSE_INVALID_STREAM).u16(streamId).u16(0).close();
        return writer.close().toBytes();
    }

    static byte[] unrecognizedChunk(byte[] chunk) {
        var writer = new TlvWriter().chunk(ChunkType.ERROR, 0);
        writer.parameter(ChunkType.CAUSE_UNRECOGNIZED_CHUNK).raw(chunk).close();
        return writer.close().toBytes();
    }

    /** Reports at most {@code gaps.length / 2} blocks; see {@link Chunk.Sack#gaps}. */
    static byte[] sack(int cumulativeTsn, long windowBytes, int[] gaps, int[] duplicates) {
        var writer = new TlvWriter().chunk(ChunkType.SACK, 0);
        writer.u32(cumulativeTsn).u32(windowBytes);
        writer.u16(gaps.length / 2).u16(duplicates.length);
        for (int offset : gaps) {
            writer.u16(offset);
        }
        for (int tsn : duplicates) {
            writer.u32(tsn);
        }
        return writer.close().toBytes();
    }

    static byte[] forwardTsn(int cumulativeTsn, int[] skips) {
        var writer = new TlvWriter().chunk(ChunkType.FORWARD_TSN, 0).u32(cumulativeTsn);
        for (int number : skips) {
            writer.u16(number);
        }
        return writer.close().toBytes();
    }

    static byte[] reconfig(ReconfigParameter parameter) {
        var writer = new TlvWriter().chunk(ChunkType.RECONFIG, 0);
        switch (parameter) {
            case ReconfigParameter.OutgoingReset(int request, int response, int tsn, int[] ids) -> {
                writer.parameter(ChunkType.PARAMETER_OUTGOING_RESET);
                writer.u32(request).u32(response).u32(tsn);
                for (int id : ids) {
                    writer.u16(id);
                }
            }
            case ReconfigParameter.Response(int sequence, int result) ->
                    writer.parameter(ChunkType.PARAMETER_RECONFIG_RESPONSE)
                            .u32(sequence)
                            .u32(result);
            case ReconfigParameter.AddOutgoing(int request, int count) ->
                    writer.parameter(ChunkType.PARAMETER_ADD_OUTGOING)
                            .u32(request)
                            .u16(count)
                            .u16(0);
            case ReconfigParameter.OtherRequest(int request) ->
                    writer.parameter(ChunkType.PARAMETER_TSN_RESET).u32(request);
        }
        return writer.close().close().toBytes();
    }

    private static byte[] plain(int type, int flags, byte[] value) {
        return new TlvWriter().chunk(type, flags).raw(value).close().toBytes();
    }
}
