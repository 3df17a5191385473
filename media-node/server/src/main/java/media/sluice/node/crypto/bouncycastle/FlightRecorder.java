package media.sluice.node.crypto.bouncycastle;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import media.sluice.core.crypto.HandshakeResult.RecordStart;
import media.sluice.core.crypto.Secret;
import media.sluice.core.dtls.DtlsRecord;
import media.sluice.core.wire.Bytes;

/**
 * Watches the datagrams that the library sends: keeps the last flight (from ChangeCipherSpec on)
 * for repetition, and the record numbers of epoch 1 that are spent, which the library does not
 * tell.
 */
final class FlightRecorder {

    private static final int CHANGE_CIPHER_SPEC = 20;

    private final List<Secret> lastFlight = new ArrayList<>();
    private long nextWriteSequence;

    void sent(byte[] datagram) {
        MemorySegment view = MemorySegment.ofArray(datagram);
        boolean isLast = false;
        int at = 0;
        while (at < datagram.length) {
            int record = DtlsRecord.length(view, at, datagram.length - at);
            if (record < 0) {
                return;
            }
            int epoch = Bytes.u16(view, at + 3);
            isLast |= epoch > 0 || datagram[at] == CHANGE_CIPHER_SPEC;
            if (epoch == 1) {
                long sequence = Bytes.i64(view, at + 3) & 0xFFFF_FFFF_FFFFL;
                nextWriteSequence = Math.max(nextWriteSequence, sequence + 1);
            }
            at += record;
        }
        if (isLast) {
            lastFlight.add(Secret.of(datagram));
        }
    }

    RecordStart recordStart() {
        return new RecordStart(nextWriteSequence, lastFlight);
    }
}
