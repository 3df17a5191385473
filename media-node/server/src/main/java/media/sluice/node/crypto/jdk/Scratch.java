package media.sluice.node.crypto.jdk;

import java.lang.foreign.MemorySegment;
import media.sluice.core.crypto.SrtpBatch;
import media.sluice.core.wire.Bytes;

/** The heap arrays that the JDK's ciphers work on; one set per engine. */
final class Scratch {

    /** Longest packet, trailer included: larger than any MTU we send to. */
    static final int LENGTH = 2048;

    /**
     * The packet as it comes in: header, then plaintext or ciphertext. Some room behind it for what
     * is authenticated too.
     */
    final byte[] in = new byte[LENGTH + 32];

    /** What a cipher writes. */
    final byte[] out = new byte[LENGTH + 32];

    /** Counter blocks of AES-CM. */
    final byte[] counters = new byte[LENGTH];

    final MemorySegment countersView = MemorySegment.ofArray(counters);
    final MemorySegment inView = MemorySegment.ofArray(in);

    /** Header, prefix and payload of a packet to be sealed, put together in {@link #in}. */
    void loadPlain(SrtpBatch batch, int i) {
        int start = batch.headerLength[i] + batch.prefixLength[i];
        Bytes.copy(batch.packet[i], batch.packetOffset[i], in, 0, start);
        int payload = batch.payloadLength[i];
        if (payload > 0) {
            Bytes.copy(batch.payload[i], batch.payloadOffset[i], in, start, payload);
        }
    }

    /** A packet to be opened. */
    void loadSealed(SrtpBatch batch, int i) {
        Bytes.copy(batch.packet[i], batch.packetOffset[i], in, 0, batch.packetLength[i]);
    }
}
