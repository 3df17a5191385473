package media.sluice.core.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import media.sluice.core.rtp.RtpHeader;
import media.sluice.core.rtp.Rtx;
import media.sluice.core.stream.RetransmissionCache.Capacity;
import media.sluice.core.wire.AllocationProbe;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.Packets;
import org.junit.jupiter.api.Test;

class RetransmissionCacheTest {

    private static final long MILLI = 1_000_000L;
    private static final long RTT = 50 * MILLI;

    private final MemorySegment packet = Packets.room(2000);
    private final MemorySegment out = Packets.room(2000);

    private RetransmissionCache cache = fixed(10_000, 16, RepeatForm.RTX);

    @Test
    void repeatsAsRtx() {
        store(65535, 100);

        assertThat(cache.request(65535, 0, RTT)).isEqualTo(RepeatVerdict.SEND);
        assertThat(cache.writeRtx(out, 5, 97, 1, 99)).isEqualTo(102);
        assertThat(Rtx.originalSequence(out, 5)).isEqualTo(65535);
        assertThat(RtpHeader.ssrc(out, 5)).isEqualTo(99);
        assertThat(Bytes.equal(packet, 15, out, 5 + 14, 88)).isTrue();
    }

    @Test
    void repeatsAtMostThreeTimesAndNotWithinARoundTrip() {
        store(7, 100);

        assertThat(cache.request(7, 0, RTT)).isEqualTo(RepeatVerdict.SEND);
        assertThat(cache.request(7, RTT - 1, RTT)).isEqualTo(RepeatVerdict.TOO_SOON);
        assertThat(cache.request(7, RTT, RTT)).isEqualTo(RepeatVerdict.SEND);
        assertThat(cache.request(7, 2 * RTT, RTT)).isEqualTo(RepeatVerdict.SEND);
        assertThat(cache.request(7, 9 * RTT, RTT)).isEqualTo(RepeatVerdict.EXHAUSTED);
        assertThat(cache.sent()).isEqualTo(3);
        assertThat(cache.tooSoon()).isEqualTo(1);
        assertThat(cache.exhausted()).isEqualTo(1);
    }

    @Test
    void knowsWhatItNeverHadOrLost() {
        assertThat(cache.request(0, 0, RTT)).isEqualTo(RepeatVerdict.UNKNOWN);
        for (int sequence = 0; sequence < 20; sequence++) {
            store(sequence, 50);
        }
        assertThat(cache.request(3, 0, RTT)).isEqualTo(RepeatVerdict.UNKNOWN);
        assertThat(cache.request(4, 0, RTT)).isEqualTo(RepeatVerdict.SEND);
        assertThat(cache.request(20, 0, RTT)).isEqualTo(RepeatVerdict.UNKNOWN);
        assertThat(cache.unknown()).isEqualTo(3);
    }

    @Test
    void forgetsPacketsWhoseBytesWereOverwritten() {
        for (int sequence = 0; sequence < 12; sequence++) {
            store(sequence, 1400);
        }
        // 7 packets of 1400 bytes fit 10000 bytes; the eighth begins at the front again
        assertThat(cache.request(4, 0, RTT)).isEqualTo(RepeatVerdict.UNKNOWN);
        for (int sequence = 6; sequence < 12; sequence++) {
            assertThat(cache.request(sequence, 0, RTT)).isEqualTo(RepeatVerdict.SEND);
        }
    }

