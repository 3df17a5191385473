package media.sluice.core.session;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import media.sluice.core.crypto.FakeSrtpEngine;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.dtls.FakeHandshaker;
import media.sluice.core.dtls.FakeSecrets;
import media.sluice.core.wire.StateWriter;

class CapsuleFuzzTest {
    private static final int MAGIC = 0x534C_4350;

    private final SessionPorts ports =
            new SessionPorts(
                    () ->
                            new FakeHandshaker(
                                    FakeSecrets.of(SrtpProfile.AEAD_AES_128_GCM), new byte[32]),
                    new FakeSrtpEngine(),
                    bytes -> {});

    @FuzzTest
    void refusesOrAcceptsButNeverThrows(byte[] data) {
        use(data);
        for (var kind : Capsule.Kind.values()) {
            var certificate = CallFixture.CONFIG.certificate();
            var outside = new StateWriter().i32(MAGIC).begin(1).u8(kind.ordinal());
            outside.text(certificate.algorithm()).text(certificate.value()).bytes(new byte[0]);
            use(outside.raw(data).end().toBytes());
        }
    }

    private void use(byte[] bytes) {
        try {
            var capsule = Capsule.read(bytes);
            var config = new SessionConfig(List.of(0), capsule.certificate());
            switch (capsule.kind()) {
                case OFFER -> Handover.accept(capsule, config, ports, 0);
                case STANDBY -> Handover.standby(capsule, config, ports, 0);
                case FINAL -> {
                    // Needs an acceptor; its body is read as that of STANDBY is.
                }
            }
        } catch (CapsuleException expected) {
            // Refused with a reason.
        }
    }
}
