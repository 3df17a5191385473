package media.sluice.core.dtls;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import media.sluice.core.crypto.DtlsCipherSuite;
import media.sluice.core.crypto.DtlsSecrets;
import media.sluice.core.crypto.Secret;
import media.sluice.core.crypto.SrtpKeyingMaterial;
import media.sluice.core.crypto.SrtpProfile;

/** What the two sides of the make-believe handshake derive from their randoms. */
public record FakeSecrets(SrtpProfile profile, DtlsCipherSuite suite) {

    static final int HELLO = 1;
    static final int CERTIFICATE = 11;
    static final byte[] FINISHED = {20, 0, 0, 0};

    /** The usual choice. */
    public static FakeSecrets of(SrtpProfile profile) {
        return new FakeSecrets(profile, DtlsCipherSuite.ECDHE_ECDSA_AES_128_GCM_SHA256);
    }

    DtlsSecrets dtls(byte[] clientRandom, byte[] serverRandom) {
        return new DtlsSecrets(
                suite,
                Secret.of(expand("master", clientRandom, serverRandom, 48)),
                Secret.of(clientRandom),
                Secret.of(serverRandom));
    }

    SrtpKeyingMaterial srtp(byte[] clientRandom, byte[] serverRandom) {
        int length = SrtpKeyingMaterial.exporterLength(profile);
        return SrtpKeyingMaterial.fromExporter(
                profile, expand("srtp", clientRandom, serverRandom, length));
    }

    private static byte[] expand(String label, byte[] client, byte[] server, int length) {
        byte[] seed = Arrays.copyOf(client, client.length + server.length);
        System.arraycopy(server, 0, seed, client.length, server.length);
        return TlsPrf.expand("HmacSHA256", new byte[] {1}, label, seed, length);
    }

    static byte[] record(int kind, byte[] content) {
        byte[] record = new byte[DtlsRecord.HEADER_LENGTH + 1 + content.length];
        MemorySegment view = MemorySegment.ofArray(record);
        DtlsRecord.writeHeader(view, 0, DtlsRecord.HANDSHAKE, 0, 1 + content.length);
        record[DtlsRecord.HEADER_LENGTH] = (byte) kind;
        System.arraycopy(content, 0, record, DtlsRecord.HEADER_LENGTH + 1, content.length);
        return record;
    }

    static byte[] finished(RecordLayer records) {
        byte[] room = new byte[64];
        int length =
                records.seal(
                        DtlsRecord.HANDSHAKE,
                        FINISHED,
                        MemorySegment.ofArray(room),
                        0,
                        room.length);
        return Arrays.copyOf(room, length);
    }
}
