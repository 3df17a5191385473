package media.sluice.node.crypto.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import media.sluice.core.crypto.CryptoStatus;
import media.sluice.core.crypto.Secret;
import media.sluice.core.crypto.SrtpBatch;
import media.sluice.core.crypto.SrtpKey;
import media.sluice.core.crypto.SrtpKeySpec;
import media.sluice.core.crypto.SrtpKeySpec.Direction;
import media.sluice.core.crypto.SrtpMasterKey;
import media.sluice.core.crypto.SrtpProfile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one packet of 1,112 bytes costs in garbage, sealed and opened. */
class JdkSrtpAllocationTest {

    private static final int CALLS = 30_000;
    private static final int PLAIN_LENGTH = 12 + 1100;

    private final JdkSrtpEngine engine = new JdkSrtpEngine();
    private final SrtpBatch batch = new SrtpBatch(1);
    private final MemorySegment packet = MemorySegment.ofArray(new byte[2048]);
    private long index;
    private int failures;

    private SrtpKey key(SrtpProfile profile, Direction direction) {
        var master =
                new SrtpMasterKey(
                        Secret.of(new byte[profile.keyLength()]),
                        Secret.of(new byte[profile.saltLength()]));
        return engine.newKey(SrtpKeySpec.derive(profile, SrtpKeySpec.Scope.RTP, direction, master));
    }

    /** The JDK's GCM needs objects for each nonce; AES-CM is ours and needs none. */
    @ParameterizedTest
    @CsvSource({"AES_CM_128_HMAC_SHA1_80, 0", "AEAD_AES_128_GCM, 2600"})
    void allocatesAtMost(SrtpProfile profile, long bytesPerRoundTrip) {
        SrtpKey seal = key(profile, Direction.PROTECT);
        SrtpKey open = key(profile, Direction.UNPROTECT);
        run(seal, open);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        run(seal, open);

        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated / CALLS).isLessThanOrEqualTo(bytesPerRoundTrip);
        assertThat(failures).isZero();
    }

    private void run(SrtpKey seal, SrtpKey open) {
        for (int i = 0; i < CALLS; i++) {
            index++;
            batch.clear();
            batch.add(seal, index);
            batch.packet(0, packet, 0, 2048);
            batch.plainInPlace(0, 12, PLAIN_LENGTH);
            engine.protectRtp(batch);
            int sealed = batch.packetLength[0];
            batch.clear();
            batch.add(open, index);
            batch.packet(0, packet, 0, 2048);
            batch.sealed(0, 12, sealed);
            engine.unprotectRtp(batch);
            if (batch.status[0] != CryptoStatus.OK || batch.packetLength[0] != PLAIN_LENGTH) {
                failures++;
            }
        }
    }
}
