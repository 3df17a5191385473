package media.sluice.core.dtls;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import media.sluice.core.crypto.DtlsSecrets;
import media.sluice.core.crypto.IndexWindow;
import media.sluice.core.crypto.LeasedCounter;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * DTLS 1.2 records of epoch 1, both ways: keys from master secret and randoms, sequence numbers
 * leased ahead (the explicit nonce is the sequence number, so it must never repeat), replay window.
 * The handshake library's own record layer cannot be exported; this one can.
 */
final class RecordLayer {

    /** Record numbers leased ahead. */
    static final int LEASE = 4096;

    private static final int VERSION = 1;
    private static final long EPOCH_1 = 1L << 48;
    private static final long MAX_SEQUENCE = EPOCH_1 - 1;
    private static final int MAX_RECORD = 1 << 14;

    private final DtlsSecrets secrets;
    private final RecordCipher writer;
    private final RecordCipher reader;
    private final LeasedCounter writeSequences;
    private final IndexWindow readWindow;
    private byte[] fragment = new byte[2048];
    private byte[] plain = new byte[2048];
    private int plainLength;
    private long replayed;
    private long forged;

    /** A fresh layer for the side that is the server, or in tests the client. */
    RecordLayer(DtlsSecrets secrets, boolean isServer, long nextWriteSequence) {
        this(
                secrets,
                isServer,
                new LeasedCounter(nextWriteSequence, MAX_SEQUENCE, LEASE),
                new IndexWindow());
    }

    private RecordLayer(
            DtlsSecrets secrets,
            boolean isServer,
            LeasedCounter writeSequences,
            IndexWindow readWindow) {
        this.secrets = secrets;
        this.writeSequences = writeSequences;
        this.readWindow = readWindow;
        int key = secrets.suite().keyLength();
        int salt = RecordCipher.SALT_LENGTH;
        byte[] block = TlsPrf.keyBlock(secrets, 2 * (key + salt));
        var client = new RecordCipher(block, 0, key, 2 * key);
        var server = new RecordCipher(block, key, key, 2 * key + salt);
        Arrays.fill(block, (byte) 0);
        writer = isServer ? server : client;
        reader = isServer ? client : server;
    }

    /**
     * Seals one record into {@code target}.
     *
     * @return its length, or -1 when it does not fit or no sequence number may be used now
     */
    int seal(int type, byte[] content, MemorySegment target, long targetAt, int room) {
        int length = DtlsRecord.HEADER_LENGTH + DtlsRecord.GCM_OVERHEAD + content.length;
        if (length > room || content.length > MAX_RECORD) {
            return -1;
        }
        long sequence = writeSequences.claim();
        if (sequence == LeasedCounter.NONE) {
            return -1;
        }
        byte[] sealed = writer.seal(type, EPOCH_1 | sequence, content);
        DtlsRecord.writeHeader(target, targetAt, type, EPOCH_1 | sequence, sealed.length);
        Bytes.copy(sealed, 0, target, targetAt + DtlsRecord.HEADER_LENGTH, sealed.length);
        return length;
    }

    /**
     * Opens a well-formed record of epoch 1; on true see {@link #plain} and {@link #plainLength}.
     */
    boolean open(MemorySegment segment, long offset) {
        int length = DtlsRecord.fragmentLength(segment, offset);
        long sequence = DtlsRecord.sequence(segment, offset);
        if (length < DtlsRecord.GCM_OVERHEAD
                || DtlsRecord.version(segment, offset) != DtlsRecord.VERSION_1_2) {
            forged++;
            return false;
        }
        if (!readWindow.isFree(sequence)) {
            replayed++;
            return false;
        }
        if (length > fragment.length) {
            fragment = new byte[length];
            plain = new byte[length];
        }
        Bytes.copy(segment, offset + DtlsRecord.HEADER_LENGTH, fragment, 0, length);
        int type = DtlsRecord.type(segment, offset);
        plainLength = reader.open(type, EPOCH_1 | sequence, fragment, length, plain);
        if (plainLength < 0) {
            forged++;
            return false;
        }
        readWindow.mark(sequence);
        return true;
    }

    /** The plaintext opened last; reused by the next {@link #open}. */
    byte[] plain() {
        return plain;
    }

    int plainLength() {
        return plainLength;
    }

    LeasedCounter writeSequences() {
        return writeSequences;
    }

    /** Records dropped because their number was seen before or is too old. */
    long replayed() {
        return replayed;
    }

    /** Records dropped because their tag does not fit. */
    long forged() {
        return forged;
    }

    void export(StateWriter out) {
        out.begin(VERSION);
        secrets.export(out);
        writeSequences.export(out);
        readWindow.export(out);
        out.end();
    }

    static RecordLayer restore(StateReader in, boolean isServer) throws CorruptStateException {
        in.begin();
        var layer =
                new RecordLayer(
                        DtlsSecrets.restore(in),
                        isServer,
                        LeasedCounter.restore(in, MAX_SEQUENCE, LEASE),
                        IndexWindow.restore(in));
        in.end();
        return layer;
    }
}
