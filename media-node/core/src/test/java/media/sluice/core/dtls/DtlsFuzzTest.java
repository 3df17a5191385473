package media.sluice.core.dtls;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.util.List;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;

/**
 * Whatever arrives: nothing throws, nothing is read outside of the datagram, nothing forged is
 * delivered.
 */
class DtlsFuzzTest {

    private static final int MARGIN = 3;

    private static MemorySegment segment(byte[] data) {
        MemorySegment segment = MemorySegment.ofArray(new byte[data.length + MARGIN]);
        MemorySegment.copy(MemorySegment.ofArray(data), 0, segment, MARGIN, data.length);
        return segment;
    }

    private static void fail() {
        throw new IllegalStateException("a forged record was delivered");
    }

    @FuzzTest
    void handshakeFilter(byte[] data) {
        HandshakeFilter.isPlausible(segment(data), MARGIN, data.length);
        HandshakeFilter.startsWithClientHello(segment(data), MARGIN, data.length);
    }

    @FuzzTest
    void connectedEndpoint(byte[] data) {
        var secrets = FakeSecrets.of(SrtpProfile.AEAD_AES_128_GCM);
        byte[] random = new byte[32];
        var client = new FakeDtlsClient(secrets, random, new byte[] {1});
        var endpoint =
                new DtlsEndpoint(
                        new FakeHandshaker(secrets, random), (s, at, length, now) -> fail());
        endpoint.expectFingerprints(List.of(client.fingerprint()));
        var room = MemorySegment.ofArray(new byte[2048]);
        client.start(0);
        for (int flight = 0; flight < 2; flight++) {
            endpoint.handleDatagram(room, 0, client.pollDatagram(room, 0), 0);
            client.handleDatagram(room, 0, endpoint.pollDatagram(room, 0, 2048, 0), 0);
        }

        int record = DtlsRecord.length(segment(data), MARGIN, data.length);
        boolean isDtls = data.length > 0 && DtlsRecord.isDtls(data[0] & 0xFF);
        if (record > data.length || record >= 0 && !isDtls) {
            throw new IllegalStateException("a record outside of the datagram, or of no DTLS");
        }
        endpoint.handleDatagram(segment(data), MARGIN, data.length, 1);

        if (endpoint.state() != DtlsState.CONNECTED) {
            throw new IllegalStateException("bytes from the network ended the session");
        }
    }

    @FuzzTest
    void exportedState(byte[] data) {
        try {
            DtlsEndpoint.restore(new StateReader(data), (s, at, length, now) -> fail());
        } catch (CorruptStateException e) {
            // The only way out.
            return;
        }
    }
}
