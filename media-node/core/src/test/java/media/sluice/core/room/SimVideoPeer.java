package media.sluice.core.room;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import media.sluice.core.codec.Vp8Descriptor;
import media.sluice.core.crypto.CertificateFingerprint;
import media.sluice.core.crypto.FakeSrtpEngine;
import media.sluice.core.crypto.SrtpBatch;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.dtls.DtlsRecord;
import media.sluice.core.dtls.FakeDtlsClient;
import media.sluice.core.dtls.FakeSecrets;
import media.sluice.core.rtcp.Nack;
import media.sluice.core.rtcp.RtcpCursor;
import media.sluice.core.rtcp.RtcpFault;
import media.sluice.core.rtcp.RtcpType;
import media.sluice.core.rtcp.RtcpWriter;
import media.sluice.core.rtp.AbsoluteTime;
import media.sluice.core.rtp.RtpHeader;
import media.sluice.core.rtp.Rtx;
import media.sluice.core.sim.SimClient;
import media.sluice.core.srtp.SrtpReceiver;
import media.sluice.core.srtp.SrtpSender;
import media.sluice.core.srtp.SrtpStatus;
import media.sluice.core.stream.NackGenerator;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A browser's video: sends VP8 in three simulcast layers at 30 pictures per second, answers NACK
 * and PLI; receives one stream, asks for what is missing and notes what came.
 */
final class SimVideoPeer implements SimClient.Application {

    static final int LAYERS = 3;
    static final int FIRST_SSRC = 1000;
    static final int FIRST_RTX_SSRC = 2000;
    static final int TYPE = 96;
    static final int RTX_TYPE = 97;

    private static final int ROOM = 1500;
    private static final long PICTURE_NANOS = 33_333_333L;
    private static final long TICK_NANOS = 5_000_000L;
    private static final long REPORT_NANOS = 1_000_000_000L;

    /** A packet of the stream received. */
    record Received(
            long sequence, int timestamp, int picture, boolean isStart, boolean isKey, int size) {}

    private final FakeDtlsClient dtls;
    private final FakeSrtpEngine engine = new FakeSrtpEngine();
    private final SrtpBatch batch = new SrtpBatch(1);
    private final ArrayDeque<byte[]> outbox = new ArrayDeque<>();
    private final RtcpWriter rtcp = new RtcpWriter();
    private final RtcpCursor cursor = new RtcpCursor();
    private final MemorySegment rtcpRoom = MemorySegment.ofArray(new byte[ROOM]);
    private final int expectedSsrc;
    private @Nullable SrtpSender sender;
    private @Nullable SrtpReceiver receiver;
    private boolean isStarted;
    private long nextNanos = Long.MAX_VALUE;

    private final boolean isPublisher;
    private final int[] sequences = {65_400, 30_000, 17};
    private final int[] rtxSequences = new int[LAYERS];
    private final Map<Long, byte[]> sent = new HashMap<>();
    private int picture = 32_700;
    private long nextPictureNanos;
    private long nextReportNanos;
    private boolean isKeyWanted = true;
    int layersSent = LAYERS;
    int keyFrames;
    int pliReceived;

    private final NackGenerator nack = new NackGenerator();
    final TreeMap<Long, Received> received = new TreeMap<>();
    final List<Long> reportedNtp = new ArrayList<>();
    int repaired;
    int duplicates;
    private long highest = -1;

    SimVideoPeer(boolean isPublisher, int expectedSsrc, long seed) {
        this.isPublisher = isPublisher;
        this.expectedSsrc = expectedSsrc;
        byte[] random = new byte[32];
        new SplittableRandom(seed).nextBytes(random);
        dtls =
                new FakeDtlsClient(
                        FakeSecrets.of(SrtpProfile.AEAD_AES_128_GCM), random, new byte[] {1, 2, 3});
    }

    CertificateFingerprint fingerprint() {
        return dtls.fingerprint();
    }

    boolean isConnected() {
        return receiver != null;
    }

