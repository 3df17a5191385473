package media.sluice.core.srtp;

import static media.sluice.core.srtp.SrtpFixture.PROFILE;
import static media.sluice.core.srtp.SrtpFixture.SSRC;
import static media.sluice.core.srtp.SrtpFixture.key;
import static media.sluice.core.srtp.SrtpFixture.open;
import static media.sluice.core.srtp.SrtpFixture.seal;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import media.sluice.core.crypto.FakeSrtpEngine;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SrtpReceiverTest {

    private final FakeSrtpEngine engine = new FakeSrtpEngine();
    private final SrtpSender sender = SrtpFixture.sender(engine);
    private final SrtpReceiver receiver = SrtpFixture.receiver(engine);

    @Test
    void decryptsInPlace() {
        byte[] sealed = seal(engine, sender, SSRC, 7, 99);
        MemorySegment segment = MemorySegment.ofArray(sealed);

        assertThat(receiver.unprotectRtp(segment, 0, sealed.length)).isEqualTo(SrtpStatus.OK);

        assertThat(receiver.length()).isEqualTo(32);
        assertThat(receiver.index()).isEqualTo(7);
        assertThat(Bytes.u8(segment, 12)).isEqualTo(99);
    }

    @Test
    void refusesReplayedPacket() {
        byte[] sealed = seal(engine, sender, SSRC, 7);

        assertThat(open(receiver, sealed)).isEqualTo(SrtpStatus.OK);
        assertThat(open(receiver, sealed)).isEqualTo(SrtpStatus.REPLAYED);
        assertThat(receiver.packets(SrtpStatus.REPLAYED)).isEqualTo(1);
    }

    @Test
    void followsTheRollOverCounterThroughManyWraps() {
        for (long index = 100; index < 400_000; index += 3000) {
            byte[] sealed = seal(engine, sender, SSRC, (int) index & 0xFFFF);

            assertThat(open(receiver, sealed)).isEqualTo(SrtpStatus.OK);
            assertThat(receiver.index()).isEqualTo(index);
        }
    }

    @Test
    void acceptsWhatComesLateAcrossTheWrap() {
        byte[] before = seal(engine, sender, SSRC, 65_530);
        byte[] late = seal(engine, sender, SSRC, 65_535);
        byte[] after = seal(engine, sender, SSRC, 65_536 + 3);

        assertThat(open(receiver, before)).isEqualTo(SrtpStatus.OK);
        assertThat(open(receiver, after)).isEqualTo(SrtpStatus.OK);
        assertThat(open(receiver, late)).isEqualTo(SrtpStatus.OK);
        assertThat(receiver.index()).isEqualTo(65_535);
    }

    @Test
    void refusesWhatIsOlderThanTheWindow() {
        byte[] old = seal(engine, sender, SSRC, 1000);
        byte[] young = seal(engine, sender, SSRC, 1000 + 1024);
        open(receiver, young);

        assertThat(open(receiver, old)).isEqualTo(SrtpStatus.TOO_OLD);
    }

    @Test
    void makesNoStreamForForgedPackets() {
        for (int ssrc = 0; ssrc < 1000; ssrc++) {
            assertThat(open(receiver, forged(ssrc))).isEqualTo(SrtpStatus.AUTHENTICATION_FAILED);
        }

        assertThat(open(receiver, seal(engine, sender, SSRC, 1))).isEqualTo(SrtpStatus.OK);
    }

    private static byte[] forged(int ssrc) {
        byte[] bytes = new byte[48];
        Bytes.copy(SrtpFixture.packet(ssrc, 5, 5), 0, bytes, 0, 48);
        return bytes;
    }

    @Test
    void forgedPacketDoesNotMoveTheWindow() {
        open(receiver, seal(engine, sender, SSRC, 10));
        byte[] far = seal(engine, sender, SSRC, 20_000);
        far[20] ^= 1;

        assertThat(open(receiver, far)).isEqualTo(SrtpStatus.AUTHENTICATION_FAILED);
        assertThat(open(receiver, seal(engine, SrtpFixture.sender(engine), SSRC, 11)))
                .isEqualTo(SrtpStatus.OK);
    }

    @Test
    void boundsItsStreams() {
        int refused = 0;
        for (int ssrc = 1; ssrc <= SrtpReceiver.MAX_STREAMS + 10; ssrc++) {
            if (open(receiver, seal(engine, sender, ssrc, 1)) == SrtpStatus.TOO_MANY_STREAMS) {
                refused++;
            }
        }

        assertThat(refused).isEqualTo(10);
    }

    @Test
    void goesOnInAnotherProcess() {
        byte[] replay = seal(engine, sender, SSRC, 65_000);
        open(receiver, replay);
        open(receiver, seal(engine, sender, SSRC, 65_536));

        var moved = SrtpFixture.copy(receiver, engine);

        assertThat(open(moved, replay)).isEqualTo(SrtpStatus.REPLAYED);
        assertThat(open(moved, seal(engine, sender, SSRC, 65_537))).isEqualTo(SrtpStatus.OK);
        assertThat(moved.index()).isEqualTo(65_537);
    }

    @Test
    void findsTheRollOverCounterAfterAnOutdatedImport() throws CorruptStateException {
        open(receiver, seal(engine, sender, SSRC, 30_000));
        var stale = SrtpFixture.copy(receiver, engine);
        var packets = new ArrayList<byte[]>();
        for (long index = 30_000; index < 75_000; index += 5000) {
            packets.add(seal(engine, sender, SSRC, (int) index + 1 & 0xFFFF));
        }

        // Index 70,001 is 40,001 beyond what the copy knows, which looks like 25,535 back.
        byte[] latest = packets.getLast();

        assertThat(open(stale, latest)).isEqualTo(SrtpStatus.OK);
        assertThat(stale.index()).isEqualTo(70_001);
    }

    @Test
    void catchesUpWithProgress() throws CorruptStateException {
        byte[] seen = seal(engine, sender, SSRC, 5);
        open(receiver, seen);
        var standby = SrtpFixture.copy(receiver, engine);
        for (int index = 6; index < 200_000; index += 7000) {
            open(receiver, seal(engine, sender, SSRC, index & 0xFFFF));
        }
        open(receiver, seal(engine, sender, 77, 9));
        var writer = new StateWriter();
        receiver.exportProgress(writer);
        standby.applyProgress(new StateReader(writer.toBytes()));

        long next = receiver.index();
        assertThat(next).isEqualTo(9);
        assertThat(open(standby, seal(engine, sender, 77, 10))).isEqualTo(SrtpStatus.OK);
        assertThat(open(standby, seal(engine, sender, SSRC, 196_007 & 0xFFFF)))
                .isEqualTo(SrtpStatus.OK);
        assertThat(standby.index()).isEqualTo(196_007);
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void opensRtcpOnce(SrtpProfile profile) {
        byte[] salt = new byte[profile.saltLength()];
        var master =
                new media.sluice.core.crypto.SrtpMasterKey(
                        key(1).key(), media.sluice.core.crypto.Secret.of(salt));
        var out = new SrtpSender(profile, master, engine);
        var in = new SrtpReceiver(profile, master, engine);
        byte[] bytes = new byte[64];
        bytes[0] = (byte) 0x81;
        bytes[1] = (byte) 201;
        bytes[7] = 42;
        bytes[31] = 9;
        int length = out.protectRtcp(MemorySegment.ofArray(bytes), 0, 32, 64);
        byte[] again = bytes.clone();

        assertThat(length).isEqualTo(32 + profile.rtcpTrailerLength());
        assertThat(in.unprotectRtcp(MemorySegment.ofArray(bytes), 0, length))
                .isEqualTo(SrtpStatus.OK);
        assertThat(in.length()).isEqualTo(32);
        assertThat(bytes[31]).isEqualTo((byte) 9);
        assertThat(in.unprotectRtcp(MemorySegment.ofArray(again), 0, length))
                .isEqualTo(SrtpStatus.REPLAYED);
    }

    @Test
    void dropsWhatIsTooShort() {
        var segment = MemorySegment.ofArray(new byte[64]);

        for (int length = 0; length < 30; length++) {
            assertThat(receiver.unprotectRtp(segment, 0, length)).isNotEqualTo(SrtpStatus.OK);
            assertThat(receiver.unprotectRtcp(segment, 0, length)).isNotEqualTo(SrtpStatus.OK);
        }
        assertThat(PROFILE.rtpTrailerLength()).isEqualTo(16);
    }
}
