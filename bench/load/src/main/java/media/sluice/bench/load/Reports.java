package media.sluice.bench.load;

import java.util.List;

/**
 * RTCP of one participant: sender reports for what it publishes, receiver reports for what it gets,
 * and the key frames that the server asks for (RFC 3550 §6.4, RFC 4585 §6.3.1). Owned by the media
 * thread.
 */
final class Reports {
    private static final int SENDER_REPORT = 200;
    private static final int RECEIVER_REPORT = 201;
    private static final int PAYLOAD_FEEDBACK = 206;
    private static final int PICTURE_LOSS = 1;
    private static final int FULL_INTRA_REQUEST = 4;
    private static final int MAX_BLOCKS = 31;
    private static final int OWN_SSRC = 1;

    /** After so long without a packet its publisher has left. */
    private static final long ENDED_NANOS = 5_000_000_000L;

    private static final int ROOM = SrtpSide.TAG + 4;
    private static final long NTP_EPOCH_SECONDS = 2_208_988_800L;

    private final Judge judge;
    private final List<Publication> publications;
    private final byte[] packet = new byte[1_200];

    Reports(Judge judge, List<Publication> publications) {
        this.judge = judge;
        this.publications = publications;
    }

    Transport.Receiver publisherSide() {
        return new Transport.Receiver() {
            @Override
            public void onRtp(SrtpSide side, byte[] bytes, int length, long nowNanos) {
                // Only probes and retransmissions could come here.
            }

            @Override
            public void onRtcp(byte[] bytes, int length) {
                readFeedback(bytes, length);
            }
        };
    }

    Transport.Receiver subscriberSide() {
        return new Transport.Receiver() {
            @Override
            public void onRtp(SrtpSide side, byte[] bytes, int length, long nowNanos) {
                judge.onRtp(side, bytes, length, nowNanos);
            }

            @Override
            public void onRtcp(byte[] bytes, int length) {
                // Sender reports of the server: no figure comes from them.
            }
        };
    }

    /** Once a second. */
    void send(Transport publisher, Transport subscriber, long nowNanos) {
        for (Publication stream : publications) {
            publisher.sendRtcp(packet, senderReport(stream));
        }
        if (judge.streamCount() > 0) {
            subscriber.sendRtcp(packet, receiverReport(nowNanos));
        }
    }

    private int senderReport(Publication stream) {
        long millis = System.currentTimeMillis();
        header(0, SENDER_REPORT, 28, stream.ssrc());
        Wire.put32(packet, 8, (int) (millis / 1000 + NTP_EPOCH_SECONDS));
        Wire.put32(packet, 12, (int) ((millis % 1000 << 32) / 1000));
        Wire.put32(packet, 16, stream.timestamp());
        Wire.put32(packet, 20, (int) stream.sent());
        Wire.put32(packet, 24, (int) stream.sent() * 1_000);
        return 28;
    }

    private int receiverReport(long nowNanos) {
        int length = 8;
        int blocks = 0;
        for (Judge.Stream stream : judge.streams()) {
            if (blocks == MAX_BLOCKS) {
                break;
            }
            if (nowNanos - stream.lastNanos > ENDED_NANOS) {
                continue;
            }
            Wire.put32(packet, length, stream.ssrc);
            Wire.put32(packet, length + 4, 0);
            Wire.put32(packet, length + 8, (int) stream.highest);
            Wire.put32(packet, length + 12, 0);
            Wire.put64(packet, length + 16, 0);
            length += 24;
            blocks++;
        }
        header(blocks, RECEIVER_REPORT, length, OWN_SSRC);
        return length;
    }

    private void header(int count, int type, int length, int ssrc) {
        packet[0] = (byte) (0x80 | count);
        packet[1] = (byte) type;
        Wire.put16(packet, 2, length / 4 - 1);
        Wire.put32(packet, 4, ssrc);
        if (length + ROOM > packet.length) {
            throw new IllegalStateException("a report of " + length + " bytes");
        }
    }

    private void readFeedback(byte[] bytes, int length) {
        for (int at = 0; at + 8 <= length; ) {
            int next = at + 4 + 4 * Wire.u16(bytes, at + 2);
            int format = bytes[at] & 31;
            boolean isAsking = format == PICTURE_LOSS || format == FULL_INTRA_REQUEST;
            if (Wire.u8(bytes, at + 1) == PAYLOAD_FEEDBACK && isAsking) {
                publications.stream()
                        .filter(Publication::isVideo)
                        .forEach(Publication::requestKeyFrame);
            }
            at = next;
        }
    }
}
