package media.sluice.core.srtp;

import static media.sluice.core.srtp.SrtpFixture.SSRC;
import static media.sluice.core.srtp.SrtpFixture.open;
import static media.sluice.core.srtp.SrtpFixture.seal;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import media.sluice.core.crypto.FakeSrtpEngine;
import media.sluice.core.crypto.SrtpBatch;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.junit.jupiter.api.Test;

class SrtpSenderTest {

    private final FakeSrtpEngine engine = new FakeSrtpEngine().watchNonces();
    private final SrtpSender sender = SrtpFixture.sender(engine);

    private static SrtpSendStream stream(SrtpSender sender, int ssrc) {
        return Objects.requireNonNull(sender.stream(ssrc));
    }

    private static byte[] leases(SrtpSender sender) {
        var writer = new StateWriter();
        sender.exportLeases(writer);
        return writer.toBytes();
    }

    @Test
    void sealsAnIndexOnce() {
        assertThat(seal(engine, sender, SSRC, 10, 1)).isNotNull();

        assertThat(seal(engine, sender, SSRC, 10, 2)).isNull();

        assertThat(engine.nonceReuses()).isZero();
        assertThat(sender.refusals()).isEqualTo(1);
    }

    @Test
    void sealsOutOfOrderWithinTheWindow() {
        seal(engine, sender, SSRC, 2000);

        assertThat(seal(engine, sender, SSRC, 977)).isNotNull();
        assertThat(sender.stage(new SrtpBatch(1), stream(sender, SSRC), 976))
                .isEqualTo(SrtpSendStream.TOO_OLD);
    }

    @Test
    void tellsWhyItRefuses() {
        seal(engine, sender, SSRC, 5);
        var stream = stream(sender, SSRC);
        var batch = new SrtpBatch(1);

        assertThat(sender.stage(batch, stream, 5)).isEqualTo(SrtpSendStream.ALREADY_SEALED);
        assertThat(sender.stage(batch, stream, 6)).isZero();
        assertThat(sender.stage(batch, stream, 7)).isEqualTo(SrtpSender.FULL);
        assertThat(stream.mayClaim(7)).isTrue();
        assertThat(stream.mayClaim(6)).isFalse();
    }

    @Test
    void stopsAtTheLeaseAndGoesOnWithTheNextOne() throws CorruptStateException {
        sender.startLeasing();
        stream(sender, SSRC).leaseAhead(512);
        for (int sequence = 0; sequence < 512; sequence++) {
            assertThat(seal(engine, sender, SSRC, sequence)).isNotNull();
        }
        assertThat(seal(engine, sender, SSRC, 512)).isNull();
        assertThat(stream(sender, SSRC).nextIndex()).isEqualTo(SrtpSendStream.NO_INDEX);
        assertThat(sender.needsLeases()).isTrue();

        sender.applyLeases(new StateReader(leases(sender)));

        assertThat(sender.needsLeases()).isFalse();
        assertThat(seal(engine, sender, SSRC, 512)).isNotNull();
    }

    @Test
    void plannedMoveHasNoGap() {
        seal(engine, sender, SSRC, 65_535);

        var moved = SrtpFixture.copy(sender, engine);
        moved.makeSole();

        assertThat(stream(moved, SSRC).nextIndex()).isEqualTo(65_536);
        assertThat(seal(engine, moved, SSRC, 65_535)).isNull();
        assertThat(seal(engine, moved, SSRC, 0)).isNotNull();
        assertThat(stream(moved, SSRC).highestIndex()).isEqualTo(65_536);
    }

    @Test
    void backupStartsAtTheLimit() throws CorruptStateException {
        seal(engine, sender, SSRC, 100, 1);
        sender.startLeasing();
        var backup = SrtpFixture.copy(sender, engine);
        byte[] renewed = leases(sender);
        backup.applyLeases(new StateReader(renewed));
        sender.applyLeases(new StateReader(renewed));
        seal(engine, sender, SSRC, 101, 1);

        backup.takeOver();

        long start = stream(backup, SSRC).nextIndex();
        assertThat(start).isBetween(101L + 4096, 101L + 2 * 4096);
        assertThat(seal(engine, backup, SSRC, 101, 2)).isNull();
        byte[] first = seal(engine, backup, SSRC, (int) start & 0xFFFF, 2);
        assertThat(first).isNotNull();
        var receiver = SrtpFixture.receiver(engine);
        open(receiver, seal(engine, sender, SSRC, 102, 1));
        assertThat(open(receiver, first)).isEqualTo(SrtpStatus.OK);
    }

    @Test
    void newStreamBindsItselfWithItsFirstPacket() {
        sender.startLeasing();

        seal(engine, sender, SSRC, 30_000);

        assertThat(stream(sender, SSRC).lease().limit()).isEqualTo(30_000 + 4096);
    }

    @Test
    void streamUnknownToTheBackupStaysMuteThere() {
        sender.startLeasing();
        sender.stream(SSRC);
        var backup = SrtpFixture.copy(sender, engine);
        seal(engine, sender, SSRC, 5, 1);

        backup.takeOver();
        backup.makeSole();

        assertThat(stream(backup, SSRC).isMute()).isTrue();
        assertThat(seal(engine, backup, SSRC, 5, 2)).isNull();
        assertThat(seal(engine, backup, SSRC, 6, 2)).isNull();
    }

    @Test
    void ownerJumpsOverADeadBackup() {
        seal(engine, sender, SSRC, 0, 1);
        sender.startLeasing();
        var backup = SrtpFixture.copy(sender, engine);
        backup.takeOver();
        int start = (int) stream(backup, SSRC).nextIndex();
        for (int sequence = start; sequence < start + 300; sequence++) {
            assertThat(seal(engine, backup, SSRC, sequence, 2)).isNotNull();
        }

        sender.dropBackup();

        long next = stream(sender, SSRC).nextIndex();
        assertThat(next).isEqualTo(4097 + 2 * 4096);
        assertThat(seal(engine, sender, SSRC, (int) next, 1)).isNotNull();
        assertThat(engine.nonceReuses()).isZero();
    }

    @Test
    void splitEndsBeyondBothSides() throws CorruptStateException {
        seal(engine, sender, SSRC, 0, 1);
        sender.startLeasing();
        var backup = SrtpFixture.copy(sender, engine);
        backup.takeOver();
        sender.splitAsOwner();
        seal(engine, backup, SSRC, (int) stream(backup, SSRC).nextIndex(), 2);
        seal(engine, sender, SSRC, 3 * 4096 + 5, 1);
        var writer = new StateWriter();
        sender.exportCounters(writer);

        backup.endSplit(new StateReader(writer.toBytes()));

        assertThat(stream(backup, SSRC).nextIndex()).isEqualTo(3 * 4096 + 6);
    }

    @Test
    void rtcpIndexesAreLeasedToo() {
        sender.startLeasing();
        int sent = 0;
        while (sender.protectRtcp(MemorySegment.ofArray(rtcp()), 0, 32, 64) > 0) {
            sent++;
        }

        assertThat(sent).isEqualTo(SrtpSender.RTCP_LEASE);
        assertThat(sender.needsLeases()).isTrue();
        assertThat(engine.nonceReuses()).isZero();
    }

    private static byte[] rtcp() {
        byte[] bytes = new byte[64];
        bytes[0] = (byte) 0x80;
        bytes[1] = (byte) 201;
        return bytes;
    }
}
