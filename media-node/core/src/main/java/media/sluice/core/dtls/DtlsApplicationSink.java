package media.sluice.core.dtls;

import java.lang.foreign.MemorySegment;

/** Takes the peer's application data, which is SCTP (RFC 8261). */
@FunctionalInterface
public interface DtlsApplicationSink {

    /** One record's plaintext; valid during the call only. */
    void onApplicationData(MemorySegment segment, long offset, int length, long nowNanos);
}