    @Override
    public void handleDatagram(MemorySegment segment, long offset, int length, long nowNanos) {
        if (DtlsRecord.isDtls(Bytes.u8(segment, offset))) {
            dtls.handleDatagram(segment, offset, length, nowNanos);
            connect(nowNanos);
            return;
        }
        SrtpReceiver in = receiver;
        if (in == null) {
            return;
        }
        if (RtpHeader.isRtcp(segment, offset)) {
            if (in.unprotectRtcp(segment, offset, length) == SrtpStatus.OK) {
                onRtcp(segment, offset, in.length());
            }
        } else if (in.unprotectRtp(segment, offset, length) == SrtpStatus.OK) {
            onRtp(segment, offset, in.length(), nowNanos);
        }
    }

    private void connect(long nowNanos) {
        var material = dtls.srtp();
        if (material != null && dtls.isConnected() && sender == null) {
            sender = new SrtpSender(material.profile(), material.client(), engine);
            receiver = new SrtpReceiver(material.profile(), material.server(), engine);
            nextNanos = nowNanos;
            nextPictureNanos = nowNanos;
            nextReportNanos = nowNanos;
        }
    }

    private void onRtcp(MemorySegment segment, long offset, int length) {
        if (cursor.start(segment, offset, length) != RtcpFault.NONE) {
            throw new AssertionError("malformed RTCP");
        }
        int[] wanted = new int[256];
        while (cursor.next()) {
            if (cursor.isPayloadFeedback(RtcpType.FMT_PICTURE_LOSS)) {
                pliReceived++;
                isKeyWanted = true;
            } else if (cursor.isTransportFeedback(RtcpType.FMT_NACK)) {
                int layer = cursor.mediaSsrc() - FIRST_SSRC;
                int count = Nack.read(segment, cursor, wanted);
                for (int i = 0; i < count; i++) {
                    repeat(layer, wanted[i]);
                }
            } else if (cursor.type() == RtcpType.SENDER_REPORT) {
                reportedNtp.add(Bytes.i64(segment, cursor.at() + 8));
            }
        }
    }

    private void repeat(int layer, int sequence) {
        byte[] original = sent.get((long) layer << 16 | sequence);
        if (original != null) {
            byte[] bytes = new byte[ROOM];
            int length =
                    Rtx.wrap(
                            MemorySegment.ofArray(original),
                            0,
                            original.length,
                            MemorySegment.ofArray(bytes),
                            0,
                            RTX_TYPE,
                            rtxSequences[layer]++ & 0xFFFF,
                            FIRST_RTX_SSRC + layer);
            seal(FIRST_RTX_SSRC + layer, bytes, length);
        }
    }

    private void onRtp(MemorySegment segment, long offset, int length, long nowNanos) {
        long at = offset;
        int size = length;
        if (RtpHeader.ssrc(segment, at) == expectedSsrc + 1) {
            Rtx.restore(segment, at, TYPE, expectedSsrc);
            at += Rtx.OVERHEAD;
            size -= Rtx.OVERHEAD;
            repaired++;
        } else if (RtpHeader.ssrc(segment, at) != expectedSsrc) {
            throw new AssertionError("a stream nobody announced");
        }
        int sequence = RtpHeader.sequence(segment, at);
        long extended = highest < 0 ? sequence : Serial.unwrap16(highest, sequence);
        highest = Math.max(highest, extended);
        nack.onPacket(sequence, nowNanos);
        Vp8Descriptor vp8 = new Vp8Descriptor();
        int payload = RtpHeader.payloadLength(segment, at, size);
        if (!vp8.parse(segment, at + RtpHeader.length(segment, at), payload)) {
            throw new AssertionError("payload is no VP8");
        }
        Received packet =
                new Received(
                        extended,
                        RtpHeader.timestamp(segment, at),
                        vp8.pictureId(),
                        vp8.isPictureStart(),
                        vp8.isKeyFrameStart(),
                        payload);
        Received before = received.put(extended, packet);
        if (before != null) {
            duplicates++;
            if (before.timestamp != packet.timestamp || before.picture != packet.picture) {
                throw new AssertionError("one number for two packets");
            }
        }
    }

