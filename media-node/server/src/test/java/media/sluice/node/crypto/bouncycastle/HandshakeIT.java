package media.sluice.node.crypto.bouncycastle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import media.sluice.core.crypto.CertificateFingerprint;
import media.sluice.core.crypto.Handshaker;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.dtls.DtlsFailure;
import media.sluice.core.dtls.DtlsState;
import media.sluice.node.crypto.bouncycastle.Call.Way;
import media.sluice.node.crypto.bouncycastle.TestClient.Offer;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Handshakes in real time between our endpoint and the library's client, over networks of every
 * kind.
 */
class HandshakeIT {

    private static final int MTU = 1200;

    private static final NodeCertificate SERVER = CertificateFiles.generate(Duration.ofDays(1));
    private static final NodeCertificate CLIENT = CertificateFiles.generate(Duration.ofDays(1));
    private static final JcaTlsCrypto CRYPTO =
            new JcaTlsCryptoProvider().create(new SecureRandom());
    private static final BcHandshakers HANDSHAKERS = new BcHandshakers(SERVER);

    private static Call call(Offer offer, Call.Network network) {
        return new Call(HANDSHAKERS, CRYPTO, CLIENT, offer, network);
    }

    /** Handshake, equal keys, and application data both ways through our record layer. */
    private static void assertWorks(Call call, int sendLimit) throws Exception {
        DTLSTransport client = call.connect(sendLimit);
        assertThat(call.awaitServer(15_000)).isEqualTo(DtlsState.CONNECTED);
        assertThat(call.endpoint.srtp()).isEqualTo(call.client.srtp());
        byte[] room = new byte[2048];
        for (int round = 0; round < 3; round++) {
            byte[] up = new byte[100 + round];
            Arrays.fill(up, (byte) round);
            client.send(up, 0, up.length);
            assertThat(call.awaitServerReceived(5_000)).isEqualTo(up);
            call.serverSend(up);
            int length = client.receive(room, 0, room.length, 5_000);
            assertThat(Arrays.copyOf(room, Math.max(0, length))).isEqualTo(up);
        }
    }

    @Test
    void agreesWithTheClientOnKeysAndPrefersGcm() throws Exception {
        try (var call = call(Offer.USUAL, Call.GOOD)) {
            assertWorks(call, MTU);

            assertThat(Objects.requireNonNull(call.endpoint.srtp()).profile())
                    .isEqualTo(SrtpProfile.AEAD_AES_128_GCM);
        }
    }

    @Test
    void fallsBackToAesCm() throws Exception {
        var offer = Offer.USUAL.withProfiles(5, SrtpProfile.AES_CM_128_HMAC_SHA1_80.code());
        try (var call = call(offer, Call.GOOD)) {
            assertWorks(call, MTU);

            assertThat(Objects.requireNonNull(call.endpoint.srtp()).profile())
                    .isEqualTo(SrtpProfile.AES_CM_128_HMAC_SHA1_80);
        }
    }

    @Test
    void speaksAes256() throws Exception {
        var offer = Offer.USUAL.withSuite(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384);
        try (var call = call(offer, Call.GOOD)) {
            assertWorks(call, MTU);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 600, MTU})
    void takesAFragmentedHello(int sendLimit) throws Exception {
        try (var call = call(Offer.USUAL.withPadding(1300), Call.GOOD)) {
            assertWorks(call, sendLimit);
        }
    }

    @Test
    void survivesTheLossOfEachSingleDatagram() throws Exception {
        int up;
        int down;
        try (var call = call(Offer.USUAL.withPadding(1300), Call.GOOD)) {
            call.connect(MTU);
            assertThat(call.awaitServer(15_000)).isEqualTo(DtlsState.CONNECTED);
            up = call.datagrams(Way.TO_SERVER);
            down = call.datagrams(Way.TO_CLIENT);
        }
        assertThat(up).isGreaterThanOrEqualTo(6);
        assertThat(down).isGreaterThanOrEqualTo(7);

        var runs = new ArrayList<Callable<Void>>();
        for (Way way : Way.values()) {
            int count = way == Way.TO_SERVER ? up : down;
            for (int lost = 0; lost < count; lost++) {
                int number = lost;
                runs.add(() -> {
                    assertWorksWithout(way, number);
                    return null;
                });
            }
        }
        try (var pool = Executors.newFixedThreadPool(4)) {
            for (var run : pool.invokeAll(runs)) {
                run.get();
            }
        }
    }

