package media.sluice.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A capsule with some bytes changed is used or refused with a reason; nothing else happens. */
class CapsulePropertyTest {
    private static final long SEED = 42;
    private static final int MUTATIONS = 1_000;

    private final CallFixture call = CallFixture.chromium(SEED).connect();
    private final SplittableRandom random = new SplittableRandom(SEED);
    private int refused;

    @Test
    void standbyIsUsedOrRefused() {
        byte[] whole =
                Handover.export(call.a.session, Capsule.Kind.STANDBY, new byte[8], 0).toBytes();
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] changed = changed(whole);
            assertThatCode(() -> standby(changed)).as("mutation %d", i).doesNotThrowAnyException();
        }
        assertThat(refused).isGreaterThan(MUTATIONS / 20);
    }

    private void standby(byte[] bytes) {
        try {
            var capsule = Capsule.read(bytes);
            var config = new SessionConfig(CallFixture.CONFIG.sockets(), capsule.certificate());
            var session = Handover.standby(capsule, config, call.ports, 0);
            Handover.takeOver(session, 0);
            session.handleTimeout(20_000_000_000L);
            session.close();
        } catch (CapsuleException e) {
            refused++;
        }
    }

    @Test
    void finalIsUsedOrRefused() throws CapsuleException {
        byte[] offer =
                Handover.export(call.a.session, Capsule.Kind.OFFER, new byte[0], 0).toBytes();
        Handover.freeze(call.a.session);
        byte[] whole =
                Handover.export(call.a.session, Capsule.Kind.FINAL, new byte[8], 0).toBytes();
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] changed = changed(whole);
            var acceptor = Handover.accept(Capsule.read(offer), CallFixture.CONFIG, call.ports, 0);
            assertThatCode(() -> activate(acceptor, changed))
                    .as("mutation %d", i)
                    .doesNotThrowAnyException();
        }
        assertThat(refused).isGreaterThan(MUTATIONS / 20);
    }

    private void activate(PeerSession acceptor, byte[] bytes) {
        try {
            Handover.prepare(acceptor, Capsule.read(bytes), 0);
            Handover.activate(acceptor);
        } catch (CapsuleException e) {
            refused++;
        }
    }

    private byte[] changed(byte[] whole) {
        byte[] copy = whole.clone();
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            copy[random.nextInt(copy.length)] = (byte) random.nextInt();
        }
        return copy;
    }
}
