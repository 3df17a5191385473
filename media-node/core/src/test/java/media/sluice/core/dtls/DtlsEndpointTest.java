package media.sluice.core.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import media.sluice.core.crypto.CertificateFingerprint;
import media.sluice.core.crypto.DtlsCipherSuite;
import media.sluice.core.crypto.Handshaker;
import media.sluice.core.crypto.LeasedCounter;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DtlsEndpointTest {

    private static final long MS = 1_000_000L;
    private static final byte[] RANDOM = new byte[32];

    private final FakeSecrets secrets = FakeSecrets.of(SrtpProfile.AEAD_AES_128_GCM);
    private final List<byte[]> received = new ArrayList<>();
    private final DtlsApplicationSink sink = this::take;
    private FakeHandshaker handshaker = new FakeHandshaker(secrets, RANDOM);
    private FakeDtlsClient client = new FakeDtlsClient(secrets, RANDOM, new byte[] {1, 2, 3});
    private DtlsEndpoint endpoint = new DtlsEndpoint(handshaker, sink);
    private long nowNanos;
    private int dropDown;

    private void take(MemorySegment segment, long offset, int length, long now) {
        byte[] copy = new byte[length];
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, copy, 0, length);
        received.add(copy);
    }

    /** Carries datagrams until nobody has one left. */
    private void exchange() {
        var room = MemorySegment.ofArray(new byte[2048]);
        boolean isBusy = true;
        while (isBusy) {
            isBusy = false;
            int length;
            while ((length = client.pollDatagram(room, 0)) > 0) {
                isBusy = true;
                endpoint.handleDatagram(room, 0, length, nowNanos);
            }
            while ((length = endpoint.pollDatagram(room, 0, 2048, nowNanos)) > 0) {
                isBusy = true;
                if (dropDown-- <= 0) {
                    client.handleDatagram(room, 0, length, nowNanos);
                }
            }
        }
    }

    private void connect() {
        endpoint.expectFingerprints(List.of(client.fingerprint()));
        client.start(nowNanos);
        exchange();
        assertThat(endpoint.state()).isEqualTo(DtlsState.CONNECTED);
    }

    private void serverSends(byte[] content) {
        var room = MemorySegment.ofArray(new byte[2048]);
        int length = endpoint.sealApplicationData(content, room, 0, 2048);
        client.handleDatagram(room, 0, length, nowNanos);
    }

    private DtlsEndpoint moved() throws CorruptStateException {
        var writer = new StateWriter();
        endpoint.export(writer);
        return DtlsEndpoint.restore(new StateReader(writer.toBytes()), sink);
    }

    @Test
    void agreesOnKeysAndCarriesDataBothWays() {
        connect();

        client.send(new byte[] {1, 2});
        exchange();
        serverSends(new byte[] {3, 4, 5});

        assertThat(endpoint.srtp()).isEqualTo(client.srtp());
        assertThat(received).containsExactly(new byte[] {1, 2});
        assertThat(client.received()).containsExactly(new byte[] {3, 4, 5});
    }

    @ParameterizedTest
    @EnumSource(DtlsCipherSuite.class)
    void speaksEverySuite(DtlsCipherSuite suite) {
        var fakes = new FakeSecrets(SrtpProfile.AES_CM_128_HMAC_SHA1_80, suite);
        handshaker = new FakeHandshaker(fakes, RANDOM);
        client = new FakeDtlsClient(fakes, RANDOM, new byte[] {9});
        endpoint = new DtlsEndpoint(handshaker, sink);
        connect();

        serverSends(new byte[1200]);

        assertThat(client.received()).hasSize(1);
    }

    @Test
    void repeatsTheLastFlightForAClientThatLostIt() {
        endpoint.expectFingerprints(List.of(client.fingerprint()));
        client.start(nowNanos);
        dropDown = 0;
        var room = MemorySegment.ofArray(new byte[2048]);
        endpoint.handleDatagram(room, 0, client.pollDatagram(room, 0), nowNanos);
        client.handleDatagram(room, 0, endpoint.pollDatagram(room, 0, 2048, nowNanos), nowNanos);
        dropDown = 1;
        exchange();
        assertThat(client.isConnected()).isFalse();
        long spent = Objects.requireNonNull(endpoint.writeSequences()).next();

        nowNanos += 50 * MS;
        client.handleTimeout(nowNanos);
        exchange();

        assertThat(client.isConnected()).isTrue();
        assertThat(endpoint.counters().flightsRepeated()).isEqualTo(1);
        assertThat(Objects.requireNonNull(endpoint.writeSequences()).next()).isEqualTo(spent);
    }

    @Test
    void repeatsTheLastFlightAfterAMoveToo() throws CorruptStateException {
        endpoint.expectFingerprints(List.of(client.fingerprint()));
        client.start(nowNanos);
        var room = MemorySegment.ofArray(new byte[2048]);
        endpoint.handleDatagram(room, 0, client.pollDatagram(room, 0), nowNanos);
        client.handleDatagram(room, 0, endpoint.pollDatagram(room, 0, 2048, nowNanos), nowNanos);
        dropDown = 1;
        exchange();

        endpoint = moved();
        nowNanos += 50 * MS;
        client.handleTimeout(nowNanos);
        exchange();

        assertThat(client.isConnected()).isTrue();
    }

    @Test
    void doesNotRepeatItsFlightForEveryCopy() {
        connect();
        for (int i = 0; i < 20; i++) {
            nowNanos += MS;
            client.handleTimeout(Long.MAX_VALUE - 1);
            exchange();
        }

        assertThat(endpoint.counters().flightsRepeated()).isLessThanOrEqualTo(2);
    }

    @Test
    void goesOnInAnotherProcess() throws CorruptStateException {
        connect();
        client.send(new byte[] {1});
        exchange();
        serverSends(new byte[] {2});

        endpoint = moved();
        client.send(new byte[] {3});
        exchange();
        serverSends(new byte[] {4});

        assertThat(endpoint.state()).isEqualTo(DtlsState.CONNECTED);
        assertThat(received).containsExactly(new byte[] {1}, new byte[] {3});
        assertThat(client.received()).containsExactly(new byte[] {2}, new byte[] {4});
    }

    @Test
    void refusesReplayedRecords() {
        connect();
        client.send(new byte[] {7});
        var room = MemorySegment.ofArray(new byte[2048]);
        int length = client.pollDatagram(room, 0);

        endpoint.handleDatagram(room, 0, length, nowNanos);
        endpoint.handleDatagram(room, 0, length, nowNanos);

        assertThat(received).hasSize(1);
        assertThat(endpoint.counters().replayed()).isEqualTo(1);
    }

    @Test
    void ignoresForgedAndMalformedDatagrams() {
        connect();
        client.send(new byte[] {7});
        var room = MemorySegment.ofArray(new byte[2048]);
        int length = client.pollDatagram(room, 0);
        byte[] good = new byte[length];
        MemorySegment.copy(room, ValueLayout.JAVA_BYTE, 0, good, 0, length);
        for (int bit = 0; bit < 8 * length; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            endpoint.handleDatagram(MemorySegment.ofArray(bad), 0, length, nowNanos);
        }
        assertThat(received).isEmpty();

        endpoint.handleDatagram(MemorySegment.ofArray(good), 0, length, nowNanos);

        assertThat(received).hasSize(1);
    }

    @Test
    void waitsForTheFingerprintOfSignaling() {
        client.start(nowNanos);
        exchange();
        assertThat(endpoint.state()).isEqualTo(DtlsState.VERIFYING);
        assertThat(endpoint.srtp()).isNull();
        client.send(new byte[] {1});
        exchange();
        assertThat(received).isEmpty();

        endpoint.expectFingerprints(List.of(client.fingerprint()));

        assertThat(endpoint.state()).isEqualTo(DtlsState.CONNECTED);
    }

    @Test
    void failsWhenTheFingerprintIsAnother() {
        endpoint.expectFingerprints(List.of(CertificateFingerprint.of("sha-256", new byte[] {8})));
        client.start(nowNanos);
        exchange();

        assertThat(endpoint.state()).isEqualTo(DtlsState.FAILED);
        assertThat(endpoint.failure()).isEqualTo(DtlsFailure.FINGERPRINT);
    }

    @Test
    void acceptsAnyOfSeveralFingerprintsButNoWeakOne() {
        var weak = new CertificateFingerprint("sha-1", "00");

        assertThat(weak.isAccepted()).isFalse();
        endpoint.expectFingerprints(List.of(weak, client.fingerprint()));
        client.start(nowNanos);
        exchange();

        assertThat(endpoint.state()).isEqualTo(DtlsState.CONNECTED);
    }

    @Test
    void failsAfterTwentySecondsOfSilence() {
        client.start(nowNanos);
        var room = MemorySegment.ofArray(new byte[2048]);
        endpoint.handleDatagram(room, 0, client.pollDatagram(room, 0), nowNanos);
        long deadline = endpoint.nextDeadlineNanos();

        endpoint.handleTimeout(deadline - 1);
        assertThat(endpoint.state()).isEqualTo(DtlsState.HANDSHAKING);
        endpoint.handleTimeout(deadline);

        assertThat(deadline).isEqualTo(nowNanos + DtlsEndpoint.HANDSHAKE_TIMEOUT_NANOS);
        assertThat(endpoint.failure()).isEqualTo(DtlsFailure.TIMEOUT);
    }

    @Test
    void tellsWhyTheHandshakerFailed() {
        handshaker.failWith(Handshaker.Failure.NO_SRTP_PROFILE);

        endpoint.handleTimeout(nowNanos);

        assertThat(endpoint.failure()).isEqualTo(DtlsFailure.HANDSHAKE);
        assertThat(endpoint.handshakeFailure()).isEqualTo(Handshaker.Failure.NO_SRTP_PROFILE);
    }

    @Test
    void recordNumbersAreLeased() throws CorruptStateException {
        connect();
        LeasedCounter owner = Objects.requireNonNull(endpoint.writeSequences());
        owner.startLeasing();
        DtlsEndpoint backup = moved();
        LeasedCounter taken = Objects.requireNonNull(backup.writeSequences());
        for (int i = 0; i < RecordLayer.LEASE; i++) {
            serverSends(new byte[] {1});
        }

        assertThat(endpoint.sealApplicationData(new byte[1], room(), 0, 2048)).isEqualTo(-1);
        taken.takeOver();
        endpoint = backup;
        serverSends(new byte[] {2});

        assertThat(taken.next()).isGreaterThan(owner.next());
        assertThat(client.received().getLast()).isEqualTo(new byte[] {2});
        assertThat(client.received()).hasSize(RecordLayer.LEASE + 1);
    }

    private static MemorySegment room() {
        return MemorySegment.ofArray(new byte[2048]);
    }

    @Test
    void closeNotifyDoesNotEndTheSession() {
        connect();
        var segment = room();
        int length = endpoint.sealCloseNotify(segment, 0, 2048);

        assertThat(length).isEqualTo(13 + 24 + 2);
        assertThat(endpoint.state()).isEqualTo(DtlsState.CONNECTED);
        assertThat(Arrays.asList(DtlsState.values())).hasSize(4);
    }
}
