package media.sluice.core.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import media.sluice.core.crypto.FakeSrtpEngine;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Owner and backup with the same keys, and every kind of trouble between them: lost lease messages,
 * take-over while the owner lives, retransmissions with other bytes, jumps, processes that die.
 * Whatever happens, no index is sealed for two packets.
 */
class SealOncePropertyTest {

    private static final int STEPS = 15_000;
    private static final int STREAMS = 3;

    private final FakeSrtpEngine engine = new FakeSrtpEngine().watchNonces();
    private int sealed;
    private int filling;

    static LongStream seeds() {
        return LongStream.range(0, 10);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void noTwoCiphertextsUnderOneKeyAndIndex(long seed) throws CorruptStateException {
        var random = new Random(seed);
        SrtpSender owner = SrtpFixture.sender(engine);
        sendSome(owner, random, 50);
        owner.startLeasing();
        SrtpSender backup = SrtpFixture.copy(owner, engine);
        boolean hasTakenOver = false;

        for (int step = 0; step < STEPS; step++) {
            sendSome(owner, random, 1);
            if (hasTakenOver) {
                sendSome(backup, random, 1);
            }
            switch (random.nextInt(400)) {
                case 0, 1, 2 -> renew(owner, backup, random);
                case 3 -> {
                    backup.takeOver();
                    hasTakenOver = true;
                }
                case 4 -> owner.splitAsOwner();
                case 5 -> owner = SrtpFixture.copy(owner, engine);
                case 6 -> backup = SrtpFixture.copy(backup, engine);
                default -> {}
            }
        }

        assertThat(engine.nonceReuses()).as("seed %d", seed).isZero();
        assertThat(sealed).isGreaterThan(STEPS / 20);
    }

    /** A renewal may be lost on the way there, or its confirmation on the way back. */
    private static void renew(SrtpSender owner, SrtpSender backup, Random random)
            throws CorruptStateException {
        var writer = new StateWriter();
        owner.exportLeases(writer);
        if (random.nextInt(4) > 0) {
            boolean isConfirmed = backup.applyLeases(new StateReader(writer.toBytes()));
            if (isConfirmed && random.nextInt(4) > 0) {
                owner.applyLeases(new StateReader(writer.toBytes()));
            }
        }
    }

    /** New packets, late packets, repeats with other bytes, and the jumps of a take-over. */
    private void sendSome(SrtpSender sender, Random random, int count) {
        for (int i = 0; i < count; i++) {
            int ssrc = 1 + random.nextInt(STREAMS);
            var stream = Objects.requireNonNull(sender.stream(ssrc));
            long next = stream.nextIndex();
            if (next == SrtpSendStream.NO_INDEX || random.nextInt(4) == 0) {
                next = Math.max(0, stream.highestIndex() + random.nextInt(1500) - 1400);
            } else if (random.nextInt(20) == 0) {
                next += random.nextInt(3000);
            }
            if (SrtpFixture.seal(engine, sender, ssrc, (int) next & 0xFFFF, filling++) != null) {
                sealed++;
            }
        }
    }
}