    @Test
    void sealedPacketsComeBackByteForByteAndNeverAsRtx() {
        cache = fixed(2000, 16, RepeatForm.SEALED);
        store(1, 300);
        cache.request(1, 0, RTT);

        assertThat(cache.writeSealed(out, 9)).isEqualTo(300);
        assertThat(Bytes.equal(packet, 3, out, 9, 300)).isTrue();
        assertThatThrownBy(() -> cache.writeRtx(out, 0, 97, 1, 1))
                .isInstanceOf(IllegalStateException.class);
        cache = fixed(2000, 16, RepeatForm.RTX);
        store(1, 300);
        cache.request(1, 0, RTT);
        assertThatThrownBy(() -> cache.writeSealed(out, 0))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatItGrantsIsWhatWasStored() {
        assertThat(grantedOf(fixed(20_001, 64, RepeatForm.SEALED), 0)).isGreaterThan(20_000);
    }

    @Test
    void whatItGrantsIsWhatWasStoredWhileItGrows() {
        var first = new Capacity(1500, 16);
        var most = new Capacity(20_001, 64);

        for (long apart : new long[] {MILLI, 100 * MILLI, 700 * MILLI}) {
            grantedOf(new RetransmissionCache(first, most, RepeatForm.SEALED), apart);
        }
    }

    private int grantedOf(RetransmissionCache tried, long apartNanos) {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        int granted = 0;
        cache = tried;
        int sequence = random.nextInt(0x1_0000);
        for (int i = 0; i < 100_000; i++) {
            sequence = (sequence + 1) & 0xFFFF;
            store(sequence, 26 + random.nextInt(1400), i * apartNanos);
            int wanted = (sequence - random.nextInt(80)) & 0xFFFF;
            if (cache.request(wanted, i * RTT, RTT) == RepeatVerdict.SEND) {
                granted++;
                cache.writeSealed(out, 0);
                assertThat(RtpHeader.sequence(out, 0)).isEqualTo(wanted);
                assertThat(Bytes.u8(out, cache.length() - 1)).isEqualTo((wanted * 31) & 0xFF);
                assertThat(Bytes.u8(out, cache.length() / 2)).isEqualTo((wanted * 31) & 0xFF);
            }
        }
        return granted;
    }

    @Test
    void growsRatherThanForgetYoungPackets() {
        cache =
                new RetransmissionCache(
                        new Capacity(3000, 16), new Capacity(100_000, 256), RepeatForm.RTX);
        for (int sequence = 0; sequence < 70; sequence++) {
            store(sequence, 1400, sequence * 20 * MILLI);
        }

        for (int sequence = 0; sequence < 70; sequence++) {
            assertThat(cache.request(sequence, 0, RTT)).isEqualTo(RepeatVerdict.SEND);
            assertThat(cache.writeRtx(out, 0, 97, 1, 1)).isEqualTo(1402);
            assertThat(Rtx.originalSequence(out, 0)).isEqualTo(sequence);
        }
    }

    @Test
    void growsAlsoWhenPacketsFillItExactly() {
        cache =
                new RetransmissionCache(
                        new Capacity(2000, 16), new Capacity(100_000, 256), RepeatForm.RTX);
        for (int sequence = 0; sequence < 70; sequence++) {
            store(sequence, 1000, sequence * 20 * MILLI);
        }

        assertThat(cache.request(0, 0, RTT)).isEqualTo(RepeatVerdict.SEND);
    }

    @Test
    void doesNotGrowForPacketsNobodyAsksForAnyMore() {
        cache =
                new RetransmissionCache(
                        new Capacity(3000, 16), new Capacity(100_000, 256), RepeatForm.RTX);
        for (int sequence = 0; sequence < 70; sequence++) {
            store(sequence, 1400, sequence * RetransmissionCache.HISTORY_NANOS);
        }

        assertThat(cache.request(67, 0, RTT)).isEqualTo(RepeatVerdict.UNKNOWN);
        assertThat(cache.request(68, 0, RTT)).isEqualTo(RepeatVerdict.SEND);
        assertThat(cache.request(69, 0, RTT)).isEqualTo(RepeatVerdict.SEND);
    }

    @Test
    void growsNoFurtherThanItMay() {
        cache =
                new RetransmissionCache(
                        new Capacity(3000, 16), new Capacity(10_000, 16), RepeatForm.RTX);
        for (int sequence = 0; sequence < 70; sequence++) {
            store(sequence, 1400, sequence);
        }

        assertThat(cache.request(69 - 7, 0, RTT)).isEqualTo(RepeatVerdict.UNKNOWN);
        assertThat(cache.request(69 - 6, 0, RTT)).isEqualTo(RepeatVerdict.SEND);
    }

    @Test
    void storingAndRepeatingAllocateNothing() {
        int[] sequence = new int[1];

        long allocated =
                AllocationProbe.bytesPerCall(() -> {
                    int now = sequence[0]++;
                    cache.store(now & 0xFFFF, packet, 3, 1100, now * 1000L);
                    if (cache.request(now & 0xFFFF, now, 1) == RepeatVerdict.SEND) {
                        cache.writeRtx(out, 0, 97, now, 5);
                    }
                });

        assertThat(allocated).isZero();
    }

    private static RetransmissionCache fixed(int bytes, int packets, RepeatForm form) {
        var capacity = new Capacity(bytes, packets);
        return new RetransmissionCache(capacity, capacity, form);
    }

    private void store(int sequence, int length) {
        store(sequence, length, 0);
    }

    /** Stores an RTP packet whose bytes after the header tell its sequence number. */
    private void store(int sequence, int length, long nowNanos) {
        RtpHeader.write(packet, 3, false, 96, sequence, 0, 1);
        for (int i = 12; i < length; i++) {
            Bytes.put8(packet, 3 + i, sequence * 31);
        }
        cache.store(sequence, packet, 3, length, nowNanos);
    }
}