    private static void assertWorksWithout(Way lostWay, int lost) throws Exception {
        Call.Network network =
                (way, number, datagram) ->
                        way == lostWay && number == lost ? List.of() : List.of(datagram);
        try (var call = call(Offer.USUAL.withPadding(1300), network)) {
            assertWorks(call, MTU);
        } catch (IOException | AssertionError e) {
            throw new AssertionError("without datagram " + lost + " " + lostWay, e);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void survivesReorderingDuplicationAndLoss(long seed) throws Exception {
        var random = new Random(seed);
        var held = new ArrayList<List<byte[]>>(List.of(new ArrayList<>(), new ArrayList<>()));
        Call.Network network =
                (way, number, datagram) -> {
                    synchronized (random) {
                        List<byte[]> late = held.get(way == Way.TO_SERVER ? 0 : 1);
                        var now = new ArrayList<byte[]>();
                        if (number > 40) {
                            return List.of(datagram);
                        }
                        switch (random.nextInt(6)) {
                            case 0 -> late.add(datagram);
                            case 1 -> now.addAll(List.of(datagram, datagram));
                            case 2 -> {
                                now.add(datagram);
                                now.addAll(late);
                                late.clear();
                            }
                            default -> now.add(datagram);
                        }
                        return now;
                    }
                };
        try (var call = call(Offer.USUAL.withPadding(1300), network)) {
            call.connect(MTU);

            assertThat(call.awaitServer(15_000)).as("seed %d", seed).isEqualTo(DtlsState.CONNECTED);
            assertThat(call.endpoint.srtp()).isEqualTo(call.client.srtp());
        }
    }

    @Test
    void survivesHostileDatagrams() throws Exception {
        var random = new Random(7);
        Call.Network network =
                (way, number, datagram) -> {
                    if (way == Way.TO_CLIENT) {
                        return List.of(datagram);
                    }
                    var all = new ArrayList<byte[]>();
                    for (int i = 0; i < 20; i++) {
                        all.add(hostile(random, datagram));
                    }
                    all.add(datagram);
                    return all;
                };
        try (var call = call(Offer.USUAL, network)) {
            assertWorks(call, MTU);
        }
    }

    /** Noise, forged alerts, cut and stretched copies, garbage that pretends to be encrypted. */
    private static byte[] hostile(Random random, byte[] original) {
        return switch (random.nextInt(5)) {
            case 0 -> {
                byte[] noise = new byte[1 + random.nextInt(1400)];
                random.nextBytes(noise);
                yield noise;
            }
            case 1 ->
                    new byte[] {21, (byte) 0xFE, (byte) 0xFD, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 2, 40};
            case 2 -> Arrays.copyOf(original, random.nextInt(original.length));
            case 3 -> {
                byte[] record = new byte[13 + 60];
                random.nextBytes(record);
                byte[] header = {22, (byte) 0xFE, (byte) 0xFD, 0, 1, 0, 0, 0, 0, 0, 0, 0, 60};
                System.arraycopy(header, 0, record, 0, 13);
                yield record;
            }
            default -> Arrays.copyOf(original, original.length + 1 + random.nextInt(40));
        };
    }

    @Test
    void refusesAnotherCertificateThanTheSignalledOne() throws Exception {
        try (var call = call(Offer.USUAL, Call.GOOD)) {
            call.endpoint.expectFingerprints(
                    List.of(new CertificateFingerprint("sha-256", "00:11")));
            Thread client = Thread.ofVirtual().start(() -> tryConnect(call));

            assertThat(call.awaitServer(5_000)).isEqualTo(DtlsState.FAILED);
            assertThat(call.endpoint.failure()).isEqualTo(DtlsFailure.FINGERPRINT);
            assertThat(call.endpoint.srtp()).isNull();
            client.interrupt();
        }
    }

    @Test
    void refusesAClientWithoutCertificate() throws Exception {
        try (var call = call(Offer.USUAL.withoutCertificate(), Call.GOOD)) {
            Thread client = Thread.ofVirtual().start(() -> tryConnect(call));

            assertThat(call.awaitServer(5_000)).isEqualTo(DtlsState.FAILED);
            assertThat(call.endpoint.failure()).isEqualTo(DtlsFailure.FINGERPRINT);
            client.interrupt();
        }
    }

    @Test
    void refusesAClientWithoutCommonSrtpProfile() throws Exception {
        try (var call = call(Offer.USUAL.withProfiles(2), Call.GOOD)) {
            assertThatThrownBy(() -> call.connect(MTU)).isInstanceOf(IOException.class);

            assertThat(call.awaitServer(5_000)).isEqualTo(DtlsState.FAILED);
            assertThat(call.endpoint.handshakeFailure())
                    .isEqualTo(Handshaker.Failure.NO_SRTP_PROFILE);
        }
    }

    @Test
    void givesUpOnASilentClientAndFreesItsPlace() throws Exception {
        var handshakers = new BcHandshakers(SERVER, 1, Duration.ofMillis(300));
        Call.Network deaf =
                (way, number, datagram) ->
                        way == Way.TO_SERVER && number > 0 ? List.of() : List.of(datagram);
        try (var call = new Call(handshakers, CRYPTO, CLIENT, Offer.USUAL, deaf);
                var other = new Call(handshakers, CRYPTO, CLIENT, Offer.USUAL, Call.GOOD)) {
            Thread client = Thread.ofVirtual().start(() -> tryConnect(call));

            assertThat(call.awaitServer(5_000)).isEqualTo(DtlsState.FAILED);
            assertThat(call.endpoint.handshakeFailure()).isEqualTo(Handshaker.Failure.TIMEOUT);
            client.interrupt();
            other.connect(MTU);
            assertThat(other.awaitServer(5_000)).isEqualTo(DtlsState.CONNECTED);
        }
    }

    private static void tryConnect(Call call) {
        try {
            call.connect(MTU);
        } catch (IOException e) {
            assertThat(e).isNotNull();
        }
    }

    @Test
    void boundsConcurrentHandshakes() throws Exception {
        var handshakers = new BcHandshakers(SERVER, 2, Duration.ofSeconds(10));
        var calls = new ArrayList<Call>();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var runs = new ArrayList<Callable<DTLSTransport>>();
            for (int i = 0; i < 8; i++) {
                var call = new Call(handshakers, CRYPTO, CLIENT, Offer.USUAL, Call.GOOD);
                calls.add(call);
                runs.add(() -> call.connect(MTU));
            }
            for (var run : pool.invokeAll(runs)) {
                run.get();
            }
        }

        for (var call : calls) {
            assertThat(call.awaitServer(5_000)).isEqualTo(DtlsState.CONNECTED);
            call.close();
        }
        assertThat(handshakers.available()).isEqualTo(2);
    }
}
