package media.sluice.bench.load;

import java.util.Random;
import java.util.zip.CRC32;

/**
 * One published stream: bursts of packets at a steady pace, each with who sent it, its number, its
 * time and a checksum. Owned by the media thread.
 *
 * <pre>
 *  payload:  | VP8 descriptor (6, video only) | VP8 header | filler | stamp (28) |
 *  stamp:    | magic 4 | publisher 4 | number 8 | sent, nanoseconds 8 | CRC-32 of all behind the descriptor 4 |
 * </pre>
 */
final class Publication implements Loop.Timed {
    /** How a stream is paced: {@code burst} packets of {@code payloadBytes} every interval. */
    record Pace(boolean isVideo, int burst, long intervalNanos, int payloadBytes) {}

    /** Where packets go; there is room for the tag behind them. */
    interface Way {
        void send(byte[] packet, int header, int length, long index);
    }

    static final int TWCC_ID = 3;
    static final int DESCRIPTOR = 6;
    static final int STAMP = 28;
    static final int MAGIC = 0x5B6E_C4A1;
    static final int VIDEO_TYPE = 96;
    static final int AUDIO_TYPE = 111;

    private static final int HEADER = 20;
    private static final int ROOM = SrtpSide.TAG;
    private static final long VIDEO_CLOCK = 90_000;
    private static final long AUDIO_CLOCK = 48_000;
    private static final long NANOS_PER_MICRO = 1_000;
    private static final long MICROS_PER_SECOND = 1_000_000;

    private final Way way;
    private final Pace pace;
    private final int ssrc;
    private final String mid;
    private final String cid;
    private final byte[] filler;
    private final byte[] packet;
    private final CRC32 crc = new CRC32();
    private long number;
    private int frame;
    private int transportSequence;
    private boolean isKeyFrameWanted = true;
    private boolean isRunning;
    private long intervalNanos;
    private long dueNanos;
    private int timestamp;

    Publication(Way way, Pace pace, int publisher, String mid) {
        this.way = way;
        this.pace = pace;
        this.mid = mid;
        intervalNanos = pace.intervalNanos;
        ssrc = 0x1000_0000 + publisher * 16 + Integer.parseInt(mid);
        cid = "track-" + publisher + "-" + mid;
        filler = new byte[pace.payloadBytes];
        new Random(ssrc).nextBytes(filler);
        packet = new byte[HEADER + pace.payloadBytes + ROOM];
    }

    boolean isVideo() {
        return pace.isVideo;
    }

    int payloadType() {
        return pace.isVideo ? VIDEO_TYPE : AUDIO_TYPE;
    }

    int ssrc() {
        return ssrc;
    }

    String mid() {
        return mid;
    }

    String cid() {
        return cid;
    }

    /** So many times as often, from the burst after the next on. */
    void hurry(int times) {
        intervalNanos /= times;
    }

    /** Packets sent so far. */
    long sent() {
        return number;
    }

    int timestamp() {
        return timestamp;
    }

    void requestKeyFrame() {
        isKeyFrameWanted = true;
    }

    /** {@code firstNanos}: when it is first called. */
    void start(long firstNanos) {
        isRunning = true;
        dueNanos = firstNanos;
    }

    void stop() {
        isRunning = false;
    }

    @Override
    public long onTime(long nowNanos) {
        if (!isRunning) {
            return DONE;
        }
        long clock = pace.isVideo ? VIDEO_CLOCK : AUDIO_CLOCK;
        timestamp = (int) (nowNanos / NANOS_PER_MICRO * clock / MICROS_PER_SECOND);
        boolean isKeyFrame = isKeyFrameWanted;
        isKeyFrameWanted = false;
        frame++;
        for (int i = 0; i < pace.burst; i++) {
            send(i == 0, i == pace.burst - 1, isKeyFrame);
        }
        // Steady on average; who is late by a whole interval does not catch up.
        boolean isOnTime = nowNanos - dueNanos < intervalNanos;
        dueNanos = (isOnTime ? dueNanos : nowNanos) + intervalNanos;
        return dueNanos;
    }

    private void send(boolean isFirst, boolean isLast, boolean isKeyFrame) {
        packet[0] = (byte) 0x90;
        packet[1] = (byte) (payloadType() | (isLast && pace.isVideo ? 0x80 : 0));
        Wire.put16(packet, 2, (int) number);
        Wire.put32(packet, 4, timestamp);
        Wire.put32(packet, 8, ssrc);
        Wire.put32(packet, 12, 0xBEDE_0001);
        packet[16] = (byte) (TWCC_ID << 4 | 1);
        Wire.put16(packet, 17, transportSequence++);
        packet[19] = 0;
        System.arraycopy(filler, 0, packet, HEADER, filler.length);
        int checkedFrom = HEADER;
        if (pace.isVideo) {
            describe(isFirst, isKeyFrame);
            checkedFrom += DESCRIPTOR;
        }
        int end = HEADER + pace.payloadBytes;
        int at = end - STAMP;
        Wire.put32(packet, at, MAGIC);
        Wire.put32(packet, at + 4, ssrc);
        Wire.put64(packet, at + 8, number);
        Wire.put64(packet, at + 16, System.nanoTime());
        crc.reset();
        crc.update(packet, checkedFrom, end - 4 - checkedFrom);
        Wire.put32(packet, end - 4, (int) crc.getValue());
        way.send(packet, HEADER, end, number);
        number++;
    }

    /** RFC 7741: X; I, L, T; 15-bit picture id; TL0PICIDX; TID 0. */
    private void describe(boolean isFirst, boolean isKeyFrame) {
        packet[HEADER] = (byte) (0x80 | (isFirst ? 0x10 : 0));
        packet[HEADER + 1] = (byte) 0xE0;
        Wire.put16(packet, HEADER + 2, 0x8000 | frame & 0x7FFF);
        packet[HEADER + 4] = (byte) frame;
        packet[HEADER + 5] = 0;
        if (isFirst) {
            int at = HEADER + DESCRIPTOR;
            packet[at] = (byte) (isKeyFrame ? 0x10 : 0x11);
            if (isKeyFrame) {
                byte[] start = {0x10, 2, 0, (byte) 0x9D, 1, 0x2A, 0, 5, (byte) 0xD0, 2};
                System.arraycopy(start, 0, packet, at, start.length);
            }
        }
    }
}