    @Override
    public byte @Nullable [] pollDatagram(long nowNanos) {
        if (!isStarted) {
            isStarted = true;
            dtls.start(nowNanos);
        }
        dtls.handleTimeout(nowNanos);
        byte[] bytes = new byte[ROOM];
        int length = dtls.pollDatagram(MemorySegment.ofArray(bytes), 0);
        if (length > 0) {
            return Arrays.copyOf(bytes, length);
        }
        if (nowNanos >= nextNanos) {
            nextNanos += TICK_NANOS;
            tick(nowNanos);
        }
        return outbox.poll();
    }

    @Override
    public long nextDeadlineNanos() {
        return isStarted ? Math.min(dtls.nextDeadlineNanos(), nextNanos) : 0;
    }

    private void tick(long nowNanos) {
        if (isPublisher && nowNanos >= nextPictureNanos) {
            nextPictureNanos += PICTURE_NANOS;
            sendPicture(nowNanos);
        }
        if (isPublisher && nowNanos >= nextReportNanos) {
            nextReportNanos += REPORT_NANOS;
            sendReports(nowNanos);
        }
        int[] missing = new int[64];
        int count = nack.pollDue(nowNanos, missing);
        if (count > 0) {
            rtcp.start(rtcpRoom, 0, ROOM);
            rtcp.receiverReport(1);
            rtcp.nack(1, expectedSsrc, missing, count);
            sealRtcp();
        }
    }

    private static int clock(int layer, long nowNanos) {
        return layer * 0x3333_3333 + (int) (nowNanos / 1000 * 90 / 1000);
    }

    private void sendPicture(long nowNanos) {
        boolean isKey = isKeyWanted;
        isKeyWanted = false;
        keyFrames += isKey ? 1 : 0;
        picture = (picture + 1) & 0x7FFF;
        for (int layer = 0; layer < layersSent; layer++) {
            int parts = (1 << layer) + (isKey ? 2 : 0);
            for (int part = 0; part < parts; part++) {
                sendPart(layer, part, part == parts - 1, isKey, nowNanos);
            }
        }
    }

    private void sendPart(int layer, int part, boolean isLast, boolean isKey, long nowNanos) {
        byte[] bytes = new byte[ROOM];
        MemorySegment room = MemorySegment.ofArray(bytes);
        int sequence = sequences[layer]++ & 0xFFFF;
        RtpHeader.write(
                room, 0, isLast, TYPE, sequence, clock(layer, nowNanos), FIRST_SSRC + layer);
        byte[] payload = RoomFixture.vp8(picture, part == 0, isKey);
        System.arraycopy(payload, 0, bytes, RtpHeader.FIXED_LENGTH, payload.length);
        int length = RtpHeader.FIXED_LENGTH + payload.length + 100 * (layer + 1);
        sent.put((long) layer << 16 | sequence, Arrays.copyOf(bytes, length));
        seal(FIRST_SSRC + layer, bytes, length);
    }

    private void sendReports(long nowNanos) {
        rtcp.start(rtcpRoom, 0, ROOM);
        for (int layer = 0; layer < layersSent; layer++) {
            rtcp.senderReport(
                    FIRST_SSRC + layer,
                    AbsoluteTime.ntpOfNanos(nowNanos),
                    clock(layer, nowNanos),
                    1,
                    1);
        }
        sealRtcp();
    }

    private void sealRtcp() {
        SrtpSender out = sender;
        if (out != null) {
            int length = out.protectRtcp(rtcpRoom, 0, rtcp.length(), ROOM);
            byte[] datagram = new byte[length];
            Bytes.copy(rtcpRoom, 0, datagram, 0, length);
            outbox.add(datagram);
        }
    }

    private void seal(int ssrc, byte[] bytes, int length) {
        SrtpSender out = sender;
        if (out == null) {
            return;
        }
        var stream = out.stream(ssrc);
        if (stream == null) {
            throw new AssertionError("too many streams");
        }
        MemorySegment room = MemorySegment.ofArray(bytes);
        batch.clear();
        int entry = out.stage(batch, stream, RtpHeader.sequence(room, 0));
        if (entry < 0) {
            throw new AssertionError("refused " + entry);
        }
        batch.packet(entry, room, 0, ROOM);
        batch.plainInPlace(entry, RtpHeader.length(room, 0), length);
        engine.protectRtp(batch);
        outbox.add(Arrays.copyOf(bytes, batch.packetLength[entry]));
    }
}
