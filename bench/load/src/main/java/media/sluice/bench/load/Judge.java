package media.sluice.bench.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Judges what one subscriber receives: authentic, in order, whole and complete. Owned by the media
 * thread.
 */
final class Judge {
    /** One stream, by the SSRC under which it arrives. */
    static final class Stream {
        final int ssrc;
        long highest;
        long nextNumber;
        int publisher;
        long lastNanos;

        Stream(int ssrc) {
            this.ssrc = ssrc;
        }
    }

    /** What was found; sums over all subscribers of a run. */
    static final class Tally {
        long verified;
        long payloadBytes;
        long lost;
        long late;
        long damaged;
        long forged;

        /** The first faults, in words. */
        final List<String> faults = new ArrayList<>();

        final Latencies latencies = new Latencies();

        /** Adds what was found to a step's results. */
        void describe(Figures to) {
            to.add("verified", verified).add("lost", lost).add("late", late);
            to.add("damaged", damaged).add("forged", forged);
            to.add("faults", String.join("; ", faults));
            to.add("latency_p50_us", latencies.quantile(0.5));
            to.add("latency_p99_us", latencies.quantile(0.99));
        }

        private void note(String fault) {
            if (faults.size() < MOST_NOTED) {
                faults.add(fault);
            }
        }

        void clear() {
            verified = 0;
            payloadBytes = 0;
            lost = 0;
            late = 0;
            damaged = 0;
            forged = 0;
            faults.clear();
            latencies.clear();
        }
    }

    private static final int FIXED = 12;
    private static final int MOST_NOTED = 3;

    /**
     * After a longer hole a server need not keep a sequence number for each lost packet: no
     * receiver asks for so many. It must show that there is a hole.
     */
    private static final int LONGEST_HOLE_TO_SHOW = 256;

    /** The first packet behind a hole is this far from the last before, or farther. */
    private static final int SHORTEST_STEP_OVER_A_HOLE = 2;

    private final Tally tally;
    private final Map<Integer, Stream> streams = new HashMap<>();
    private final CRC32 crc = new CRC32();
    private long firstNanos;
    private long faults;

    Judge(Tally tally) {
        this.tally = tally;
    }

    /** When the first good packet came; 0 before. */
    long firstNanos() {
        return firstNanos;
    }

    /** Packets of this subscriber that were lost, late, damaged or forged, since it came. */
    long faults() {
        return faults;
    }

    Iterable<Stream> streams() {
        return streams.values();
    }

    int streamCount() {
        return streams.size();
    }

    /** When the last good packet of a publication came, by its own SSRC; 0 when none has. */
    long lastNanos(int publication) {
        long last = 0;
        for (Stream stream : streams.values()) {
            if (stream.publisher == publication && (last == 0 || stream.lastNanos - last > 0)) {
                last = stream.lastNanos;
            }
        }
        return last;
    }

    /** A sealed packet of the server. */
    void onRtp(SrtpSide side, byte[] packet, int length, long nowNanos) {
        int type = Wire.u8(packet, 1) & 0x7F;
        if (type != Publication.VIDEO_TYPE && type != Publication.AUDIO_TYPE) {
            return; // RTX and probes are no media; the servers are told of no loss.
        }
        int header = headerLength(packet, length);
        int ssrc = Wire.i32(packet, 8);
        Stream known = streams.get(ssrc);
        long index = known == null ? Wire.u16(packet, 2) : estimate(known.highest, packet);
        int plain = header < 0 ? SrtpSide.REFUSED : side.openRtp(packet, header, length, index);
        if (plain == SrtpSide.REFUSED) {
            tally.forged++;
            faults++;
            tally.note("forged: SSRC %x, index %d, %d bytes".formatted(ssrc, index, length));
            return;
        }
        boolean isPadded = (packet[0] & 0x20) != 0;
        int end = isPadded ? plain - Wire.u8(packet, plain - 1) : plain;
        if (end - header >= Publication.STAMP) {
            int from = type == Publication.VIDEO_TYPE ? header + Publication.DESCRIPTOR : header;
            accept(known, ssrc, index, packet, from, end, nowNanos);
        }
    }

    private void accept(
            @org.jspecify.annotations.Nullable Stream known,
            int ssrc,
            long index,
            byte[] packet,
            int from,
            int end,
            long nowNanos) {
        int stamp = end - Publication.STAMP;
        crc.reset();
        crc.update(packet, from, end - 4 - from);
        if (Wire.i32(packet, stamp) != Publication.MAGIC
                || Wire.i32(packet, end - 4) != (int) crc.getValue()) {
            tally.damaged++;
            faults++;
            tally.note("damaged: SSRC %x, index %d, %d bytes".formatted(ssrc, index, end - from));
            return;
        }
        long number = Wire.i64(packet, stamp + 8);
        if (known == null) {
            var stream = new Stream(ssrc);
            stream.highest = index;
            stream.nextNumber = number + 1;
            stream.publisher = Wire.i32(packet, stamp + 4);
            stream.lastNanos = nowNanos;
            streams.put(ssrc, stream);
            firstNanos = firstNanos == 0 ? nowNanos : firstNanos;
        } else {
            known.lastNanos = nowNanos;
            follow(known, index, number, Wire.i32(packet, stamp + 4));
        }
        tally.verified++;
        tally.payloadBytes += end - from;
        tally.latencies.add(nowNanos - Wire.i64(packet, stamp + 16));
    }

    /**
     * Sequence numbers and the publisher's own numbers must go on alike, by one when none is lost.
     */
    private void follow(Stream stream, long index, long number, int publisher) {
        if (publisher != stream.publisher) {
            tally.damaged++;
            faults++;
            tally.note(
                    "SSRC %x is of %x and of %x"
                            .formatted(stream.ssrc, stream.publisher, publisher));
        } else if (number < stream.nextNumber || index <= stream.highest) {
            tally.late++;
            faults++;
            tally.note(
                    "SSRC %x: number %d, index %d, after %d, %d"
                            .formatted(
                                    stream.ssrc,
                                    number,
                                    index,
                                    stream.nextNumber - 1,
                                    stream.highest));
        } else {
            long lost = number - stream.nextNumber;
            tally.lost += lost;
            faults += lost;
            if (!isFaithful(index - stream.highest, lost)) {
                tally.late++;
                faults++;
                tally.note(
                        "SSRC %x: step %d, lost %d"
                                .formatted(stream.ssrc, index - stream.highest, lost));
            }
            stream.nextNumber = number + 1;
            stream.highest = index;
        }
    }

    /** Whether a step of sequence numbers tells the receiver of this many lost packets. */
    private static boolean isFaithful(long step, long lost) {
        return lost > LONGEST_HOLE_TO_SHOW
                ? step >= SHORTEST_STEP_OVER_A_HOLE && step <= lost + 1
                : step == lost + 1;
    }

    private static long estimate(long highest, byte[] packet) {
        return highest + (short) (Wire.u16(packet, 2) - (int) highest);
    }

    private static int headerLength(byte[] packet, int length) {
        int header = FIXED + 4 * (packet[0] & 15);
        if ((packet[0] & 0x10) != 0 && header + 4 <= length) {
            header += 4 + 4 * Wire.u16(packet, header + 2);
        }
        return header + SrtpSide.TAG > length ? -1 : header;
    }
}
