package media.sluice.core.sctp;

import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * What one side says about itself in INIT and INIT-ACK (RFC 9260 §3.3.2).
 *
 * @param tag initiate tag, never 0
 * @param windowBytes a_rwnd
 * @param outboundStreams streams it wants to send on, 1..65535
 * @param inboundStreams streams it can receive on, 1..65535
 * @param initialTsn of its first DATA chunk
 * @param forwardsTsn whether it knows FORWARD-TSN (RFC 3758)
 * @param resetsStreams whether it knows RE-CONFIG (RFC 6525)
 */
record InitParameters(
        int tag,
        long windowBytes,
        int outboundStreams,
        int inboundStreams,
        int initialTsn,
        boolean forwardsTsn,
        boolean resetsStreams) {

    void export(StateWriter writer) {
        writer.begin(1);
        writer.i32(tag).i64(windowBytes).u16(outboundStreams).u16(inboundStreams).i32(initialTsn);
        writer.bool(forwardsTsn).bool(resetsStreams).end();
    }

    static InitParameters restore(StateReader reader) throws CorruptStateException {
        reader.begin();
        var parameters =
                new InitParameters(
                        reader.i32(),
                        reader.i64(),
                        reader.u16(),
                        reader.u16(),
                        reader.i32(),
                        reader.bool(),
                        reader.bool());
        reader.require(parameters.tag != 0, "initiate tag is 0");
        reader.require(
                parameters.windowBytes >= 0 && parameters.windowBytes <= 0xFFFF_FFFFL,
                "window out of range");
        reader.require(
                parameters.outboundStreams > 0 && parameters.inboundStreams > 0, "no streams");
        reader.end();
        return parameters;
    }
}
